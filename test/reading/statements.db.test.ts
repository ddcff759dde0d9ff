import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aLine, anOrder, aTouchpoint, record } from "../support/builders.ts";
import { aWorld } from "./lists.ts";

const EVERYTHING = `query ($size: Int!) {
  shop { name currency timeZone }
  viewer { name roles customer { id } }
  customers(first: $size) { totalCount edges { cursor node {
    id displayName email phone traits ageBand identities { kind value } address { city }
    profile { orderCount totalSpent { amount currency } rfm { label } favouriteCategories { category share }
      channelMix { channel share } interests { tag weight } priceSensitivity }
    touchpoints(last: $size) { totalCount nodes { id order { orderNumber } product { sku } value { amount } } }
    orders(first: $size) { nodes { lines { product { price { amount } priceHistory { from } competitorOffers { url } } } } }
  } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  best: customers(orderBy: TOTAL_SPENT_DESC, last: $size) { nodes { id } }
  touchpoints(first: $size) { nodes { customer { orders { nodes { customer { id } } } } } }
  products(first: $size) { nodes { sku } }
  trendingProducts(first: $size) { score product { sku } }
  customer(identity: { kind: USER_ID, value: "ada" }) { id }
  product(sku: "mug") { id }
}`;

test.each([1, 2, 100])("a query is one statement whatever it selects, with pages of %i too", async (size) => {
  const app = await startApp();
  await aWorld(app);
  app.statements();

  await app.query(EVERYTHING, { size });

  expect(app.statements().length).toBe(1);
});

test.each([
  ["of nothing but its own type", "{ __typename }"],
  ["of the schema", '{ __schema { queryType { name } } __type(name: "Customer") { name } }'],
  ["of fields that are all skipped", "{ shop @skip(if: true) { name } __typename }"],
])("a query %s is no statement", async (_name, query) => {
  const app = await startApp();

  await app.query(query);

  expect(app.statements()).toEqual([]);
});

const RECORD_AND_READ = `mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) {
  outcomes { status
    touchpoint { id product { sku } order { orderNumber lines { product { sku } } } }
    customer { id email touchpoints(first: 2) { totalCount } }
  }
} }`;

test("what 200 recorded touchpoints answer with takes two statements, one for each field that reads", async () => {
  const app = await startApp();
  const batch = (size: number, name: string) =>
    Array.from({ length: size }, (_, index) => {
      const given = {
        messageId: `${name}-${index}`,
        identities: [{ kind: "EMAIL", value: `${name}${index}@example.com` }],
      };
      return index % 2 === 0
        ? aTouchpoint({ ...given, sku: `sku-${index % 7}` })
        : anOrder(`${name}-${index}`, given, { lines: [aLine()] });
    });
  await record(app, ...batch(4, "warm"));
  const readsOf = async (size: number, name: string): Promise<number> => {
    app.statements();
    await app.query(RECORD_AND_READ, { input: { touchpoints: batch(size, name) } });
    return app.statements().filter((statement) => statement.includes(" as item from ")).length;
  };

  expect(await readsOf(2, "two")).toBe(2);
  expect(await readsOf(200, "many")).toBe(2);
});

test("every outcome answers with its own touchpoint and customer, of a duplicate the first one's", async () => {
  const app = await startApp();
  const [ada, bob] = ["ada", "bob"].map((value) => ({ identities: [{ kind: "USER_ID", value }] }));
  const touchpoints = [
    aTouchpoint({ messageId: "1", ...ada, sku: "mug" }),
    aTouchpoint({ messageId: "2", ...bob }),
    aTouchpoint({ messageId: "1", ...bob }),
    aTouchpoint({ messageId: "3", identities: [] }),
  ];

  const { recordTouchpoints } = await app.query(
    `mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes {
      status touchpoint { messageId product { sku } } customer { identities { value } }
    } } }`,
    { input: { touchpoints } },
  );

  const first = {
    touchpoint: { messageId: "1", product: { sku: "mug" } },
    customer: { identities: [{ value: "ada" }] },
  };
  expect(recordTouchpoints.outcomes).toEqual([
    { status: "RECORDED", ...first },
    { status: "RECORDED", touchpoint: { messageId: "2", product: null }, customer: { identities: [{ value: "bob" }] } },
    { status: "DUPLICATE", ...first },
    { status: "QUARANTINED", touchpoint: null, customer: null },
  ]);
});

const TWICE = `mutation ($name: String!, $other: String!) {
  first: upsertCustomer(input: { email: "ada@example.com", displayName: $name }) { customer { displayName } }
  second: upsertCustomer(input: { email: "ada@example.com", displayName: $other }) { customer { displayName } }
}`;

test("of two mutations in one operation each answers with what it left behind", async () => {
  const app = await startApp();

  const data = await app.query(TWICE, { name: "Ada", other: "Countess" });

  expect(data).toEqual({
    first: { customer: { displayName: "Ada" } },
    second: { customer: { displayName: "Countess" } },
  });
});

test("products answer in the order they were sent, in one statement", async () => {
  const app = await startApp();
  const UPSERT = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { products { sku name } } }";
  const products = Array.from({ length: 150 }, (_, index) => ({ sku: `sku-${(index * 7) % 150}`, name: `n${index}` }));
  await app.query(UPSERT, { input: { products: [{ sku: "warm" }] } });
  app.statements();
  await app.query(UPSERT, { input: { products: [{ sku: "one", name: "n" }] } });
  const one = app.statements().length;

  const { upsertProducts } = await app.query(UPSERT, { input: { products } });

  expect(upsertProducts.products).toEqual(products);
  expect(app.statements().length).toBe(one);
});
