import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aKnownCustomer } from "./world.ts";

const PERSONAL = `query ($id: ID!) { customer(id: $id) {
  displayName firstName lastName email phone birthDate traits address { street city }
  identities { kind value } profile { interests { tag } }
  touchpoints { nodes { type searchQuery properties } }
} }`;

test("an analyst sees masks where personal data is, and nothing of it anywhere in the answer", async () => {
  const app = await startApp();
  const { customer: id } = await aKnownCustomer(app);

  const { customer } = await app.query(PERSONAL, { id }, "ANALYST");

  expect(customer).toEqual({
    ...{ displayName: null, firstName: null, lastName: null, birthDate: null, traits: {}, address: null },
    ...{ email: "a***@example.com", phone: "+44***67" },
    identities: [
      { kind: "ANONYMOUS_ID", value: "***" },
      { kind: "EMAIL", value: "***" },
      { kind: "PHONE", value: "***" },
    ],
    profile: { interests: [{ tag: "ACME" }, { tag: "Home" }] },
    touchpoints: {
      nodes: [
        { type: "ORDER_COMPLETED", searchQuery: null, properties: {} },
        { type: expect.stringMatching(/SEARCHED|PRODUCT_VIEWED/), searchQuery: null, properties: {} },
        { type: expect.stringMatching(/SEARCHED|PRODUCT_VIEWED/), searchQuery: null, properties: {} },
      ],
    },
  });
});

test.each(["ADMIN", "MARKETER"] as const)("%s sees what an analyst does not", async (role) => {
  const app = await startApp();
  const { customer: id } = await aKnownCustomer(app);

  const { customer } = await app.query(PERSONAL, { id }, role);

  expect(customer).toMatchObject({
    ...{ displayName: "Ada Lovelace", firstName: "Ada", lastName: "Lovelace", birthDate: "1990-05-17" },
    ...{ email: "ada@example.com", phone: "+442071234567", traits: { secret: "likes numbers" } },
    address: { street: "1 Long Lane", city: "Leeds" },
  });
  expect(customer.identities.map(({ value }: { value: string }) => value)).toEqual([
    "visitor",
    "ada@example.com",
    "+442071234567",
  ]);
  expect(JSON.stringify(customer.touchpoints)).toContain(
    '"searchQuery":"secret words","properties":{"secret":"seen at night"}',
  );
  expect(JSON.stringify(customer.profile)).toContain('"secret"');
});

const BY_NODE = `query ($id: ID!) { node(id: $id) { ... on ChannelTouchpoint {
  searchQuery customer { email alias: email identities { value } } properties
} } }`;

test("a mask holds by whichever way the value is come to, and under any alias", async () => {
  const app = await startApp();
  const { touchpoint: id } = await aKnownCustomer(app);

  const { node } = await app.query(BY_NODE, { id }, "ANALYST");

  const masked = "a***@example.com";
  expect(node).toEqual({
    searchQuery: null,
    customer: { email: masked, alias: masked, identities: [{ value: "***" }, { value: "***" }, { value: "***" }] },
    properties: {},
  });
});

const LIST = "query ($search: String) { customers(search: $search) { totalCount } }";
const LOOK_UP = "query ($identity: IdentityInput) { customer(identity: $identity) { id } }";

test("what is masked cannot be found out by asking for it", async () => {
  const app = await startApp();
  await aKnownCustomer(app);
  await app.query(LIST, {}, "ANALYST");
  app.statements();

  const searched = await app.send(LIST, { search: "ada@" }, "ANALYST");
  const literal = await app.send('{ customers(search: "ada") { totalCount } }', {}, "ANALYST");
  const smuggled = await app.send(
    'query ($s: String = "ada") { ...q } fragment q on Query { customers(search: $s) { totalCount } }',
    {},
    "ANALYST",
  );
  const lookedUp = await app.send(LOOK_UP, { identity: { kind: "EMAIL", value: "ada@example.com" } }, "ANALYST");

  for (const { errors, data } of [searched, literal, smuggled, lookedUp]) {
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "FORBIDDEN" }]);
    expect(data).toBeUndefined();
  }
  expect(app.statements()).toEqual([]);
});

test("an analyst may list without searching, whether search is left out or null", async () => {
  const app = await startApp();
  await aKnownCustomer(app);

  const left = await app.query(LIST, {}, "ANALYST");
  const nothing = await app.query(LIST, { search: null }, "ANALYST");

  expect([left, nothing]).toEqual([{ customers: { totalCount: 1 } }, { customers: { totalCount: 1 } }]);
});
