import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aConsent, consentsOf, leftovers, RECORD_CONSENT, say } from "./say.ts";

const NOTHING = {
  customer: 0,
  identifier: 0,
  identity: 0,
  identity_evidence: 0,
  product: 0,
  touchpoint: 0,
  consent: 0,
};

test("what a person said is kept as it was said, and told back", async () => {
  const app = await startApp();
  await record(app, aTouchpoint());
  const input = aConsent({ channel: "EMAIL", proof: "form 7, ticked" });

  const { recordConsent } = await app.query(RECORD_CONSENT, { input });

  const { purpose, channel, status, source, proof, recordedAt } = { channel: "EMAIL", proof: "", ...input };
  const consent = { purpose, channel, status, source, proof, recordedAt };
  expect(recordConsent).toEqual({
    customer: { id: expect.stringMatching(/^cus_/) },
    consent: { ...consent, proof: "form 7, ticked" },
    userErrors: [],
  });
  expect((await consentsOf(app)).history).toEqual([{ ...consent, proof: "form 7, ticked" }]);
});

test("without a time it was said now, for all channels and without a proof", async () => {
  const app = await startApp();
  const { recordedAt: _left, ...input } = aConsent();

  const { recordConsent } = await app.query(RECORD_CONSENT, { input });

  const said = { purpose: "MARKETING", channel: null, status: "GRANTED", source: "shop", proof: null };
  expect(recordConsent.consent).toEqual({ ...said, recordedAt: "2026-06-15T12:00:00.000Z" });
});

test("a person who refuses before anything else is known becomes a customer by that", async () => {
  const app = await startApp();

  await say(app, { identity: { kind: "EMAIL", value: " Ada@Example.com " }, status: "DENIED" });

  const { customers } = await app.query(
    "{ customers { nodes { email firstSeenAt identities { kind value source } profile { orderCount } } } }",
  );
  const identities = [{ kind: "EMAIL", value: "ada@example.com", source: "shop" }];
  expect(customers.nodes).toEqual([
    { email: "ada@example.com", firstSeenAt: "2026-06-01T10:00:00.000Z", identities, profile: { orderCount: 0 } },
  ]);
  expect((await consentsOf(app, "ada@example.com", "EMAIL")).inForce).toEqual(["MARKETING everywhere DENIED"]);
});

test("who is known by the identifier, and who is named, is not made again", async () => {
  const app = await startApp();
  const customerId = await say(app, {});

  const same = await say(app, { purpose: "ANALYTICS" }, { customerId, purpose: "PERSONALISATION", status: "DENIED" });

  expect(same).toBe(customerId);
  expect((await leftovers(app))["customer"]).toBe(1);
  expect((await consentsOf(app)).inForce).toEqual([
    "ANALYTICS everywhere GRANTED",
    "MARKETING everywhere GRANTED",
    "PERSONALISATION everywhere DENIED",
  ]);
});

test("what names a merged customer is said of the survivor", async () => {
  const app = await startApp();
  const [ada, double] = [await say(app, {}), await say(app, { identity: { kind: "USER_ID", value: "double" } })];
  const uuid = (id: string) => id.replace("cus_", "");
  await app.dataSource.query("update customer set merged_into = $1 where id = $2", [uuid(ada), uuid(double)]);

  const survivor = await say(app, { customerId: double, purpose: "ANALYTICS", status: "DENIED" });

  expect(survivor).toBe(ada);
  expect((await consentsOf(app)).inForce).toEqual(["ANALYTICS everywhere DENIED", "MARKETING everywhere GRANTED"]);
});

test("the very same sent again is kept once; whatever differs is a record of its own", async () => {
  const app = await startApp();
  const record = { channel: "EMAIL", proof: "form 7" };
  await say(app, record, record);

  const once = await consentsOf(app);
  await say(
    app,
    ...[{ channel: "SMS" }, { proof: "form 8" }, { source: "crm" }, { status: "DENIED" }, { purpose: "ANALYTICS" }].map(
      (other) => ({ ...record, ...other }),
    ),
    { ...record, recordedAt: "2026-06-01T10:00:00.001Z" },
    { ...record, identity: { kind: "USER_ID", value: "bob" } },
  );

  expect(once.count).toBe(1);
  expect((await consentsOf(app)).count).toBe(7);
  expect((await consentsOf(app, "bob")).count).toBe(1);
});

test("the same said twice at once is kept once, and makes one customer", async () => {
  const app = await startApp();

  await Promise.all(Array.from({ length: 6 }, () => app.query(RECORD_CONSENT, { input: aConsent() })));

  expect(await leftovers(app)).toMatchObject({ customer: 1, consent: 1 });
});

const UNKNOWN = `cus_${"0".repeat(32)}`;
const refused = (code: string, message: string, ...path: string[]) => [{ code, message, path: ["input", ...path] }];

test.each([
  [{ identity: null }, refused("REQUIRED", "give customerId or identity", "customerId")],
  [
    { customerId: UNKNOWN, identity: { kind: "USER_ID", value: "ada" } },
    refused("INVALID", "give customerId or identity, not both", "identity"),
  ],
  [{ customerId: UNKNOWN }, refused("NOT_FOUND", `there is no customer ${UNKNOWN}`, "customerId")],
  [{ customerId: "ada" }, refused("NOT_FOUND", "there is no customer ada", "customerId")],
  [
    { identity: { kind: "EMAIL", value: "ada" } },
    refused("INVALID", 'identity.value: EMAIL "ada" is no e-mail address', "identity", "value"),
  ],
  [{ source: " " }, refused("INVALID", "source is empty; it is a name such as web-shop", "source")],
  [{ source: "s".repeat(201) }, refused("INVALID", "source has 201 characters; at most 200", "source")],
  [{ proof: "p".repeat(2001) }, refused("INVALID", "proof has 2001 characters; at most 2000", "proof")],
  [{ proof: "\u0000" }, refused("INVALID", "proof contains the NUL character, which text cannot hold", "proof")],
  [
    { recordedAt: "2026-06-15T12:05:00.001Z" },
    refused("INVALID", "recordedAt lies more than 5 minutes in the future", "recordedAt"),
  ],
])("%j is refused with its place, and nothing is written", async (given, userErrors) => {
  const app = await startApp();

  const { recordConsent } = await app.query(RECORD_CONSENT, { input: aConsent(given) });

  expect(recordConsent).toEqual({ customer: null, consent: null, userErrors });
  expect(await leftovers(app)).toEqual(NOTHING);
});

test("as much as there may be is taken", async () => {
  const app = await startApp();

  await say(app, { source: "s".repeat(200), proof: "p".repeat(2000), recordedAt: "2026-06-15T12:05:00.000Z" });

  expect((await consentsOf(app)).count).toBe(1);
});

test("nobody may look at what an erased person said, or add to it by its id", async () => {
  const app = await startApp();
  const customerId = await say(app, {});
  await app.dataSource.query("update customer set erased_at = now()");

  const { recordConsent } = await app.query(RECORD_CONSENT, { input: aConsent({ customerId, status: "DENIED" }) });

  expect(recordConsent.userErrors).toEqual(refused("NOT_FOUND", `there is no customer ${customerId}`, "customerId"));
  expect((await leftovers(app))["consent"]).toBe(1);
});
