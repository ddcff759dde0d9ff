import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";

const NODE = "query ($id: ID!) { node(id: $id) { __typename id } }";
const NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

const IDS = `{ customers { nodes { id orders { nodes { id } } } } touchpoints { nodes { id } } products { nodes { id } } }`;

/** One id of every kind. */
async function oneOfEach(app: TestApp) {
  await record(app, anOrder("1"));
  const { customers, touchpoints, products } = await app.query(IDS);
  const [customer] = customers.nodes;
  return {
    Customer: customer.id as string,
    Order: customer.orders.nodes[0].id as string,
    ChannelTouchpoint: touchpoints.nodes[0].id as string,
    Product: products.nodes[0].id as string,
  };
}

test("an id of every kind finds its thing, alone and among others, in the order of the ids", async () => {
  const app = await startApp();
  const ids = await oneOfEach(app);
  const expected = Object.entries(ids).map(([__typename, id]) => ({ __typename, id }));

  const alone = await Promise.all(Object.values(ids).map((id) => app.query(NODE, { id })));
  const { nodes } = await app.query(NODES, { ids: Object.values(ids) });

  expect(alone.map(({ node }) => node)).toEqual(expected);
  expect(nodes).toEqual(expected);
  expect(Object.values(ids).map((id) => id.slice(0, 4))).toEqual(["cus_", "ord_", "tpt_", "prd_"]);
});

test("nodes keeps the order and the number of the ids, whatever they are", async () => {
  const app = await startApp();
  const { Customer, Product } = await oneOfEach(app);
  const unknown = `cus_${"0".repeat(32)}`;

  const { nodes } = await app.query(NODES, { ids: [Product, unknown, Customer, "x", Product, Customer, Product] });

  const [product, customer] = [
    { __typename: "Product", id: Product },
    { __typename: "Customer", id: Customer },
  ];
  expect(nodes).toEqual([product, null, customer, null, product, customer, product]);
});

const HEX = "0123456789abcdef0123456789abcdef";

test.each([
  "",
  "x",
  "cus_",
  `cus_${HEX}`,
  `tpt_${HEX}`,
  `prd_${HEX}`,
  `ord_${HEX}`,
  `key_${HEX}`,
  `xxx_${HEX}`,
  HEX,
  `cus_${HEX}0`,
  `cus_${HEX.toUpperCase()}`,
  `tpt_${"f".repeat(32)}`,
  `tpt_${"0".repeat(32)}`,
  `cus_${HEX}\n`,
  "cus_\u0000",
  "\ud800",
  "cus_' or true --",
  "0",
  "%",
  `CUS_${HEX}`,
  "😀",
])("the id %j finds nothing, and is no fault", async (id) => {
  const app = await startApp();

  const { node } = await app.query(NODE, { id });
  const { nodes } = await app.query(NODES, { ids: [id, id] });
  const { customer, product } = await app.query(
    "query ($id: ID!) { customer(id: $id) { id } product(id: $id) { id } }",
    { id },
  );

  expect({ node, nodes, customer, product }).toEqual({
    node: null,
    nodes: [null, null],
    customer: null,
    product: null,
  });
});

test("another's id of the right form but the wrong prefix finds nothing", async () => {
  const app = await startApp();
  const { Customer, Product } = await oneOfEach(app);
  const [asProduct, asCustomer] = [`prd_${Customer.slice(4)}`, `cus_${Product.slice(4)}`];

  const { nodes } = await app.query(NODES, { ids: [asProduct, asCustomer] });
  const { customer } = await app.query("query ($id: ID!) { customer(id: $id) { id } }", { id: Product });

  expect(nodes).toEqual([null, null]);
  expect(customer).toBeNull();
});

test("at most a hundred ids are asked for at once, and at least one", async () => {
  const app = await startApp();

  const many = await app.send(NODES, { ids: Array.from({ length: 101 }, () => "x") });
  const none = await app.send(NODES, { ids: [] });
  const { nodes } = await app.query(NODES, { ids: Array.from({ length: 100 }, () => "x") });

  expect(many.errors?.map(({ extensions }) => extensions)).toEqual([
    { code: "LIMIT_EXCEEDED", limit: 100, value: 101 },
  ]);
  expect(none.errors?.map(({ extensions }) => extensions)).toEqual([
    { code: "BAD_USER_INPUT", path: ["nodes", "ids"] },
  ]);
  expect(nodes.length).toBe(100);
});

const BY_KIND = `query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Customer { email touchpoints(first: 1) { totalCount } }
  ... on Product { sku }
  ... on Order { orderNumber total { amount } }
  ... on ChannelTouchpoint { messageId order { orderNumber } }
} }`;

test("things of several kinds are each read as their kind, in one statement", async () => {
  const app = await startApp();
  const ids = await oneOfEach(app);
  app.statements();

  const { nodes } = await app.query(BY_KIND, { ids: Object.values(ids) });

  expect(nodes).toEqual([
    { email: null, touchpoints: { totalCount: 1 } },
    { orderNumber: "1", total: { amount: "10.00" } },
    { messageId: expect.stringMatching(/^message-\d+$/), order: { orderNumber: "1" } },
    { sku: "mug" },
  ]);
  expect(app.statements().length).toBe(1);
});

test("customer finds the survivor by the old id of a merged customer", async () => {
  const app = await startApp();
  await record(app, aTouchpoint(), aTouchpoint({ identities: [{ kind: "USER_ID", value: "bob" }] }));
  const { customers } = await app.query("{ customers { nodes { id } } }");
  const [survivor, loser] = customers.nodes.map(({ id }: { id: string }) => id);
  await app.dataSource.query("update customer set merged_into = $1 where id = $2", [survivor.slice(4), loser.slice(4)]);

  const { customer } = await app.query("query ($id: ID!) { customer(id: $id) { id } }", { id: loser });

  expect(customer).toEqual({ id: survivor });
});
