import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, RECORD, record } from "../support/builders.ts";

const UPSERT = `mutation ($input: UpsertProductsInput!) {
  upsertProducts(input: $input) {
    products {
      sku externalId name brand category price { amount currency } cost { amount currency } stock imageUrl description
      attributes available
    }
    userErrors { code message path }
  }
}`;
const OFFER = `mutation ($input: RecordCompetitorOffersInput!) {
  recordCompetitorOffers(input: $input) {
    products { sku competitorOffers { competitor price { amount currency } observedAt url } }
    userErrors { code message path }
  }
}`;
const PRICES = `query ($sku: String!, $since: DateTime) {
  product(sku: $sku) { price { amount } priceHistory(since: $since) { price { amount currency } from to } }
}`;
const SKUS = `query ($search: String, $category: String) {
  products(search: $search, category: $category) { totalCount nodes { sku } }
}`;
const ONE = "query ($id: ID, $sku: String) { product(id: $id, sku: $sku) { sku } }";

const upsert = async (app: TestApp, ...products: object[]) =>
  (await app.query(UPSERT, { input: { products } })).upsertProducts;
const save = async (app: TestApp, ...products: object[]) => {
  const { products: saved, userErrors } = await upsert(app, ...products);
  expect(userErrors).toEqual([]);
  return saved;
};
const offer = async (app: TestApp, ...offers: object[]) =>
  (await app.query(OFFER, { input: { offers } })).recordCompetitorOffers;
const skus = async (app: TestApp, variables: object): Promise<string[]> =>
  (await app.query(SKUS, variables)).products.nodes.map(({ sku }: { sku: string }) => sku);
const prices = async (app: TestApp, since?: string) => (await app.query(PRICES, { sku: "mug", since })).product;
const setPrice = (app: TestApp, amount: string, priceFrom?: string) =>
  save(app, { sku: "mug", price: gbp(amount), ...(priceFrom === undefined ? {} : { priceFrom }) });

const inOneLine = ({ code, path, message }: { code: string; path: string[]; message: string }) =>
  `${code} ${path.join(".")}: ${message}`;

const MUG = {
  sku: "mug",
  externalId: "4711",
  name: "Mug",
  brand: "Acme",
  category: "Home > Kitchen",
  price: gbp("9.90"),
  cost: gbp("3.125"),
  stock: 5,
  imageUrl: "https://example.com/mug.png",
  description: "A mug.",
  attributes: { colour: "red" },
  available: false,
};

test("a product is kept as it is told, and one of which nothing is told is called by its sku and available", async () => {
  const app = await startApp();

  const saved = await save(app, MUG, { sku: "pan" });

  const nothing = { externalId: null, brand: null, category: null, price: null, cost: null, stock: null };
  expect(saved).toEqual([
    MUG,
    { sku: "pan", name: "pan", ...nothing, imageUrl: null, description: null, attributes: {}, available: true },
  ]);
});

test("what is left out is kept, and null clears what can be cleared", async () => {
  const app = await startApp();
  await save(app, MUG);

  const [kept] = await save(app, { sku: "mug", stock: 4 });
  const cleared = { externalId: null, brand: null, category: null, price: null, cost: null, stock: null };
  const [after] = await save(app, { sku: "mug", ...cleared, imageUrl: null, description: null });

  expect(kept).toEqual({ ...MUG, stock: 4 });
  expect(after).toEqual({ ...MUG, ...cleared, imageUrl: null, description: null });
});

test("one wrong product keeps all from being written, and every fault is told with its place", async () => {
  const app = await startApp();

  const answer = await upsert(
    app,
    { sku: "pan" },
    { sku: " ", name: "", price: gbp("-1"), cost: { amount: "1", currency: "??" }, stock: -1 },
    { sku: "pot", name: null, attributes: null, available: null, brand: "a\u0000" },
    { sku: "pan" },
  );

  expect(answer.products).toEqual([]);
  expect(answer.userErrors.map(inOneLine)).toEqual([
    "INVALID input.products.1.sku: sku is empty",
    "INVALID input.products.1.name: name is empty; give null to clear it",
    "INVALID input.products.1.price: price is -1; it is not negative",
    'INVALID input.products.1.cost: cost has the currency "??"; it is an ISO 4217 code in capitals, such as GBP',
    "INVALID input.products.1.stock: stock is at least 0",
    "INVALID input.products.2.brand: brand contains the NUL character, which text cannot hold",
    "REQUIRED input.products.2.name: name cannot be cleared",
    "REQUIRED input.products.2.attributes: attributes cannot be cleared",
    "REQUIRED input.products.2.available: available cannot be cleared",
    "INVALID input.products.3.sku: the sku pan is there twice in one request",
  ]);
  expect(await skus(app, {})).toEqual([]);
});

test("1,001 products are too many at once, and none is written", async () => {
  const app = await startApp();

  const answer = await upsert(app, ...Array.from({ length: 1001 }, (_, index) => ({ sku: `sku ${index}` })));

  const message = "products has 1001 items; at most 1000 at once";
  expect(answer).toEqual({
    products: [],
    userErrors: [{ code: "TOO_LARGE", message, path: ["input", "products"] }],
  });
  expect(await skus(app, {})).toEqual([]);
});

test("products take the same number of statements whatever their number", async () => {
  const app = await startApp();
  const batch = (size: number, name: string) =>
    Array.from({ length: size }, (_, index) => ({ sku: `${name} ${index}`, price: gbp("1") }));
  await save(app, ...batch(2, "two"));
  app.statements();
  await save(app, ...batch(2, "again"));
  const two = app.statements().length;

  await save(app, ...batch(500, "many"));

  expect(app.statements().length).toBe(two);
});

test.each(["brand", "category"])("a %s that is too long for the database's keys is refused", async (field) => {
  const app = await startApp();

  const answer = await upsert(app, { sku: "mug", [field]: randomBytes(3000).toString("hex") });

  const message = `${field} is longer than 500 characters`;
  expect(answer).toEqual({
    products: [],
    userErrors: [{ code: "INVALID", message, path: ["input", "products", "0", field] }],
  });
});

test("two writers who each say something of the same new product keep both", async () => {
  const app = await startApp();
  await Promise.all(Array.from({ length: 10 }, () => app.dataSource.query("select pg_sleep(0.1)")));
  const said = [{ name: "Mug" }, { brand: "Acme" }, { category: "Home" }, { stock: 5 }, { externalId: "4711" }];

  const answers = await Promise.all(
    said.map((each) => app.send(UPSERT, { input: { products: [{ sku: "mug", ...each }] } })),
  );

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  const [mug] = await save(app, { sku: "mug" });
  expect(mug).toMatchObject({ name: "Mug", brand: "Acme", category: "Home", stock: 5, externalId: "4711" });
});

test("the catalogue can be changed while touchpoints of its products come in", async () => {
  const app = await startApp();
  const names = Array.from({ length: 30 }, (_, index) => `sku ${String(index).padStart(2, "0")}`);
  await save(app, ...names.map((sku) => ({ sku })));
  const views = () =>
    names.map((sku, index) =>
      aTouchpoint({ sku, occurredAt: new Date(Date.UTC(2026, 5, 1) - index * 60_000).toISOString() }),
    );

  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      turn % 2 === 0
        ? app.send(UPSERT, { input: { products: names.map((sku) => ({ sku, stock: turn })) } })
        : app.send(RECORD, { input: { touchpoints: views() } }),
    ),
  );

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  expect((await app.query("{ touchpoints { totalCount } }")).touchpoints.totalCount).toBe(600);
  const [row] = await app.dataSource.query(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  expect(row).toEqual({ deadlocks: 0 });
});

test("each price holds until the next begins", async () => {
  const app = await startApp();
  await setPrice(app, "10.00", "2026-06-01T00:00:00Z");
  await setPrice(app, "12.00", "2026-06-10T00:00:00Z");

  await setPrice(app, "11.00");

  const point = (amount: string, from: string, to: string | null) => ({ price: gbp(amount), from, to });
  expect(await prices(app)).toEqual({
    price: { amount: "11.00" },
    priceHistory: [
      point("11.00", "2026-06-15T12:00:00.000Z", null),
      point("12.00", "2026-06-10T00:00:00.000Z", "2026-06-15T12:00:00.000Z"),
      point("10.00", "2026-06-01T00:00:00.000Z", "2026-06-10T00:00:00.000Z"),
    ],
  });
});

test("the history since a moment has the price that held then and all that followed", async () => {
  const app = await startApp();
  await setPrice(app, "10.00", "2026-06-01T00:00:00Z");
  await setPrice(app, "12.00", "2026-06-10T00:00:00Z");
  await setPrice(app, "11.00", "2026-06-12T00:00:00Z");

  const { priceHistory } = await prices(app, "2026-06-11T00:00:00Z");
  const atChange = await prices(app, "2026-06-12T00:00:00Z");

  const amounts = (points: { price: { amount: string } }[]) => points.map(({ price }) => price.amount);
  expect(amounts(priceHistory)).toEqual(["11.00", "12.00"]);
  expect(amounts(atChange.priceHistory)).toEqual(["11.00"]);
});

test("a price of a day to come is in the history and not shown yet", async () => {
  const app = await startApp();
  await setPrice(app, "10.00");

  await setPrice(app, "8.00", "2026-07-01T00:00:00Z");

  const { price, priceHistory } = await prices(app);
  expect(price).toEqual({ amount: "10.00" });
  expect(priceHistory).toMatchObject([
    { price: gbp("8.00"), from: "2026-07-01T00:00:00.000Z", to: null },
    { price: gbp("10.00"), to: "2026-07-01T00:00:00.000Z" },
  ]);
});

test("a price of a day to come is shown when its day has come", async () => {
  const app = await startApp();
  await setPrice(app, "10.00");
  await setPrice(app, "8.00", "2026-07-01T00:00:00Z");

  app.setNow(new Date("2026-07-01T00:00:00Z"));
  await app.settle();

  expect((await prices(app)).price).toEqual({ amount: "8.00" });
});

test("a past price that is told late is in the history and does not become the price of today", async () => {
  const app = await startApp();
  await setPrice(app, "10.00", "2026-06-10T00:00:00Z");

  await setPrice(app, "9.00", "2026-06-01T00:00:00Z");

  const { price, priceHistory } = await prices(app);
  expect(price).toEqual({ amount: "10.00" });
  expect(priceHistory).toMatchObject([
    { price: gbp("10.00"), from: "2026-06-10T00:00:00.000Z", to: null },
    { price: gbp("9.00"), from: "2026-06-01T00:00:00.000Z", to: "2026-06-10T00:00:00.000Z" },
  ]);
});

test("the same price told again, with other decimals too, is no new point of the history", async () => {
  const app = await startApp();
  await setPrice(app, "10.00");
  app.setNow(new Date("2026-06-20T12:00:00Z"));

  await setPrice(app, "10.00");
  await setPrice(app, "10");

  expect((await prices(app)).priceHistory).toEqual([
    { price: gbp("10.00"), from: "2026-06-15T12:00:00.000Z", to: null },
  ]);
});

test("a price that was cleared stays cleared when another is set for a day to come", async () => {
  const app = await startApp();
  await setPrice(app, "10.00");
  app.setNow(new Date("2026-06-16T12:00:00Z"));
  await save(app, { sku: "mug", price: null });

  await setPrice(app, "8.00", "2026-07-01T00:00:00Z");

  expect((await prices(app)).price).toBeNull();
});

test("of each competitor the latest offer is shown, whichever is told last", async () => {
  const app = await startApp();
  await save(app, { sku: "mug" });
  const told = (competitor: string, amount: string, day: string) => ({
    sku: "mug",
    competitor,
    price: gbp(amount),
    observedAt: `2026-06-${day}T00:00:00Z`,
  });

  const answer = await offer(app, told("Zeta", "9", "02"), told("Alpha", "8", "03"), told("Zeta", "7", "01"));

  const shown = (competitor: string, amount: string, day: string) => ({
    competitor,
    price: gbp(amount),
    observedAt: `2026-06-${day}T00:00:00.000Z`,
    url: null,
  });
  expect(answer).toEqual({
    products: [{ sku: "mug", competitorOffers: [shown("Alpha", "8.00", "03"), shown("Zeta", "9.00", "02")] }],
    userErrors: [],
  });
});

test("one wrong offer keeps all from being kept", async () => {
  const app = await startApp();
  await save(app, { sku: "mug" });
  const right = { sku: "mug", competitor: "Zeta", price: gbp("9") };
  const long = randomBytes(3000).toString("hex");

  const answer = await offer(
    app,
    right,
    { ...right, sku: "pan", competitor: " ", price: gbp("-9") },
    { ...right, competitor: long, observedAt: "2026-06-15T12:05:00.001Z" },
  );

  expect(answer.products).toEqual([]);
  expect(answer.userErrors.map(inOneLine)).toEqual([
    "NOT_FOUND input.offers.1.sku: there is no product with the sku pan",
    "INVALID input.offers.1.competitor: competitor is empty",
    "INVALID input.offers.1.price: price is -9; it is not negative",
    "INVALID input.offers.2.competitor: competitor is longer than 200 characters",
    "INVALID input.offers.2.observedAt: observedAt lies more than 5 minutes in the future",
  ]);
  const { product } = await app.query('{ product(sku: "mug") { competitorOffers { competitor } } }');
  expect(product).toEqual({ competitorOffers: [] });
});

test("products are found by a piece of sku, name, brand or external id, in any case", async () => {
  const app = await startApp();
  await save(
    app,
    { sku: "A-1", name: "Red Mug" },
    { sku: "B-2", brand: "MUGGLE" },
    { sku: "mug-3" },
    { sku: "D-4", externalId: "xmug" },
    { sku: "E-5", description: "mug" },
  );

  expect(await skus(app, { search: " mUG " })).toEqual(["A-1", "B-2", "D-4", "mug-3"]);
});

test("per cent, underscore and backslash in a search are themselves", async () => {
  const app = await startApp();
  await save(app, { sku: "100%" }, { sku: "100x" }, { sku: "a_b" }, { sku: "axb" }, { sku: "c\\d" });

  expect(await skus(app, { search: "100%" })).toEqual(["100%"]);
  expect(await skus(app, { search: "a_b" })).toEqual(["a_b"]);
  expect(await skus(app, { search: "c\\d" })).toEqual(["c\\d"]);
});

test("a category has all that lies under it, and nothing that only begins like it", async () => {
  const app = await startApp();
  const categories = [
    "Home",
    "Home > Kitchen",
    "Home > Kitchen > Mugs",
    "Homeware",
    "Home_ > Odd",
    "Hom% > Odd",
    "Home X > Y",
  ];
  await save(app, ...categories.map((category, index) => ({ sku: `${index}`, category })));

  expect(await skus(app, { category: "Home" })).toEqual(["0", "1", "2"]);
  expect(await skus(app, { category: "Home > Kitchen" })).toEqual(["1", "2"]);
  expect(await skus(app, { category: "Home_" })).toEqual(["4"]);
  expect(await skus(app, { category: "Hom%" })).toEqual(["5"]);
});

test.each([
  { id: "prd_0123456789abcdef0123456789abcdef" },
  { id: "cus_0123456789abcdef0123456789abcdef" },
  { id: "mug" },
  { sku: "mug" },
  { sku: "mug\u0000" },
])("there is no product for %j", async (variables) => {
  const app = await startApp();

  expect(await app.query(ONE, variables)).toEqual({ product: null });
});

test("text that PostgreSQL cannot hold finds no product", async () => {
  const app = await startApp();
  await save(app, { sku: "mug" });

  expect(await skus(app, { search: "m\u0000" })).toEqual([]);
  expect(await skus(app, { category: "m\u0000" })).toEqual([]);
});

const TRENDING = `query ($channel: Channel, $first: Int) {
  trendingProducts(channel: $channel, first: $first, days: 8) { product { sku } score }
}`;

async function trend(): Promise<TestApp> {
  const app = await startApp();
  await save(app, { sku: "blocked", available: false });
  const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600_000).toISOString();
  await record(
    app,
    aTouchpoint({ type: "PRODUCT_VIEWED", sku: "hat", occurredAt: daysAgo(0) }),
    aTouchpoint({ type: "PRODUCT_ADDED", sku: "mug", occurredAt: daysAgo(4), channel: "MOBILE_APP" }),
    aTouchpoint({ type: "PRODUCT_CLICKED", sku: "hat", occurredAt: daysAgo(0) }),
    aTouchpoint({ type: "PRODUCT_VIEWED", sku: "old", occurredAt: daysAgo(8) }),
    aTouchpoint({ type: "PRODUCT_VIEWED", sku: "blocked", occurredAt: daysAgo(1) }),
    aTouchpoint({ type: "PRODUCT_REVIEWED", sku: "reviewed", occurredAt: daysAgo(1) }),
    anOrder("1", { occurredAt: daysAgo(8) }, { lines: [aLine({ sku: "old" })] }),
    anOrder("3", { occurredAt: daysAgo(4) }, { lines: [aLine({ sku: "pan", quantity: 9 })] }),
    anOrder("2", { occurredAt: daysAgo(1) }, { lines: [aLine({ sku: "cancelled" })] }),
    aRefund("2", { type: "ORDER_CANCELLED", occurredAt: daysAgo(1) }),
  );
  return app;
}

test("trending products count views, carts and orders, each half for every half of the window", async () => {
  const app = await trend();

  expect((await app.query(TRENDING)).trendingProducts).toEqual([
    { product: { sku: "pan" }, score: 2.5 },
    { product: { sku: "hat" }, score: 2 },
    { product: { sku: "mug" }, score: 1.5 },
  ]);
});

test("trending products of one channel are those of its touchpoints and orders", async () => {
  const app = await trend();

  expect((await app.query(TRENDING, { channel: "MOBILE_APP" })).trendingProducts).toEqual([
    { product: { sku: "mug" }, score: 1.5 },
  ]);
});
