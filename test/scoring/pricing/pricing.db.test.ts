import { expect, test } from "vitest";
import { NOW, startApp, type TestApp } from "../../support/app.ts";
import { gbp } from "../../support/builders.ts";
import { withoutLooks } from "../../support/database.ts";
import { errorsOf, train, upsert } from "../serving/shop.ts";
import { aPricedShop, ELASTICITY } from "./priced-shop.ts";

const SUGGESTION = `status currentPrice { amount currency } suggestedPrice { amount } shrinkage model { kind version }
  elasticity { value low high confidence } expectedUnits { value low high } expectedRevenue { value }
  expectedProfit { value low high } profitChange { value low high } competitorPosition { lowest { amount } median { amount } rank offers }
  priceCurve { price units revenue profit } backtest { weeks weightedError naiveWeightedError } reasons`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own operation asks for
type Suggestion = any;

async function suggested(app: TestApp, sku: string, input: object = {}): Promise<Suggestion> {
  const { product } = await app.query(
    `query ($sku: String!, $input: PricingInput) { product(sku: $sku) { pricingSuggestion(input: $input) { ${SUGGESTION} } } }`,
    { sku, input },
  );
  return product.pricingSuggestion;
}

test("before anything was learned a suggestion says what to do", async () => {
  const app = await startApp();
  await upsert(app, { sku: "cup", name: "Cup", price: gbp("4.00") });

  const told = await suggested(app, "cup");

  expect(told).toEqual({
    status: "NOT_ENOUGH_DATA",
    currentPrice: { amount: "4.00", currency: "GBP" },
    suggestedPrice: null,
    shrinkage: null,
    model: null,
    elasticity: null,
    expectedUnits: null,
    expectedRevenue: null,
    expectedProfit: null,
    profitChange: null,
    competitorPosition: null,
    priceCurve: [],
    backtest: null,
    reasons: [
      "Nothing is known of prices: no PRICE_RESPONSE model is served. trainModel(input: { kind: PRICE_RESPONSE }) makes one.",
    ],
  });
});

test("a shop without orders of several weeks has nothing to learn from", async () => {
  const app = await startApp({ training: true });

  const [job] = await train(app, "PRICE_RESPONSE");

  expect([job.state, job.error]).toEqual([
    "FAILED",
    "Nothing was ordered in three weeks or more: prices are learned from the orders of whole weeks.",
  ]);
});

test("what is learned, suggested, refused and why, as products, costs and rules change", {
  timeout: 60_000,
}, async () => {
  const { app } = await aPricedShop();
  const [job] = await train(app, "PRICE_RESPONSE");
  expect([job.state, job.model.active]).toEqual(["SUCCEEDED", true]);

  const told = await suggested(app, "cup-1");
  expect([told.status, told.model, told.currentPrice]).toEqual([
    "SUGGESTED",
    { kind: "PRICE_RESPONSE", version: "1" },
    { amount: "20.00", currency: "GBP" },
  ]);
  // With an elasticity of -2.5 and a cost of 10 the best price is 10 * 2.5 / 1.5 = 16.67, which lies within all rails.
  expect(told.elasticity.low).toBeLessThan(ELASTICITY);
  expect(told.elasticity.high).toBeGreaterThan(ELASTICITY);
  expect(told.elasticity.confidence).toBe(0.95);
  expect(Number(told.suggestedPrice.amount)).toBeGreaterThan(16);
  expect(Number(told.suggestedPrice.amount)).toBeLessThan(17.6);
  expect(told.profitChange.value).toBeGreaterThan(0);
  expect(told.expectedProfit.value).toBeCloseTo(
    told.expectedUnits.value * (Number(told.suggestedPrice.amount) - 10),
    6,
  );
  expect(told.backtest.weeks).toBe(9);
  expect(told.backtest.weightedError).toBeLessThan(told.backtest.naiveWeightedError);
  expect(told.priceCurve.map(({ price }: { price: string }) => Number(price))).toEqual(
    [...told.priceCurve].map(({ price }: { price: string }) => Number(price)).sort((left, right) => left - right),
  );
  expect([told.priceCurve[0].price, told.priceCurve.at(-1).price]).toEqual(["16.00", "24.00"]);

  await refusals(app);
  await theShopAsItIsNow(app);
  await lists(app);
});

/** What cannot be said, with what is missing in numbers. */
async function refusals(app: TestApp): Promise<void> {
  const steady = await suggested(app, "steady");
  expect([steady.status, steady.suggestedPrice, steady.priceCurve]).toEqual(["NOT_ENOUGH_PRICE_VARIATION", null, []]);
  expect(steady.reasons[0]).toBe(
    "It has had one price, 20.00 GBP; it takes 5 that differ by 2 % or more, with a standard deviation of at least 2.0 %, and theirs is 0.0 %. Ask another price for a few weeks.",
  );
  const rare = await suggested(app, "rare");
  expect([rare.status, rare.reasons[0]]).toEqual([
    "NOT_ENOUGH_DATA",
    "It was on offer for 4 weeks and sold 48 units; it takes 26 weeks and 30 units to tell what a price does.",
  ]);
  const unsold = await suggested(app, "unsold");
  expect([unsold.status, unsold.reasons]).toEqual([
    "NOT_ENOUGH_DATA",
    ["It had not been sold when prices were learned last."],
  ]);
  const costless = await suggested(app, "costless");
  expect([costless.status, costless.suggestedPrice, costless.expectedProfit, costless.reasons[0]]).toEqual([
    "NOT_ENOUGH_DATA",
    null,
    null,
    "Its cost is not known, and the objective PROFIT needs it: tell the cost with upsertProducts, or ask for REVENUE or UNITS.",
  ]);
  const revenue = await suggested(app, "costless", { objective: "REVENUE" });
  expect([revenue.status, revenue.expectedProfit, revenue.profitChange, revenue.priceCurve[0].profit]).toEqual([
    "SUGGESTED",
    null,
    null,
    null,
  ]);
  expect(revenue.suggestedPrice).toEqual({ amount: "16.00" }); // the more elastic than -1, the lower; 20 % bind
  expect(revenue.reasons[1]).toBe("Bound by a change of at most 20 %.");
  const conflict = await suggested(app, "cup-1", { floor: "30.00" });
  expect([conflict.status, conflict.suggestedPrice, conflict.reasons[0]]).toEqual([
    "CONSTRAINTS_CONFLICT",
    null,
    "No price is allowed: at least 30.00 GBP by the floor of 30.00 GBP, and at most 24.00 GBP by a change of at most 20 %.",
  ]);
  const between = await suggested(app, "cup-1", { floor: "16.00", ceiling: "16.50", priceEnding: "0.99" });
  expect([between.status, between.reasons[0]]).toEqual([
    "CONSTRAINTS_CONFLICT",
    "No price that ends in 0.99 lies between 16.00 GBP (a change of at most 20 %) and 16.50 GBP (the ceiling of 16.50 GBP).",
  ]);
}

/** Prices, costs, stock and offers count as they are when it is asked, without another training. */
async function theShopAsItIsNow(app: TestApp): Promise<void> {
  const ending = await suggested(app, "cup-2", { priceEnding: "0.99" });
  expect(ending.suggestedPrice.amount).toMatch(/^1[67]\.99$/);
  await upsert(app, { sku: "cup-2", name: "cup-2", cost: gbp("14.00"), stock: 3 });
  const dearer = await suggested(app, "cup-2");
  expect(Number(dearer.suggestedPrice.amount)).toBeGreaterThan(Number(ending.suggestedPrice.amount) + 3);
  expect(dearer.reasons.some((each: string) => each.startsWith("The stock of 3 lasts 0."))).toBe(true);
  const margin = await suggested(app, "cup-2", { minMargin: 0.4 });
  expect([margin.suggestedPrice, margin.reasons[1]]).toEqual([
    { amount: "23.34" },
    "Bound by a margin of 40 % (cost 14.00 GBP).",
  ]);
  const { recordCompetitorOffers } = await app.query(
    `mutation ($offers: [CompetitorOfferInput!]!) { recordCompetitorOffers(input: { offers: $offers }) { userErrors { message } } }`,
    {
      offers: [
        ["Ada's", "16.20"],
        ["Bob's", "22.00"],
      ].map(([competitor, amount]) => ({
        sku: "cup-2",
        competitor,
        price: gbp(amount ?? ""),
        observedAt: NOW.toISOString(),
      })),
    },
  );
  expect(recordCompetitorOffers.userErrors).toEqual([]);
  const matched = await suggested(app, "cup-2", { matchCompetitors: "NOT_ABOVE_LOWEST" });
  expect([matched.suggestedPrice, matched.reasons[1], matched.competitorPosition]).toEqual([
    { amount: "16.20" },
    "Bound by the lowest competitor's price, 16.20 GBP.",
    { lowest: { amount: "16.20" }, median: { amount: "19.10" }, rank: 2, offers: 2 },
  ]);
  await upsert(app, { sku: "cup-3", name: "cup-3", price: gbp("16.67") });
  const kept = await suggested(app, "cup-3");
  expect([kept.status, kept.suggestedPrice, kept.profitChange.value]).toEqual(["KEEP", { amount: "16.67" }, 0]);
}

async function lists(app: TestApp): Promise<void> {
  const query = (args: string) => `{ pricingSuggestions${args} { product { sku } status expectedProfit { value } } }`;
  const { pricingSuggestions: all } = await app.query(query(""));
  const skusOf = (rows: readonly { product: { sku: string } }[]) => rows.map(({ product }) => product.sku);
  const statuses = all.map(({ status }: { status: string }) => status);
  expect(statuses).toEqual([
    "SUGGESTED",
    "SUGGESTED",
    "SUGGESTED",
    "SUGGESTED",
    "SUGGESTED",
    "KEEP",
    ...Array.from({ length: 4 }, () => expect.stringMatching(/^NOT_/)),
  ]);
  expect(skusOf(all.slice(0, 5)).sort()).toEqual(["cup-1", "cup-2", "cup-4", "cup-5", "cup-6"]);
  const { pricingSuggestions: two } = await app.query(query("(first: 2)"));
  expect(skusOf(two)).toEqual(skusOf(all.slice(0, 2)));
  const { pricingSuggestions: none } = await app.query(query('(category: "Garden")'));
  expect(none).toEqual([]);
  app.statements();
  const { products } = await app.query(
    `{ products(first: 20) { nodes { sku pricingSuggestion { status product { name } reasons } } } }`,
  );
  expect(withoutLooks(app.statements())).toHaveLength(2);
  expect(products.nodes).toHaveLength(10);
}

test.each([
  ["minMargin: 1", "input.minMargin is 1; it is a share of the price, from 0 to below 1."],
  ["maxChange: 0", "input.maxChange is 0; it is a share of the current price, above 0 to 1."],
  ['priceEnding: "100"', "input.priceEnding is 100; it is what prices end with, from 0 to below 100, such as 0.99."],
  ['floor: "-1"', "input.floor is -1; it is a price above 0."],
  ['floor: "3", ceiling: "2"', "input.floor is 3; it is not above the ceiling, which is 2."],
])("the rule %s is refused in words", async (rule, message) => {
  const app = await startApp();

  const answer = await app.send(`{ pricingSuggestions(input: { ${rule} }) { status } }`);

  expect(errorsOf(answer)).toEqual([[message, "BAD_USER_INPUT"]]);
});

test("a storefront sees no suggestions", async () => {
  const app = await startApp();

  const answer = await app.send("{ pricingSuggestions { status } }", {}, "STOREFRONT");

  expect(errorsOf(answer).map(([, code]) => code)).toEqual(["FORBIDDEN"]);
});

test("a form can be asked for, one that there is", async () => {
  const app = await startApp({ training: true });
  const ask = async (parameters: object) =>
    (
      await app.query(
        "mutation ($input: TrainModelInput!) { trainModel(input: $input) { job { id } userErrors { message } } }",
        { input: { kind: "PRICE_RESPONSE", parameters } },
      )
    ).trainModel.userErrors;

  expect(await ask({ form: "CUBIC" })).toEqual([
    { message: 'form is "CUBIC"; it is one of LOG_LOG, SEMI_LOG, LOG_SQUARE, LOG_CUBE, LINEAR' },
  ]);
  expect(await ask({ shape: 1 })).toEqual([{ message: "shape is no setting of price responses; there is form" }]);
  expect(await ask({ form: "LOG_LOG" })).toEqual([]);
});
