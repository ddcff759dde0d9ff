import { expect, test } from "vitest";
import { settleCurrency, writeRates } from "../../src/shop/index.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, record } from "../support/builders.ts";

const PROFILE = `query ($identity: IdentityInput!) {
  customer(identity: $identity) {
    profile {
      orderCount totalSpent { amount currency } averageOrderValue { amount currency } firstOrderAt lastOrderAt recencyDays
      rfm { recency frequency monetary label } favouriteCategories { category share } channelMix { channel touchpoints share }
      interests { tag weight } priceSensitivity
    }
  }
}`;
const PRODUCTS = `mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }`;
const UPSERT = `mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message } } }`;
const ADA = { kind: "USER_ID", value: "ada" };

const profileOf = async (app: TestApp, identity = ADA) => (await app.query(PROFILE, { identity })).customer.profile;
const catalogue = async (app: TestApp, ...products: object[]) => {
  const { upsertProducts } = await app.query(PRODUCTS, { input: { products } });
  expect(upsertProducts.userErrors).toEqual([]);
};

test("a customer of whom nothing is known but a name has an empty profile", async () => {
  const app = await startApp();
  await app.query(UPSERT, { input: { identities: [ADA], firstName: "Ada" } });

  expect(await profileOf(app)).toEqual({
    orderCount: 0,
    totalSpent: { amount: "0.00", currency: "XXX" },
    averageOrderValue: null,
    firstOrderAt: null,
    lastOrderAt: null,
    recencyDays: null,
    rfm: null,
    favouriteCategories: [],
    channelMix: [],
    interests: [],
    priceSensitivity: null,
  });
});

test("orders, refunds and cancellations add up to the totals of the profile", async () => {
  const app = await startApp();

  await record(
    app,
    anOrder("1", { occurredAt: "2026-05-01T10:00:00Z" }, { total: gbp("10.00") }),
    anOrder("2", { occurredAt: "2026-06-10T12:00:01Z" }, { total: gbp("20.00") }),
    anOrder("3", { occurredAt: "2026-06-01T10:00:00Z" }, { total: gbp("5.00") }),
    anOrder("4", { occurredAt: "2026-06-14T10:00:00Z" }, { total: gbp("99.00") }),
    aRefund("2", { occurredAt: "2026-06-11T10:00:00Z" }, { total: gbp("3.005") }),
    aRefund("4", { occurredAt: "2026-06-15T10:00:00Z", type: "ORDER_CANCELLED" }),
  );

  expect(await profileOf(app)).toMatchObject({
    orderCount: 3,
    totalSpent: { amount: "31.995", currency: "GBP" },
    averageOrderValue: { amount: "10.67", currency: "GBP" },
    firstOrderAt: "2026-05-01T10:00:00.000Z",
    lastOrderAt: "2026-06-10T12:00:01.000Z",
    recencyDays: 4,
  });
});

test("without an order that stands there is no average, no first and no last order", async () => {
  const app = await startApp();

  await record(app, anOrder("1"), aRefund("1", { type: "ORDER_CANCELLED" }), aRefund("?", {}, { total: gbp("7") }));

  expect(await profileOf(app)).toMatchObject({
    orderCount: 0,
    totalSpent: { amount: "-7.00", currency: "GBP" },
    averageOrderValue: null,
    firstOrderAt: null,
    lastOrderAt: null,
    recencyDays: null,
    rfm: null,
  });
});

test("an order whose sender's clock is ahead was placed today", async () => {
  const app = await startApp();

  await record(app, anOrder("1", { occurredAt: "2026-06-15T12:04:00Z" }));

  expect((await profileOf(app)).recencyDays).toBe(0);
});

test("categories share the net spend, what was given back left out", async () => {
  const app = await startApp();
  await catalogue(
    app,
    { sku: "mug", category: "Home > Kitchen" },
    { sku: "rake", category: "Garden" },
    { sku: "hat", category: "Clothes" },
    { sku: "odd" },
  );
  const lines = [
    aLine({ quantity: 3 }),
    aLine({ sku: "rake", unitPrice: gbp("5.00") }),
    aLine({ sku: "hat" }),
    aLine({ sku: "odd", unitPrice: gbp("500") }),
  ];
  await record(app, anOrder("1", {}, { lines }));

  await record(app, aRefund("1", {}, { lines: [aLine(), aLine({ sku: "hat" })] }));

  expect((await profileOf(app)).favouriteCategories).toEqual([
    { category: "Home > Kitchen", share: 0.8 },
    { category: "Garden", share: 0.2 },
  ]);
});

test("a cancelled order has no favourite category", async () => {
  const app = await startApp();
  await catalogue(app, { sku: "mug", category: "Home" });

  await record(app, anOrder("1", {}, { total: gbp("8") }), aRefund("1", { type: "ORDER_CANCELLED" }));

  expect((await profileOf(app)).favouriteCategories).toEqual([]);
});

test("an order that was cancelled by its lines, on a day with another rate, has no favourite category", async () => {
  const app = await startApp();
  await settleCurrency(app.dataSource.manager, "GBP");
  await writeRates(app.dataSource.manager, [
    { currency: "EUR", day: "2026-06-01", rate: "0.9" },
    { currency: "EUR", day: "2026-06-02", rate: "0.5" },
  ]);
  await catalogue(app, { sku: "mug", category: "Home" }, { sku: "rake", category: "Garden" });
  const lines = [aLine({ unitPrice: { amount: "10.00", currency: "EUR" } })];

  await record(app, anOrder("1", {}, { lines }), anOrder("2", {}, { lines: [aLine({ sku: "rake" })] }));
  await record(app, aRefund("1", { type: "ORDER_CANCELLED" }, { lines }));

  expect((await profileOf(app)).favouriteCategories).toEqual([{ category: "Garden", share: 1 }]);
});

test("channels share the touchpoints, the largest first", async () => {
  const app = await startApp();

  await record(app, ...["EMAIL", "WEB", "WEB", "IN_STORE"].map((channel) => aTouchpoint({ channel })));

  expect((await profileOf(app)).channelMix).toEqual([
    { channel: "WEB", touchpoints: 2, share: 0.5 },
    { channel: "EMAIL", touchpoints: 1, share: 0.25 },
    { channel: "IN_STORE", touchpoints: 1, share: 0.25 },
  ]);
});

const rounded = (interests: { tag: string; weight: number }[]) =>
  interests.map(({ tag, weight }) => [tag, Number(weight.toFixed(9))]);

test("what was of interest 90 days ago weighs half of what is now, whatever comes first", async () => {
  const app = await startApp();
  const search = (searchQuery: string, occurredAt: string) =>
    aTouchpoint({ type: "SEARCHED", searchQuery, occurredAt });
  await record(app, search("mugs", "2026-06-10T10:00:00Z"));

  await record(app, search("rakes", "2026-03-12T10:00:00Z"));

  expect(rounded((await profileOf(app)).interests)).toEqual([
    ["mugs", 0.666666667],
    ["rakes", 0.333333333],
  ]);
});

test("interests are categories, brands and words, Chinese ones too, by how much an act says", async () => {
  const app = await startApp();
  await catalogue(app, { sku: "mug", category: "Home", brand: "Acme" }, { sku: "hat", category: "Clothes" });

  await record(
    app,
    aTouchpoint({ type: "PRODUCT_VIEWED", sku: "hat" }),
    aTouchpoint({ type: "SEARCHED", searchQuery: "红色杯子 Hat" }),
    aTouchpoint({ type: "WISHLIST_ADDED", sku: "mug" }),
    aTouchpoint({ type: "PAGE_VIEWED", sku: "mug" }),
  );

  expect(rounded((await profileOf(app)).interests)).toEqual([
    ["Acme", 0.3],
    ["Home", 0.3],
    ["Clothes", 0.1],
    ["hat", 0.1],
    ["杯子", 0.1],
    ["红色", 0.1],
  ]);
});

test("an ordered line says five times what a view says", async () => {
  const app = await startApp();
  await catalogue(app, { sku: "mug", category: "Home" }, { sku: "hat", category: "Clothes" });

  await record(app, aTouchpoint({ type: "PRODUCT_VIEWED", sku: "hat" }), anOrder("1"));

  expect(rounded((await profileOf(app)).interests)).toEqual([
    ["Home", 0.833333333],
    ["Clothes", 0.166666667],
  ]);
});

const ordersOf = (bought: readonly (readonly [number, string])[], sku = "mug") =>
  bought.map(([quantity, price], index) =>
    anOrder(`${sku} ${index}`, {}, { lines: [aLine({ sku, quantity, unitPrice: gbp(price) })] }),
  );
const HALVES = [1, 2, 4, 8, 16].map((quantity) => [quantity, String(16 / quantity)] as const);

test("who buys twice as much at half the price is as sensitive to prices as can be", async () => {
  const app = await startApp();

  await record(app, ...ordersOf([...HALVES, ...HALVES]));

  const { priceSensitivity } = await profileOf(app);
  expect(priceSensitivity).toBeCloseTo(1, 9);
  expect(priceSensitivity).toBeLessThanOrEqual(1);
});

test("sensitivity is found within products: a correlation of -0.3 of the logarithms is 0.3", async () => {
  const app = await startApp();
  // log2 of quantity and price, less their means: (-2, 2) (-1, -1) (0, 0) (1, -2) (2, 1): products sum to -3, squares to 10 and 10.
  const bought = [1, 2, 4, 8, 16].map(
    (quantity, index) => [quantity, ["16", "2", "4", "1", "8"][index] ?? ""] as const,
  );

  await record(app, ...ordersOf([...bought, ...bought]), ...ordersOf([[500, "1000"]], "one price alone"));

  expect((await profileOf(app)).priceSensitivity).toBeCloseTo(0.3, 9);
});

test("fewer than ten lines, or lines of one price, say nothing of sensitivity", async () => {
  const app = await startApp();

  await record(app, ...ordersOf([...HALVES, ...HALVES].slice(1)), ...ordersOf(Array(12).fill([3, "7"]), "pan"));

  expect((await profileOf(app)).priceSensitivity).toBeNull();
});

interface Buyer {
  readonly name: string;
  readonly daysAgo: number;
  readonly totals: readonly string[];
}

async function population(app: TestApp, ...buyers: Buyer[]): Promise<void> {
  const orders = buyers.flatMap(({ name, daysAgo, totals }) =>
    totals.map((total, index) => {
      const occurredAt = new Date(Date.UTC(2026, 5, 15 - daysAgo - index, 10)).toISOString();
      const identities = [{ kind: "USER_ID", value: name }];
      return anOrder(`${name} ${index}`, { occurredAt, identities }, { total: gbp(total) });
    }),
  );
  await record(app, ...orders);
  await app.settle();
}

const rfmOf = async (app: TestApp, value: string) => {
  const { rfm } = await profileOf(app, { kind: "USER_ID", value });
  return [rfm.recency, rfm.frequency, rfm.monetary, rfm.label];
};

test("scores are read against quintiles that lie between the customers", async () => {
  const app = await startApp();
  // Quantiles of type 7 of four: 0.6, 1.2, 1.8 and 2.4 steps from the least, so of (10, 20, 30, 40): 16, 22, 28 and 34.
  await population(
    app,
    { name: "a", daysAgo: 10, totals: ["10"] },
    { name: "b", daysAgo: 20, totals: ["10", "10"] },
    { name: "c", daysAgo: 30, totals: ["10", "10", "10"] },
    { name: "d", daysAgo: 40, totals: ["10", "10", "10", "10"] },
  );

  expect(await rfmOf(app, "a")).toEqual([5, 1, 1, "New customers"]);
  expect(await rfmOf(app, "b")).toEqual([4, 2, 2, "Potential loyalists"]);
  expect(await rfmOf(app, "c")).toEqual([2, 4, 4, "At risk"]);
  expect(await rfmOf(app, "d")).toEqual([1, 5, 5, "Cannot lose them"]);
});

test("a customer on a quintile has the score below it, and equal values have equal scores", async () => {
  const app = await startApp();
  // Of six the quintiles are the second to the fifth themselves; order counts 1, 1, 1, 1, 2, 3 have 1, 1, 1 and 2.
  await population(
    app,
    { name: "a", daysAgo: 1, totals: ["60", "0"] },
    { name: "b", daysAgo: 2, totals: ["50"] },
    { name: "c", daysAgo: 3, totals: ["40"] },
    { name: "d", daysAgo: 4, totals: ["20", "5", "5"] },
    { name: "e", daysAgo: 5, totals: ["20"] },
    { name: "f", daysAgo: 6, totals: ["10"] },
  );

  const scores = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => rfmOf(app, name)));
  expect(scores).toEqual([
    [5, 4, 5, "Champions"],
    [5, 1, 4, "New customers"],
    [4, 1, 3, "Promising"],
    [3, 5, 2, "Loyal customers"],
    [2, 1, 1, "Hibernating"],
    [1, 1, 1, "Hibernating"],
  ]);
});

test("the only customer with an order has the best recency and the least of the rest", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ identities: [{ kind: "USER_ID", value: "visitor" }] }));

  await population(app, { name: "ada", daysAgo: 3, totals: ["10"] });

  expect(await rfmOf(app, "ada")).toEqual([5, 1, 1, "New customers"]);
  expect((await profileOf(app, { kind: "USER_ID", value: "visitor" })).rfm).toBeNull();
});

test("when the last order is cancelled there are no scores any more", async () => {
  const app = await startApp();
  await population(app, { name: "ada", daysAgo: 3, totals: ["10"] });

  await record(app, aRefund("ada 0", { type: "ORDER_CANCELLED", occurredAt: "2026-06-14T10:00:00Z" }));
  await app.settle();

  expect((await profileOf(app)).rfm).toBeNull();
  expect(await app.dataSource.query("select * from rfm_cut_points")).toEqual([]);
});
