import fc from "fast-check";
import { expect, test } from "vitest";
import { byStrength, type IdentityRef, identityKey } from "../../src/customers/identity-kinds.ts";
import { type KnownIdentities, planIdentities, type Sighting } from "../../src/customers/plan-identities.ts";
import { groupBy } from "../../src/math/group-by.ts";

const at = new Date("2026-06-01T10:00:00Z");
const USER: IdentityRef = { kind: "USER_ID", value: "ada" };
const OTHER_USER: IdentityRef = { kind: "USER_ID", value: "bob" };
const EMAIL: IdentityRef = { kind: "EMAIL", value: "ada@example.com" };
const COOKIE: IdentityRef = { kind: "ANONYMOUS_ID", value: "cookie" };

const seen = (...identities: IdentityRef[]): Sighting => ({ identities, at, source: "test" });
const newId = (index: number) => `new ${index}`;

function known(owners: readonly (readonly [IdentityRef, string])[] = []): KnownIdentities {
  const exclusive = owners.filter(([{ kind }]) => kind === "USER_ID");
  return {
    owners: new Map(owners.map(([identity, customer]) => [identityKey(identity), customer])),
    exclusive: new Map(exclusive.map(([identity, customer]) => [customer, [identity]])),
  };
}

test("an unknown identifier beside a known one is linked to its customer", () => {
  const planned = planIdentities(known([[EMAIL, "C"]]), [seen(EMAIL, COOKIE)], newId);

  expect(planned.customerIds).toEqual(["C"]);
  expect(planned.created).toEqual(new Set());
  expect(planned.linked).toEqual([{ identity: COOKIE, customerId: "C" }]);
  expect(planned.evidence).toEqual([{ left: EMAIL, right: COOKIE, at, source: "test" }]);
});

test("where two known customers meet, the strongest identifier decides and nothing changes hands", () => {
  const owners = known([
    [EMAIL, "C"],
    [COOKIE, "D"],
  ]);

  const planned = planIdentities(owners, [seen(EMAIL, COOKIE)], newId);

  expect(planned.customerIds).toEqual(["C"]);
  expect(planned.linked).toEqual([]);
  expect(planned.seen.map(({ identity, customerId }) => [identity, customerId])).toEqual([
    [EMAIL, "C"],
    [COOKIE, "D"],
  ]);
});

test("two accounts that share an e-mail stay two customers", () => {
  const planned = planIdentities(known(), [seen(USER, EMAIL), seen(OTHER_USER, EMAIL), seen(EMAIL)], newId);

  expect(planned.customerIds).toEqual(["new 0", "new 1", "new 0"]);
  expect(planned.linked).toEqual([
    { identity: USER, customerId: "new 0" },
    { identity: EMAIL, customerId: "new 0" },
    { identity: OTHER_USER, customerId: "new 1" },
  ]);
});

test("a customer without an account takes the account that comes with their e-mail", () => {
  const planned = planIdentities(known(), [seen(EMAIL), seen(USER, EMAIL), seen(OTHER_USER, EMAIL)], newId);

  expect(planned.customerIds).toEqual(["new 0", "new 0", "new 2"]);
});

test("an identifier seen several times is seen once, from its first to its last moment", () => {
  const early = new Date("2026-05-01T10:00:00Z");
  const late = new Date("2026-07-01T10:00:00Z");

  const planned = planIdentities(
    known(),
    [seen(USER), { ...seen(USER), at: late }, { ...seen(USER), at: early }],
    newId,
  );

  expect(planned.seen).toEqual([{ identity: USER, customerId: "new 0", source: "test", first: early, last: late }]);
});

test("the customer whom the caller names takes the identifiers that nobody has", () => {
  const planned = planIdentities(known([[EMAIL, "C"]]), [{ ...seen(EMAIL, COOKIE), customerId: "D" }], newId);

  expect(planned.customerIds).toEqual(["D"]);
  expect(planned.linked).toEqual([{ identity: COOKIE, customerId: "D" }]);
});

const identity = fc.record({
  kind: fc.constantFrom("USER_ID", "EMAIL", "PHONE", "ANONYMOUS_ID"),
  value: fc.constantFrom("1", "2", "3", "4"),
}) satisfies fc.Arbitrary<IdentityRef>;
const sighting = fc
  .uniqueArray(identity, { minLength: 1, maxLength: 4, selector: identityKey })
  .filter((of) => of.filter(({ kind }) => kind === "USER_ID").length <= 1)
  .map((of) => seen(...of.sort(byStrength)));

test("every identifier gets exactly one owner, and the owner is whoever was told so first", () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      const planned = planIdentities(known(), sightings, newId);

      const all = new Set(sightings.flatMap(({ identities }) => identities.map(identityKey)));
      const linked = planned.linked.map((link) => identityKey(link.identity));
      expect(linked.sort()).toEqual([...all].sort());
      expect(new Set(planned.seen.map((each) => identityKey(each.identity)))).toEqual(all);
      const owners = new Map(planned.linked.map((link) => [identityKey(link.identity), link.customerId]));
      for (const each of planned.seen) expect(each.customerId).toBe(owners.get(identityKey(each.identity)));
    }),
  );
});

test("a customer has one value of an exclusive kind, and owns an identifier of each of their sightings", () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      const planned = planIdentities(known(), sightings, newId);

      const users = planned.linked.filter((link) => link.identity.kind === "USER_ID");
      for (const of of groupBy(users, ({ customerId }) => customerId).values()) expect(of).toHaveLength(1);
      const owners = new Map(planned.linked.map((link) => [identityKey(link.identity), link.customerId]));
      sightings.forEach(({ identities }, index) => {
        expect(identities.map((each) => owners.get(identityKey(each)))).toContain(planned.customerIds[index]);
      });
      expect(planned.created).toEqual(new Set(planned.customerIds));
    }),
  );
});

test("sightings taken in two batches are placed as those of one", () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 15 }), fc.array(sighting, { maxLength: 15 }), (first, second) => {
      const whole = planIdentities(known(), [...first, ...second], newId);
      const start = planIdentities(known(), first, newId);
      const owners = start.linked.map(({ identity, customerId }) => [identity, customerId] as const);
      const rest = planIdentities(known(owners), second, (index) => newId(first.length + index));

      expect([...start.customerIds, ...rest.customerIds]).toEqual(whole.customerIds);
    }),
  );
});
