import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { serveWay } from "./ways/serve.ts";

const UPSERT =
  "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { products { id } userErrors { message } } }";

async function idOfProduct(app: TestApp, product: object): Promise<string> {
  const { upsertProducts } = await app.query(UPSERT, { input: { products: [product] } });
  expect(upsertProducts.userErrors).toEqual([]);
  return upsertProducts.products[0].id;
}

const ALIASES = `{
  one: products(first: 1) { nodes { sku } }
  rest: products(first: 5, after: null) { nodes { sku same: sku } }
  back: products(last: 1) { nodes { sku: name name: sku } }
  a: product(sku: "a") { sku } b: product(sku: "b") { sku } none: product(sku: "c") { sku }
}`;

test("aliases of one field have their own arguments and selections", async () => {
  const app = await startApp();
  await idOfProduct(app, { sku: "a", name: "A" });
  await idOfProduct(app, { sku: "b", name: "B" });

  const data = await app.query(ALIASES);

  expect(data).toEqual({
    one: { nodes: [{ sku: "a" }] },
    rest: {
      nodes: [
        { sku: "a", same: "a" },
        { sku: "b", same: "b" },
      ],
    },
    back: { nodes: [{ sku: "B", name: "b" }] },
    a: { sku: "a" },
    b: { sku: "b" },
    none: null,
  });
});

test.each(["__typename", "__proto__", "constructor", "toString", "hasOwnProperty", "then", "_", "__x"])(
  "%s may be the alias of any field",
  async (alias) => {
    const app = await startApp();
    const id = await idOfProduct(app, { sku: "a" });

    const answer = await app.send(
      `query ($id: ID!) { ${alias}: node(id: $id) { ${alias}: id ... on Product { sku } } }`,
      { id },
    );

    expect(JSON.stringify(answer)).toBe(`{"data":{"${alias}":{"${alias}":"${id}","sku":"a"}}}`);
  },
);

const FRAGMENTS = `query ($id: ID!) {
  node(id: $id) { ...any ... on Product { ...names } ...other ... on Node { again: id } ... { __typename } }
  products { ... on ProductConnection { nodes { ...names ... { ...names } } } }
}
fragment any on Node { id kind: __typename }
fragment names on Product { sku price { ...money } }
fragment money on Money { amount __typename }
fragment other on Customer { email touchpoints { nodes { id } } }`;

test("fragments, named and inline, on objects and interfaces, select where their type holds", async () => {
  const app = await startApp();
  const id = await idOfProduct(app, { sku: "a", price: { amount: "1.5", currency: "GBP" } });

  const data = await app.query(FRAGMENTS, { id });

  const names = { sku: "a", price: { amount: "1.50", __typename: "Money" } };
  expect(data).toEqual({
    node: { id, kind: "Product", ...names, again: id, __typename: "Product" },
    products: { nodes: [names] },
  });
});

const MERGED = `{
  products { nodes { sku } nodes { name price { amount } } totalCount }
  products { nodes { price { currency } } totalCount }
}`;

test("the same field selected twice is answered once, with what both ask for", async () => {
  const app = await startApp();
  await idOfProduct(app, { sku: "a", price: { amount: "1", currency: "GBP" } });
  app.statements();

  const data = await app.query(MERGED);

  const product = { sku: "a", name: "a", price: { amount: "1.00", currency: "GBP" } };
  expect(data).toEqual({ products: { nodes: [product], totalCount: 1 } });
  expect(app.statements()[0]?.match(/count\(/g)?.length).toBe(1);
});

const DIRECTIVES = `query ($yes: Boolean!, $no: Boolean = false) {
  shop @include(if: $yes) { name @skip(if: $yes) currency @include(if: $no) timeZone @skip(if: $no) @include(if: $yes) }
  viewer @skip(if: $yes) { name }
  ... @include(if: $no) { products { totalCount } }
  ...people @skip(if: $no)
}
fragment people on Query { customers { totalCount @include(if: $yes) } }`;

test.each([
  [{ yes: true }, { shop: { timeZone: "UTC" }, customers: { totalCount: 0 } }],
  [
    { yes: true, no: true },
    { shop: { currency: "XXX" }, products: { totalCount: 0 } },
  ],
  [{ yes: false }, { viewer: { name: "ADMIN key" }, customers: {} }],
])("@skip and @include with %j leave only what is wanted", async (variables, expected) => {
  const app = await startApp();

  const data = await app.query(DIRECTIVES, variables);

  expect(data).toEqual(expected);
});

const TYPENAMES = `{ __typename
  viewer { __typename } shop { __typename }
  customers { __typename pageInfo { __typename } edges { __typename node { __typename
    identities { __typename } profile { __typename totalSpent { __typename } }
    orders { __typename nodes { __typename lines { __typename product { __typename } } } }
    touchpoints { __typename nodes { __typename customer { __typename } } }
  } } }
}`;

test("__typename is answered everywhere", async () => {
  const app = await startApp();
  await record(app, anOrder("1"));

  const { __typename, viewer, shop, customers } = await app.query(TYPENAMES);

  const [customer] = customers.edges;
  expect([__typename, viewer, shop]).toEqual(["Query", { __typename: "Viewer" }, { __typename: "Shop" }]);
  expect(customers).toMatchObject({ __typename: "CustomerConnection", pageInfo: { __typename: "PageInfo" } });
  expect(customer).toEqual({
    __typename: "CustomerEdge",
    node: {
      __typename: "Customer",
      identities: [{ __typename: "Identity" }],
      profile: { __typename: "CustomerProfile", totalSpent: { __typename: "Money" } },
      orders: {
        __typename: "OrderConnection",
        nodes: [{ __typename: "Order", lines: [{ __typename: "OrderLine", product: { __typename: "Product" } }] }],
      },
      touchpoints: {
        __typename: "ChannelTouchpointConnection",
        nodes: [{ __typename: "ChannelTouchpoint", customer: { __typename: "Customer" } }],
      },
    },
  });
});

const AWKWARD: readonly string[] = [
  '{"a":1}',
  "}",
  "{",
  "}}{{",
  '"',
  "\\",
  '\\"',
  "a\nb",
  "\t\r",
  "😀 Größe",
  "'; drop table product; --",
  "null",
  "",
  " ",
  "$1",
];

test.each([1, 2, 99, 100, 101, 260])("an object with %i fields holds every value as it is", async (width) => {
  const app = await startApp();
  const values = Object.fromEntries(AWKWARD.map((text, index) => [`key ${index} ${text}`, text]));
  const name = AWKWARD.join("");
  await idOfProduct(app, { sku: "a", name, description: "}", attributes: values });
  const fields = Array.from(
    { length: width },
    (_, index) => `f${index}: ${["name", "attributes", "description"][index % 3]}`,
  );

  const { product } = await app.query(`{ product(sku: "a") { ${fields.join(" ")} } }`);

  const expected = fields.map((_, index) => [`f${index}`, [name, values, "}"][index % 3]]);
  expect(Object.entries(product)).toEqual(expected);
});

test("many root fields, and many fields behind an interface, are one statement", async () => {
  const app = await startApp();
  const id = await idOfProduct(app, { sku: "}", name: "{" });
  const inner = Array.from({ length: 60 }, (_, index) => `i${index}: sku`);
  const outer = Array.from(
    { length: 60 },
    (_, index) => `o${index}: node(id: $id) { ... on Product { ${inner.join(" ")} } }`,
  );
  app.statements();

  const data = await app.query(`query ($id: ID!) { ${outer.join(" ")} }`, { id });

  const node = Object.fromEntries(inner.map((_, index) => [`i${index}`, "}"]));
  expect(data).toEqual(Object.fromEntries(outer.map((_, index) => [`o${index}`, node])));
  expect(app.statements().length).toBe(1);
});

const VARIABLES = `query ($channels: [Channel!] = [WEB], $types: [TouchpointType!], $since: DateTime, $filter: TouchpointFilter,
  $order: CustomerOrder = LAST_SEEN_DESC, $size: Int = 1, $text: String, $ids: [ID!]! = ["x"]) {
  inside: touchpoints(filter: { channels: $channels, types: $types, since: $since }) { totalCount }
  whole: touchpoints(filter: $filter) { totalCount }
  customers(orderBy: $order, first: $size, search: $text) { nodes { id } }
  nodes(ids: $ids) { id }
}`;

test.each([
  [{}, { inside: 2, whole: 3, customers: 1, nodes: 1 }],
  [
    { channels: null, size: null, order: null },
    { inside: 3, whole: 3, customers: 2, nodes: 1 },
  ],
  [
    { channels: [], filter: { types: [] } },
    { inside: 0, whole: 0, customers: 1, nodes: 1 },
  ],
  [
    { channels: "EMAIL", types: ["PAGE_VIEWED"], filter: null, size: 5 },
    { inside: 1, whole: 3, customers: 2, nodes: 1 },
  ],
  [
    { since: "2026-06-02T02:00:00+02:00", filter: { until: "2026-06-02T00:00:00Z" } },
    { inside: 1, whole: 2, customers: 1, nodes: 1 },
  ],
  [
    { ids: ["a", "b"], text: "ada", size: 100 },
    { inside: 2, whole: 3, customers: 1, nodes: 2 },
  ],
])("variables %j, given, left out and null, are what they say", async (variables, expected) => {
  const app = await startApp();
  const bob = { identities: [{ kind: "USER_ID", value: "bob" }] };
  await record(
    app,
    aTouchpoint(),
    aTouchpoint({ channel: "EMAIL" }),
    aTouchpoint({ ...bob, occurredAt: "2026-06-02T00:00:00Z" }),
  );

  const { inside, whole, customers, nodes } = await app.query(VARIABLES, variables);

  const counted = {
    inside: inside.totalCount,
    whole: whole.totalCount,
    customers: customers.nodes.length,
    nodes: nodes.length,
  };
  expect(counted).toEqual(expected);
});

test.each([
  ["a directive's variable", "query ($x: Boolean = true) { shop { name @include(if: $x) } }"],
  ["a directive's variable in a fragment", "query ($x: Boolean = true) { ... @skip(if: $x) { shop { name } } }"],
  ["introspection's variable", 'query ($x: String = "a") { __type(name: $x) { name } }'],
  ["an argument's variable", 'query ($x: ID = "a") { node(id: $x) { id } }'],
  [
    "a mutation's variable",
    "mutation ($x: UpsertProductsInput = { products: [] }) { upsertProducts(input: $x) { products { id } } }",
  ],
])("%s that is null where there must be a value is the caller's fault", async (_name, operation) => {
  const app = await startApp();

  const { errors } = await app.send(operation, { x: null });

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT" }]);
  expect(errors?.[0]?.message).toMatch(/must not be null|non-null type/);
  expect(app.statements()).toEqual([]);
});

test("what PostgreSQL writes as null against its promise is null at its object, and no more than that", async () => {
  const app = await startApp();
  await record(app, anOrder("1001"));
  await app.dataSource.query("delete from customer_profile");
  const direct = await serveWay(app.dataSource, "direct");
  const field = "customers { nodes { profile { orderCount } orders { nodes { orderNumber } } } }";

  const { answer } = await direct({ role: "ADMIN", query: `{ ${field} viewer { roles } }`, variables: {} });

  const customer = { profile: null, orders: { nodes: [{ orderNumber: "1001" }] } };
  expect(answer.data).toEqual({ customers: { nodes: [customer] }, viewer: { roles: ["ADMIN"] } });
});
