import "reflect-metadata";
import { execute, parse } from "graphql";
import { expect, test } from "vitest";
import { askJson, run } from "../../src/database/run.ts";
import { bound, sql } from "../../src/database/sql.ts";
import { Answers, type Computer, type Tree } from "../../src/reading/index.ts";
import { makeSchema } from "../../src/schema.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aTouchpoint, gbp, record } from "../support/builders.ts";
import { withoutLooks } from "../support/database.ts";
import { serveWay, type Told } from "./ways/serve.ts";

const UPSERT = `mutation ($products: [ProductInput!]!) {
  upsertProducts(input: { products: $products }) { products { id sku } userErrors { message } }
}`;

interface Known {
  readonly id: string;
  readonly sku: string;
}

async function upsert(app: TestApp, ...products: object[]): Promise<readonly Known[]> {
  const { upsertProducts } = await app.query(UPSERT, { products });
  expect(upsertProducts.userErrors).toEqual([]);
  return upsertProducts.products;
}

const OLD = Array.from({ length: 8 }, (_, index) => ({
  sku: `old-${index}`,
  name: `Old ${index}`,
  brand: index % 2 === 0 ? "Even" : "Odd",
  category: index < 4 ? "Home > Kitchen" : "Homeware",
  price: gbp(`${10 + index}`),
  stock: index === 3 ? 0 : 5,
  available: index !== 5,
}));
const NEW = [{ sku: "new-0" }, { sku: "new-1", stock: null }, { sku: "new-2" }];

const is = (value: string) => ({ identities: [{ kind: "USER_ID", value }] });

/** A shop that has trained nothing; gives its products in the order in which they are recommended. Ada has old-0 and old-1. */
async function aNewShop() {
  const app = await startApp();
  const old = await upsert(app, ...OLD);
  app.setNow(new Date(NOW.getTime() + 60_000));
  const newer = await upsert(app, ...NEW);
  await record(
    app,
    anOrder("ada-1", is("ada"), { lines: [aLine({ sku: "old-0" }), aLine({ sku: "old-1" })] }),
    aTouchpoint({ ...is("ada"), type: "PRODUCT_VIEWED", sku: "old-2" }),
    aTouchpoint({ ...is("bob"), type: "PRODUCT_VIEWED", sku: "new-0" }),
  );
  const byId = (known: readonly Known[]) => known.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const shown = [...byId(newer), ...byId(old)].map(({ sku }) => sku).filter((each) => each !== "old-5");
  return { app, shown, ids: Object.fromEntries([...old, ...newer].map(({ id, sku }) => [sku, id])) };
}

const without = (all: readonly string[], ...skus: string[]): string[] => all.filter((each) => !skus.includes(each));
const skusOf = (list: readonly { product: { sku: string } }[]): string[] => list.map(({ product }) => product.sku);

const LIST = "strategy score rank reasons { message } model { id } product { sku }";
const ADA = 'customer(identity: { kind: USER_ID, value: "ada" })';
const BOB = 'customer(identity: { kind: USER_ID, value: "bob" })';

test("before any training the newest available products are recommended, those of one moment by id", async () => {
  const { app, shown } = await aNewShop();

  const { bob, recommendations } = await app.query(
    `{ bob: ${BOB} { recommendations(first: 100) { ${LIST} } } recommendations(first: 2) { ${LIST} } }`,
  );

  const untaught = { strategy: "POPULAR", score: 0, reasons: [], model: null };
  const expected = without(shown, "old-3").map((sku, index) => ({ ...untaught, rank: index + 1, product: { sku } }));
  expect(bob.recommendations).toEqual(expected);
  expect(recommendations).toEqual(expected.slice(0, 2));
});

test("before any training there are no scores, nothing is like anything, and nothing is bought together", async () => {
  const { app, ids } = await aNewShop();

  const { customer, product } = await app.query(
    `query ($ids: [ID!]!) { ${ADA} { preferenceScores(productIds: $ids) { score } }
      product(sku: "old-0") { similar { score } boughtTogether(first: 3) { score } } }`,
    { ids: Object.values(ids) },
  );

  expect(customer.preferenceScores).toEqual([]);
  expect(product).toEqual({ similar: [], boughtTogether: [] });
});

test("filters narrow what is recommended, and what somebody has is left out unless it is asked for", async () => {
  const { app, shown, ids } = await aNewShop();
  const ask = async (filter: object) => {
    const query = `query ($filter: RecommendationFilter) { ${ADA} { recommendations(first: 100, filter: $filter) { product { sku } } } }`;
    return skusOf((await app.query(query, { filter })).customer.recommendations);
  };
  const kitchen = (...skus: string[]) => shown.filter((sku) => skus.includes(sku));

  expect(await ask({})).toEqual(without(shown, "old-0", "old-1", "old-3"));
  expect(await ask({ excludeBought: false, inStockOnly: false })).toEqual(shown);
  expect(await ask({ categories: ["Home"], inStockOnly: false })).toEqual(kitchen("old-2", "old-3"));
  expect(await ask({ brands: ["Odd"], priceMin: "13", priceMax: "17", inStockOnly: false })).toEqual(
    kitchen("old-3", "old-7"),
  );
  expect(await ask({ excludeProductIds: [ids["new-1"], "nonsense"] })).toEqual(
    without(shown, "old-0", "old-1", "old-3", "new-1"),
  );
});

const WOVEN = `query ($yes: Boolean!, $no: Boolean!, $first: Int!, $ids: [ID!]!) {
  customers(first: 10) {
    nodes { ...Person }
    edges { node { id again: recommendations(first: 1) { rank } } }
  }
  ${ADA} {
    touchpoints(first: 5) { nodes { type product { sku similar(first: 1) { score } } customer { recommendations(first: 1) { product { sku } } } } }
    orders { nodes { lines { product { sku boughtTogether { score product { sku } } } } customer { recommendations(first: 2) { product { sku } } } } }
    left: recommendations(first: 3) @skip(if: $yes) { rank }
    kept: recommendations(first: $first) @include(if: $yes) { rank score @include(if: $no) product { ...Thing } }
    recommendations(first: 2) { rank }
    ... @include(if: $yes) { recommendations(first: 2) { ...Of } }
  }
  nodes(ids: $ids) { __typename id ... on Customer { recommendations(first: 1) { ...Of } } ... on Product { ...Thing } }
  recommendations(first: 1, basket: ["x"]) { ...Of }
}
fragment Person on Customer { id few: recommendations(first: 1) { ...Of } many: recommendations(first: 3, filter: { brands: ["Even"] }) { ...Of } }
fragment Of on Recommendation { place: rank product { ...Thing } }
fragment Thing on Product { sku similar(first: 2) { score } }`;

test("lists that are worked out come to their places, whichever way the answer goes and however they are asked for", async () => {
  const { app, shown, ids } = await aNewShop();
  const [ada, bob] = await Promise.all(
    [ADA, BOB].map(async (who) => (await app.query(`{ who: ${who} { id } }`)).who.id),
  );
  const [direct, tree] = await Promise.all((["direct", "tree"] as const).map((way) => serveWay(app.dataSource, way)));
  const variables = { yes: true, no: false, first: 2, ids: [bob, ids["old-0"], "cus_x", ada] };
  const asked = { role: "ADMIN", query: WOVEN, variables } as const;

  const answers: (Told | undefined)[] = [];
  for (let turn = 0; turn < 3; turn += 1) answers.push(await direct?.(asked), await tree?.(asked));

  expect(answers.map((told) => told?.text)).toEqual(answers.map(() => answers[0]?.text));
  expect(answers[0]?.answer.errors).toBeUndefined();
  const thing = (sku: string | undefined) => ({ sku, similar: [] });
  const of = (skus: readonly string[]) => skus.map((sku, index) => ({ place: index + 1, product: thing(sku) }));
  const [forAda, forBob] = [without(shown, "old-0", "old-1", "old-3"), without(shown, "old-3")];
  const even = (skus: readonly string[]) => skus.filter((sku) => ["old-0", "old-2", "old-4", "old-6"].includes(sku));
  const data = answers[0]?.answer.data;
  expect(data.customers.nodes.toSorted((one: Known) => (one.id === ada ? -1 : 1))).toEqual([
    { id: ada, few: of(forAda.slice(0, 1)), many: of(even(forAda).slice(0, 3)) },
    { id: bob, few: of(forBob.slice(0, 1)), many: of(even(forBob).slice(0, 3)) },
  ]);
  expect(data.customers.edges.map(({ node }: { node: { again: object } }) => node.again)).toEqual([
    [{ rank: 1 }],
    [{ rank: 1 }],
  ]);
  const best = (count: number) => forAda.slice(0, count).map((sku) => ({ product: { sku } }));
  expect(data.customer.touchpoints.nodes).toEqual(
    [
      { type: "PRODUCT_VIEWED", product: thing("old-2"), customer: { recommendations: best(1) } },
      { type: "ORDER_COMPLETED", product: null, customer: { recommendations: best(1) } },
    ].toSorted((one) => (one.type === data.customer.touchpoints.nodes[0].type ? -1 : 1)),
  );
  expect(data.customer.orders.nodes).toEqual([
    {
      lines: ["old-0", "old-1"].map((sku) => ({ product: { sku, boughtTogether: [] } })),
      customer: { recommendations: best(2) },
    },
  ]);
  expect([data.customer.left, data.customer.kept]).toEqual([
    undefined,
    forAda.slice(0, 2).map((sku, index) => ({ rank: index + 1, product: thing(sku) })),
  ]);
  expect(data.customer.recommendations).toEqual(of(forAda.slice(0, 2)).map((row) => ({ rank: row.place, ...row })));
  expect(data.nodes).toEqual([
    { __typename: "Customer", id: bob, recommendations: of(forBob.slice(0, 1)) },
    { __typename: "Product", id: ids["old-0"], ...thing("old-0") },
    null,
    { __typename: "Customer", id: ada, recommendations: of(forAda.slice(0, 1)) },
  ]);
  expect(data.recommendations).toEqual(of(forBob.slice(0, 1)));
});

test("the payload of a mutation has lists that are worked out, each of its own customer and product", async () => {
  const { app, shown } = await aNewShop();
  const list = "recommendations(first: 100) { product { sku } }";
  const touchpoints = [
    anOrder("cleo-1", is("cleo"), { lines: [aLine({ sku: "new-1" })] }),
    aTouchpoint({ ...is("ada"), type: "PRODUCT_VIEWED", sku: "new-0" }),
  ];

  const { recordTouchpoints, upsertCustomer, recordConsent } = await app.query(
    `mutation ($touchpoints: [TouchpointInput!]!) {
      recordTouchpoints(input: { touchpoints: $touchpoints }) { outcomes { customer { ${list} } touchpoint { product { sku similar { score } } } } }
      upsertCustomer(input: { identities: [{ kind: USER_ID, value: "dan" }] }) { customer { ${list} } }
      recordConsent(input: { identity: { kind: USER_ID, value: "ada" }, purpose: MARKETING, status: GRANTED, source: "web" }) {
        customer { first: recommendations(first: 1) { product { sku } } } consent { source } }
    }`,
    { touchpoints },
  );

  const [forAda, forAll] = [without(shown, "old-0", "old-1", "old-3"), without(shown, "old-3")];
  const [cleo, ada] = recordTouchpoints.outcomes;
  expect([cleo, ada].map(({ customer }) => skusOf(customer.recommendations))).toEqual([
    without(forAll, "new-1"),
    forAda,
  ]);
  expect(ada.touchpoint).toEqual({ product: { sku: "new-0", similar: [] } });
  expect(skusOf(upsertCustomer.customer.recommendations)).toEqual(forAll);
  expect(skusOf(recordConsent.customer.first)).toEqual(forAda.slice(0, 1));
});

test.each([1, 10])(
  "a page of %i customers takes two statements, however many lists each of them asks for",
  async (size) => {
    const { app } = await aNewShop();
    const page = (inner: string) =>
      `{ customers(first: ${size}) { nodes { recommendations(first: 3) { product { sku ${inner} } } other: recommendations(first: 1) { rank } } }
      recommendations(first: 2) { rank } product(sku: "old-0") { similar { score } } }`;
    const statements = () => withoutLooks(app.statements());
    statements();

    await app.query(page(""));
    const flat = statements().length;
    await app.query(page("similar(first: 1) { score } boughtTogether { score }"));
    const nested = statements().length;

    expect([flat, nested]).toEqual([2, 2]); // nothing is similar yet, so that there is nothing more to write
  },
);

test("a selection that is kept answers each request from what is so then", async () => {
  const { app, shown } = await aNewShop();
  const query = `{ ${BOB} { recommendations(first: 100) { id product { sku name } } } }`;
  const ask = async () => (await app.query(query)).customer.recommendations;
  const before = [await ask(), await ask(), await ask()];

  await record(app, anOrder("bob-1", is("bob"), { lines: [aLine({ sku: "old-4" })] }));
  const bought = await ask();
  await upsert(app, { sku: "new-2", name: 'Re"named' }, { sku: "new-1", available: false });
  const changed = await ask();
  app.setNow(new Date(NOW.getTime() + 120_000));
  const later = await ask();

  expect(before.map(skusOf)).toEqual(before.map(() => without(shown, "old-3")));
  expect(skusOf(bought)).toEqual(without(shown, "old-3", "old-4"));
  expect(skusOf(changed)).toEqual(without(shown, "old-3", "old-4", "new-1"));
  expect(changed.find(({ product }: { product: { sku: string } }) => product.sku === "new-2").product.name).toBe(
    'Re"named',
  );
  expect(skusOf(later)).toEqual(skusOf(changed));
  expect(later[0].id).not.toBe(changed[0].id);
});

const ODD = 'O"dd \\ \\u0001 \u0001\u0002\u001f \u2028 😀';

test("no text of a customer or a product is taken for the place of a list", async () => {
  const { app, shown } = await aNewShop();
  await upsert(app, { sku: "old-2", name: ODD, brand: ODD, category: ODD });
  await record(
    app,
    aTouchpoint({
      ...is("odd"),
      type: "PRODUCT_VIEWED",
      sku: "old-2",
      properties: { [ODD]: [ODD, "\u00011\u0002null\u0001"] },
    }),
  );
  await app.query(
    `mutation ($odd: String!) { upsertCustomer(input: { identities: [{ kind: USER_ID, value: "odd" }], displayName: $odd, occupation: $odd }) { customer { id } userErrors { message } } }`,
    { odd: ODD },
  );

  const { customer } = await app.query(
    `{ customer(identity: { kind: USER_ID, value: "odd" }) { displayName occupation recommendations(first: 100) { product { sku name } }
      touchpoints { nodes { properties product { name similar { score } } } } } }`,
  );

  expect([customer.displayName, customer.occupation]).toEqual([ODD, ODD]);
  expect(skusOf(customer.recommendations)).toEqual(without(shown, "old-3"));
  expect(customer.touchpoints.nodes).toEqual([
    { properties: { [ODD]: [ODD, "\u00011\u0002null\u0001"] }, product: { name: ODD, similar: [] } },
  ]);
});

test("where the ground cannot be read the request fails whole, and tells nothing of why", async () => {
  const { app } = await aNewShop();
  await app.dataSource.query("alter table product rename column changed_in to was_changed_in");

  const read = await app.send(`{ shop { name } ${ADA} { id recommendations(first: 1) { rank } } }`);

  expect(read.data).toBeNull();
  expect(read.errors?.map(({ message, path }) => [message, path])).toEqual([
    ["Something went wrong here.", ["customer"]],
    ["Something went wrong here.", ["shop"]],
  ]);
});

const schema = makeSchema();

/** Executes a query with a computer of the test's own. */
async function readWith(app: TestApp, query: string, computer: Partial<Computer>) {
  const scoring: Computer = {
    ground: () => sql`'{"told": 1}'`,
    compute: async (asks) => asks.map(() => []),
    ...computer,
  };
  const reader = {
    viewer: { name: "test", role: "ADMIN" },
    now: sql`${bound(NOW)}`,
    at: NOW,
    shop: { name: "Test shop", timeZone: "UTC", assumedConsents: [] },
    spread: false,
  } as const;
  const ask = {
    rows: (statement: Parameters<typeof run>[1]) => run<Tree>(app.dataSource.manager, statement),
    json: (statement: Parameters<typeof run>[1]) => askJson(app.dataSource, statement),
  };
  const answers = new Answers(ask, reader, { scoring });
  return execute({ schema, document: parse(query), contextValue: { answers } });
}

test("what a computer throws fails each root field, also those that it has no part in", async () => {
  const { app } = await aNewShop();
  const query = `{ shop { name } ${ADA} { id recommendations(first: 1) { rank } } }`;

  const thrown = await readWith(app, query, {
    compute: async () => {
      throw new Error("it cannot be worked out");
    },
  });
  const short = await readWith(app, query, { compute: async () => [] });

  const told = ({ data, errors = [] }: typeof thrown) => [data, ...errors.map(({ message }) => message)];
  expect(told(thrown)).toEqual([null, "it cannot be worked out", "it cannot be worked out"]);
  const left = "the computer scoring left an ask without its list";
  expect(told(short)).toEqual([null, left, left]);
});

test("a computer is asked once for all lists of a level, with what was read for each, and told what is selected", async () => {
  const { app, ids } = await aNewShop();
  const passes: { asks: object[]; ground: unknown }[] = [];
  const product = ids["old-2"]?.replace(/^prd_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

  const { data, errors } = await readWith(
    app,
    `{ a: product(sku: "old-0") { similar(first: 2) { s: score ...P } } b: product(sku: "old-1") { similar(first: 1) { score } boughtTogether { product { sku } } } }
    fragment P on ScoredProduct { product { sku similar(first: 1) { score } } }`,
    {
      compute: async (asks, ground) => {
        passes.push({
          asks: asks.map(({ what, args, selected }) => ({ what, args, selected: [...selected] })),
          ground,
        });
        return asks.map((_, index) => [0.5, 0.25].map((score) => ({ product_id: product, score: score + index })));
      },
    },
  );

  expect(errors).toBeUndefined();
  expect(passes).toEqual([
    {
      ground: { told: 1 },
      asks: [
        { what: "similar", args: { first: 2 }, selected: ["score", "product"] },
        { what: "similar", args: { first: 1 }, selected: ["score"] },
        { what: "boughtTogether", args: { first: 10 }, selected: ["product"] },
      ],
    },
    { ground: { told: 1 }, asks: [0, 1].map(() => ({ what: "similar", args: { first: 1 }, selected: ["score"] })) },
  ]);
  const inner = (score: number) => ({ sku: "old-2", similar: [{ score }] });
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    a: {
      similar: [
        { s: 0.5, product: inner(0.5) },
        { s: 0.25, product: inner(1.5) },
      ],
    },
    b: { similar: [{ score: 1.5 }], boughtTogether: [{ product: { sku: "old-2" } }, { product: { sku: "old-2" } }] },
  });
});
