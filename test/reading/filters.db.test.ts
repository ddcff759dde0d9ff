import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";

const TOUCHPOINTS = `query ($filter: TouchpointFilter) {
  touchpoints(filter: $filter) { totalCount nodes { messageId } }
  customer(identity: { kind: USER_ID, value: "ada" }) { touchpoints(filter: $filter) { totalCount nodes { messageId } } }
}`;

const OF = { ada: [{ kind: "USER_ID", value: "ada" }], bob: [{ kind: "USER_ID", value: "bob" }] };

async function someTouchpoints(app: TestApp): Promise<string> {
  await record(
    app,
    aTouchpoint({
      messageId: "5",
      occurredAt: "2026-06-05T00:00:00Z",
      channel: "EMAIL",
      type: "PRODUCT_VIEWED",
      sku: "mug",
    }),
    aTouchpoint({
      messageId: "4",
      occurredAt: "2026-06-04T00:00:00Z",
      channel: "WEB",
      type: "PRODUCT_VIEWED",
      sku: "mug",
    }),
    aTouchpoint({ messageId: "3", occurredAt: "2026-06-03T00:00:00Z", channel: "WEB", type: "PAGE_VIEWED" }),
    aTouchpoint({ messageId: "2", occurredAt: "2026-06-02T00:00:00Z", channel: "SMS", type: "CUSTOM", sku: "cup" }),
    aTouchpoint({
      messageId: "1",
      occurredAt: "2026-06-01T00:00:00Z",
      channel: "WEB",
      type: "PRODUCT_VIEWED",
      sku: "cup",
      identities: OF.bob,
    }),
  );
  return (await app.query('{ product(sku: "mug") { id } }')).product.id;
}

type Filter = (mug: string) => object | null;

test.each<[string, Filter, string[]]>([
  ["nothing", () => null, ["5", "4", "3", "2", "1"]],
  ["an empty filter", () => ({}), ["5", "4", "3", "2", "1"]],
  [
    "nulls",
    () => ({ channels: null, types: null, since: null, until: null, productId: null }),
    ["5", "4", "3", "2", "1"],
  ],
  ["a channel", () => ({ channels: ["WEB"] }), ["4", "3", "1"]],
  ["channels", () => ({ channels: ["SMS", "EMAIL", "EMAIL"] }), ["5", "2"]],
  ["no channel at all", () => ({ channels: [] }), []],
  ["a type", () => ({ types: ["PRODUCT_VIEWED"] }), ["5", "4", "1"]],
  ["since, its moment included", () => ({ since: "2026-06-03T00:00:00Z" }), ["5", "4", "3"]],
  ["since, by a millisecond", () => ({ since: "2026-06-03T00:00:00.001Z" }), ["5", "4"]],
  ["until, its moment left out", () => ({ until: "2026-06-03T00:00:00Z" }), ["2", "1"]],
  ["an offset", () => ({ since: "2026-06-03T02:00:00+02:00", until: "2026-06-04T00:00:00.001Z" }), ["4", "3"]],
  ["a span that ends before it begins", () => ({ since: "2026-06-04T00:00:00Z", until: "2026-06-03T00:00:00Z" }), []],
  ["a product", (mug) => ({ productId: mug }), ["5", "4"]],
  ["an unknown product", () => ({ productId: `prd_${"0".repeat(32)}` }), []],
  ["an id of no product", (mug) => ({ productId: mug.replace("prd", "cus") }), []],
  ["SQL for a product", () => ({ productId: "' or true --" }), []],
  ["a campaign, of which there are none yet", () => ({ campaignId: "cmp_1" }), []],
  [
    "everything",
    (mug) => ({
      channels: ["WEB", "EMAIL"],
      types: ["PRODUCT_VIEWED", "CUSTOM"],
      since: "2026-06-01T00:00:00Z",
      until: "2026-06-05T00:00:00Z",
      productId: mug,
    }),
    ["4"],
  ],
])("touchpoints filtered by %s are those that meet all of it, of all and of one", async (_name, filter, expected) => {
  const app = await startApp();
  const mug = await someTouchpoints(app);

  const { touchpoints, customer } = await app.query(TOUCHPOINTS, { filter: filter(mug) });

  const page = (messages: string[]) => ({
    totalCount: messages.length,
    nodes: messages.map((messageId) => ({ messageId })),
  });
  expect(touchpoints).toEqual(page(expected));
  expect(customer.touchpoints).toEqual(page(expected.filter((message) => message !== "1")));
});

const UPSERT =
  "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { customer { id } userErrors { message } } }";
const SEARCH = "query ($search: String) { customers(search: $search) { totalCount nodes { displayName } } }";

async function somePeople(app: TestApp): Promise<Record<string, string>> {
  const people = [
    { displayName: "Zoë 100%", email: "zoe_1@example.com", phone: "+442071234567" },
    { displayName: "Ann O'Brien", firstName: "Ann", lastName: "ÉLAN", email: "ann@Example.org" },
    { displayName: 'Back\\slash "Q"', identities: [{ kind: "LOYALTY_CARD", value: "AB_12" }] },
  ];
  const ids: Record<string, string> = {};
  for (const input of people) {
    const { upsertCustomer } = await app.query(UPSERT, { input });
    ids[input.displayName] = upsertCustomer.customer.id;
  }
  return ids;
}

const [ZOE, ANN, BACK] = ["Zoë 100%", "Ann O'Brien", 'Back\\slash "Q"'];

test.each([
  ["zoë", [ZOE]],
  ["ZOË", [ZOE]],
  ["élan", [ANN]],
  ["  o'BRIEN ", [ANN]],
  ["n o'b", [ANN]],
  ["100%", [ZOE]],
  ["%%", []],
  ["__", []],
  ["e_1", [ZOE]],
  ["eX1", []],
  ["b_1", [BACK]],
  ["k\\s", [BACK]],
  ["\\\\", []],
  ['"q"', [BACK]],
  ["ANN@example.ORG", [ANN]],
  ["@example.", [ANN, ZOE]],
  ["2071234", [ZOE]],
  ["+4420", [ZOE]],
  ["'; drop table customer; --", []],
  ["x\u0000", []],
  ["\ud800x", []],
  ["zoë zoë", []],
])("a search for %j finds who has it in a name or an identifier", async (search, expected) => {
  const app = await startApp();
  await somePeople(app);

  const { customers } = await app.query(SEARCH, { search });

  expect(customers.nodes.map(({ displayName }: { displayName: string }) => displayName).sort()).toEqual(expected);
  expect(customers.totalCount).toBe(expected.length);
});

test("a search finds by a piece of an id, with and without its prefix", async () => {
  const app = await startApp();
  const ids = await somePeople(app);
  const id = ids[ANN ?? ""] ?? "";

  const whole = await app.query(SEARCH, { search: id });
  const piece = await app.query(SEARCH, { search: id.slice(-12) });
  const shouted = await app.query(SEARCH, { search: id.toUpperCase() });

  const found = { customers: { totalCount: 1, nodes: [{ displayName: ANN }] } };
  expect([whole, piece, shouted]).toEqual([found, found, found]);
});

test("a search is at least two characters long, and null is no search", async () => {
  const app = await startApp();
  await somePeople(app);
  app.statements();

  const answers = await Promise.all(["", " ", "a", " a  "].map((search) => app.send(SEARCH, { search })));
  const refusedWithout = app.statements();
  const { customers } = await app.query(SEARCH, { search: null });

  for (const { errors } of answers) {
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: "BAD_USER_INPUT", path: ["customers", "search"] },
    ]);
  }
  expect(refusedWithout).toEqual([]);
  expect(customers.totalCount).toBe(3);
});

const PRODUCTS = `query ($search: String, $category: String) {
  products(search: $search, category: $category) { totalCount nodes { sku } }
}`;
const UPSERT_PRODUCTS =
  "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }";

test.each([
  [{ search: "MUG" }, ["a", "b"]],
  [{ search: "acme" }, ["b"]],
  [{ search: "x_9" }, ["c"]],
  [{ search: "x-9" }, []],
  [{ search: "50%" }, ["c"]],
  [{ search: "'" }, []],
  [{ search: "\u0000" }, []],
  [{ search: "" }, ["a", "b", "c"]],
  [{ category: "Home" }, ["a", "b"]],
  [{ category: "Home > Mugs" }, ["b"]],
  [{ category: "Hom" }, []],
  [{ category: "home" }, []],
  [{ category: "%" }, []],
  [{ category: "H\u0000" }, []],
  [{ category: "Home_Garden" }, ["c"]],
  [{ category: "Home", search: "acme" }, ["b"]],
  [{ category: null, search: null }, ["a", "b", "c"]],
])("products by %j", async (variables, expected) => {
  const app = await startApp();
  const products = [
    { sku: "a", name: "Mug", category: "Home" },
    { sku: "b", name: "Blue mug", brand: "ACME", category: "Home > Mugs" },
    { sku: "c", name: "50% off", externalId: "X_9", category: "Home_Garden" },
  ];
  await app.query(UPSERT_PRODUCTS, { input: { products } });

  const answer = await app.query(PRODUCTS, variables);

  expect(answer).toEqual({ products: { totalCount: expected.length, nodes: expected.map((sku) => ({ sku })) } });
});

test("a product is asked for by id, by sku, or by both that must agree", async () => {
  const app = await startApp();
  await app.query(UPSERT_PRODUCTS, { input: { products: [{ sku: "a" }, { sku: "b" }] } });
  const PRODUCT = "query ($id: ID, $sku: String) { product(id: $id, sku: $sku) { id sku } }";
  const { product: a } = await app.query(PRODUCT, { sku: "a" });

  const answers = await Promise.all([
    app.query(PRODUCT, { id: a.id }),
    app.query(PRODUCT, { id: a.id, sku: "a" }),
    app.query(PRODUCT, { id: a.id, sku: "b" }),
    app.query(PRODUCT, { sku: "A" }),
    app.query(PRODUCT, { sku: "a\u0000" }),
  ]);
  const neither = await app.send(PRODUCT, { id: null });

  expect(answers.map(({ product }) => product)).toEqual([a, a, null, null, null]);
  expect(neither.errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", path: ["product"] });
});

const CUSTOMER = "query ($id: ID, $identity: IdentityInput) { customer(id: $id, identity: $identity) { displayName } }";

test.each([
  ["EMAIL", " ZOE_1@EXAMPLE.COM ", ZOE],
  ["PHONE", "+44 20 7123 4567", ZOE],
  ["LOYALTY_CARD", "AB_12", BACK],
  ["LOYALTY_CARD", "ab_12", null],
  ["EXTERNAL_ID", "AB_12", null],
  ["EMAIL", "nobody", null],
  ["PHONE", "123", null],
  ["USER_ID", "", null],
  ["USER_ID", "\u0000", null],
  ["USER_ID", "' or true --", null],
])("a customer is found by %s %j", async (kind, value, displayName) => {
  const app = await startApp();
  await somePeople(app);

  const { customer } = await app.query(CUSTOMER, { identity: { kind, value } });

  expect(customer).toEqual(displayName === null ? null : { displayName });
});

test("a customer is asked for by one thing, no more and no less", async () => {
  const app = await startApp();
  const identity = { kind: "USER_ID", value: "ada" };

  const answers = await Promise.all([app.send(CUSTOMER, {}), app.send(CUSTOMER, { id: "x", identity })]);

  for (const { errors } of answers)
    expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", path: ["customer"] });
  expect(app.statements()).toEqual([]);
});
