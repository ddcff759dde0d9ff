import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { aKnownCustomer } from "./world.ts";

const LOOK_UP = "query ($id: ID, $identity: IdentityInput) { customer(id: $id, identity: $identity) { id } }";

test("a storefront finds the visitor by the anonymous id", async () => {
  const app = await startApp();
  const { customer: id } = await aKnownCustomer(app);

  const found = await app.query(LOOK_UP, { identity: { kind: "ANONYMOUS_ID", value: "visitor" } }, "STOREFRONT");
  const stranger = await app.query(LOOK_UP, { identity: { kind: "ANONYMOUS_ID", value: "nobody" } }, "STOREFRONT");

  expect([found, stranger]).toEqual([{ customer: { id } }, { customer: null }]);
});

test.each(["USER_ID", "EMAIL", "PHONE", "DEVICE_ID", "LOYALTY_CARD", "SOCIAL_ID", "EXTERNAL_ID"])(
  "a storefront finds nobody by %s",
  async (kind) => {
    const app = await startApp();
    await aKnownCustomer(app);

    const { errors, data } = await app.send(LOOK_UP, { identity: { kind, value: "ada@example.com" } }, "STOREFRONT");

    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "FORBIDDEN" }]);
    expect(data).toBeUndefined();
  },
);

test("a storefront finds nobody by an id, not even one it was told", async () => {
  const app = await startApp();
  const { customer, touchpoint } = await aKnownCustomer(app);

  const answers = await Promise.all([
    app.send(LOOK_UP, { id: customer }, "STOREFRONT"),
    app.send("query ($id: ID!) { node(id: $id) { id } }", { id: customer }, "STOREFRONT"),
    app.send("query ($id: ID!) { node(id: $id) { __typename } }", { id: touchpoint }, "STOREFRONT"),
    app.send("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: ["x", customer] }, "STOREFRONT"),
    app.send("{ viewer { customer { email } } }", {}, "STOREFRONT"),
  ]);

  expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual(answers.map(() => ({ code: "FORBIDDEN" })));
});

test("a storefront is not told whether an id of a customer exists", async () => {
  const app = await startApp();
  const { customer } = await aKnownCustomer(app);
  const NODE = "query ($id: ID!) { node(id: $id) { __typename } }";

  const known = await app.send(NODE, { id: customer }, "STOREFRONT");
  const unknown = await app.send(NODE, { id: `cus_${"0".repeat(32)}` }, "STOREFRONT");

  expect(known).toEqual(unknown);
});

test("a storefront may look products up by their ids", async () => {
  const app = await startApp();
  const { product: id } = await aKnownCustomer(app);

  const { node } = await app.query("query ($id: ID!) { node(id: $id) { __typename id } }", { id }, "STOREFRONT");

  expect(node).toEqual({ __typename: "Product", id });
});

const RECORD = `mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) {
  outcomes { status touchpoint { id } customer { id profile { interests { tag } } } } userErrors { code }
} }`;
const as = (value: string) => [{ kind: "ANONYMOUS_ID", value }];

test("a storefront that guesses a message's id does not learn whose it was", async () => {
  const app = await startApp();
  await aKnownCustomer(app);
  const touchpoints = [aTouchpoint({ messageId: "view", identities: as("a stranger") })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } }, "STOREFRONT");

  expect(recordTouchpoints.outcomes).toEqual([{ status: "DUPLICATE", touchpoint: null, customer: null }]);
});

test("a storefront sees of its visitor what a shop's page needs, without the words searched for", async () => {
  const app = await startApp();
  const { customer: id } = await aKnownCustomer(app);
  const touchpoints = [aTouchpoint({ identities: as("visitor") })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } }, "STOREFRONT");

  const customer = { id, profile: { interests: [{ tag: "ACME" }, { tag: "Home" }] } };
  const touchpoint = { id: expect.stringMatching(/^tpt_/) };
  expect(recordTouchpoints.outcomes).toEqual([{ status: "RECORDED", touchpoint, customer }]);
});

test.each([
  "orders { totalCount }",
  "touchpoints { totalCount }",
  "identities { kind }",
  "email",
  "traits",
  "profile { totalSpent { amount } }",
  "profile { rfm { label } }",
  "profile { channelMix { channel } }",
])("a storefront cannot read %s of its visitor by any way", async (selection) => {
  const app = await startApp();
  await aKnownCustomer(app);
  const outcome = (inner: string) => RECORD.replace(/outcomes \{.*\} userErrors/, `outcomes { ${inner} } userErrors`);
  const input = { touchpoints: [aTouchpoint({ identities: as("visitor") })] };

  const answers = await Promise.all([
    app.send(`{ customer(identity: { kind: ANONYMOUS_ID, value: "visitor" }) { ${selection} } }`, {}, "STOREFRONT"),
    app.send(outcome(`customer { ${selection} }`), { input }, "STOREFRONT"),
    app.send(outcome(`touchpoint { customer { ${selection} } }`), { input }, "STOREFRONT"),
    app.send(outcome("touchpoint { order { customer { id } } }"), { input }, "STOREFRONT"),
  ]);

  expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual(answers.map(() => ({ code: "FORBIDDEN" })));
  expect(answers.every(({ data }) => data === undefined)).toBe(true);
});

const INGESTED = `mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) {
  outcomes { messageId status touchpoint { id messageId customer { id } } customer { id } }
} }`;

test("a sender reads the ids of what it sent", async () => {
  const app = await startApp();

  const { recordTouchpoints } = await app.query(
    INGESTED,
    { input: { touchpoints: [aTouchpoint({ messageId: "m" })] } },
    "INGEST",
  );

  const customer = { id: expect.stringMatching(/^cus_[0-9a-f]{32}$/) };
  const touchpoint = { id: expect.stringMatching(/^tpt_[0-9a-f]{32}$/), messageId: "m", customer };
  expect(recordTouchpoints.outcomes).toEqual([{ messageId: "m", status: "RECORDED", touchpoint, customer }]);
});

test("of a word that is searched for and a category too, an analyst and a storefront see only the category's weight", async () => {
  const app = await startApp();
  await app.query(
    'mutation { upsertProducts(input: { products: [{ sku: "a", category: "mugs", brand: "ACME" }] }) { products { id } } }',
  );
  await record(
    app,
    aTouchpoint({ identities: as("v"), type: "PRODUCT_VIEWED", sku: "a" }),
    ...[1, 2, 3].map(() => aTouchpoint({ identities: as("v"), type: "SEARCHED", searchQuery: "mugs" })),
  );
  const INTERESTS =
    '{ customer(identity: { kind: ANONYMOUS_ID, value: "v" }) { profile { interests { tag weight } } } }';

  const storefront = await app.query(INTERESTS, {}, "STOREFRONT");
  const admin = await app.query(INTERESTS);

  const even = [
    { tag: "ACME", weight: 0.5 },
    { tag: "mugs", weight: 0.5 },
  ];
  expect(storefront.customer.profile.interests).toEqual(even);
  expect(admin.customer.profile.interests).not.toEqual(even);
});

test("a storefront key tells of no orders: an order number belongs to whoever names it first", async () => {
  const app = await startApp();
  const identities = [{ kind: "ANONYMOUS_ID", value: "cookie" }];

  const answer = await app.send(RECORD, { input: { touchpoints: [anOrder("1001", { identities })] } }, "STOREFRONT");

  expect(answer.errors?.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
  expect(await app.query("{ touchpoints { totalCount } }")).toEqual({ touchpoints: { totalCount: 0 } });
});

test("a storefront reads what its visitor will like and why, and neither the model nor the scores behind it", async () => {
  const app = await startApp();
  const { product } = await aKnownCustomer(app);
  const visitor = (selection: string) =>
    `{ customer(identity: { kind: ANONYMOUS_ID, value: "visitor" }) { ${selection} } }`;
  const page = (selection: string) =>
    `{ recommendations(identity: { kind: ANONYMOUS_ID, value: "visitor" }) { ${selection} } }`;
  await app.query(
    'mutation { upsertProducts(input: { products: [{ sku: "cup", name: "Cup" }] }) { products { id } } }',
  );

  const own = await app.query(
    visitor("recommendations { strategy product { sku } reasons { kind } }"),
    {},
    "STOREFRONT",
  );
  const refused = await Promise.all([
    app.send(visitor("recommendations { model { id } }"), {}, "STOREFRONT"),
    app.send(page("model { kind }"), {}, "STOREFRONT"),
    app.send(visitor(`preferenceScores(productIds: ["${product}"]) { score }`), {}, "STOREFRONT"),
    app.send("{ models { id } }", {}, "STOREFRONT"),
    app.send("query ($id: ID!) { node(id: $id) { id } }", { id: `mdl_${"0".repeat(32)}` }, "STOREFRONT"),
  ]);

  expect(own).toEqual({
    customer: { recommendations: [{ strategy: "POPULAR", product: { sku: "cup" }, reasons: [] }] },
  });
  expect(refused.map(({ errors }) => errors?.[0]?.extensions)).toEqual(refused.map(() => ({ code: "FORBIDDEN" })));
  expect(refused.every(({ data }) => data === undefined)).toBe(true);
});

test("a storefront key tells of no messages: a bounce would keep the shop from writing to somebody", async () => {
  const app = await startApp();
  const touchpoint = aTouchpoint({
    ...{ type: "MESSAGE_BOUNCED", channel: "EMAIL" },
    identities: [{ kind: "ANONYMOUS_ID", value: "cookie-1" }],
  });

  const { errors } = await app.send(RECORD, { input: { touchpoints: [touchpoint] } }, "STOREFRONT");

  expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
});
