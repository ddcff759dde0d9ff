import "reflect-metadata";
import { expect, test } from "vitest";
import { EXAMPLES } from "../../src/playground/examples.ts";
import { aCampaign, move, people } from "../campaigns/campaigns.ts";
import { aShop as aShopOfShelves, MANY, sku, train } from "../scoring/serving/shop.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";

const [FRONT_END, BI, MARKETING, RECOMMENDATIONS, SCORES, MODELS, SEGMENTS, PRICES, CAMPAIGNS] = EXAMPLES.map(
  ({ query, variables = "{}" }) => ({
    query,
    variables: JSON.parse(variables),
  }),
);

/** Ada has looked at a mug and bought it. */
async function aShop(): Promise<TestApp> {
  const app = await startApp();
  const seen = aTouchpoint({ type: "PRODUCT_VIEWED", sku: "mug", occurredAt: "2026-06-10T10:00:00.000Z" });
  await record(app, seen, anOrder("1001", { occurredAt: "2026-06-11T10:00:00.000Z" }));
  await app.settle();
  return app;
}

test("a front-end team's example shows an analyst one customer with orders, products and touchpoints", async () => {
  const app = await aShop();

  const { customers } = await app.query(FRONT_END?.query ?? "", {}, "ANALYST");

  expect(customers.nodes).toEqual([
    expect.objectContaining({
      profile: { totalSpent: { amount: "10.00", currency: "GBP" }, rfm: { label: "New customers" } },
      orders: {
        totalCount: 1,
        nodes: [
          {
            orderNumber: "1001",
            placedAt: "2026-06-11T10:00:00.000Z",
            status: "COMPLETED",
            netTotal: { amount: "10.00", currency: "GBP" },
            lines: [{ quantity: 1, product: { sku: "mug", name: "mug" } }],
          },
        ],
      },
      touchpoints: {
        nodes: [
          { occurredAt: "2026-06-11T10:00:00.000Z", channel: "WEB", type: "ORDER_COMPLETED", product: null },
          { occurredAt: "2026-06-10T10:00:00.000Z", channel: "WEB", type: "PRODUCT_VIEWED", product: { name: "mug" } },
        ],
      },
    }),
  ]);
});

test("a BI team's example shows an analyst the shop, its best customers and what sells", async () => {
  const app = await aShop();

  const { shop, customers, trendingProducts } = await app.query(BI?.query ?? "", {}, "ANALYST");

  expect(shop).toEqual({ name: "Test shop", currency: "GBP", timeZone: "UTC" });
  expect(customers.totalCount).toBe(1);
  expect(customers.nodes[0].profile).toEqual({
    orderCount: 1,
    totalSpent: { amount: "10.00" },
    averageOrderValue: { amount: "10.00" },
    recencyDays: 4,
    rfm: { recency: 5, frequency: 1, monetary: 1, label: "New customers" },
    channelMix: [{ channel: "WEB", share: 1 }],
  });
  expect(trendingProducts.map(({ product }: { product: { sku: string } }) => product.sku)).toEqual(["mug"]);
});

test("a marketing tool's example is refused to an analyst, and a marketer's second run takes nothing twice", async () => {
  const app = await startApp();
  const { query, variables } = MARKETING ?? { query: "" };

  const refused = await app.send(query, variables, "ANALYST");
  const first = await app.query(query, variables, "MARKETER");
  const second = await app.query(query, variables, "MARKETER");

  expect(refused.errors?.map(({ extensions }) => extensions["code"])).toEqual(["FORBIDDEN"]);
  const outcome = (status: string) => [{ messageId: "playground-newsletter-1", status, reasons: [] }];
  const customer = { id: first.upsertCustomer.customer.id, displayName: "Ada Lovelace", email: "ada@example.com" };
  expect(first).toEqual({
    upsertCustomer: { created: true, customer, userErrors: [] },
    recordTouchpoints: { outcomes: outcome("RECORDED"), userErrors: [] },
  });
  expect(second).toEqual({
    upsertCustomer: { created: false, customer, userErrors: [] },
    recordTouchpoints: { outcomes: outcome("DUPLICATE"), userErrors: [] },
  });
});

test("before the first training the examples of scoring answer an analyst with what is newest, without scores and models", async () => {
  const app = await aShop();

  const recommended = await app.query(RECOMMENDATIONS?.query ?? "", RECOMMENDATIONS?.variables, "ANALYST");
  const scored = await app.query(SCORES?.query ?? "", SCORES?.variables, "ANALYST");
  const learned = await app.query(MODELS?.query ?? "", MODELS?.variables, "ANALYST");

  const newest = { strategy: "POPULAR", product: { sku: "mug", name: "mug" }, reasons: [] };
  expect(recommended).toEqual({
    customers: { nodes: [{ id: expect.stringMatching(/^cus_/), recommendations: [] }] }, // she has the only product
    forAStranger: [newest],
    products: { nodes: [{ name: "mug", similar: [], boughtTogether: [] }] },
  });
  expect(scored.products.nodes.map((product: { sku: string }) => product.sku)).toEqual(["mug"]);
  expect(scored.customers.nodes).toEqual([{ id: expect.stringMatching(/^cus_/), preferenceScores: [] }]);
  expect(learned).toEqual({ models: [], recommendationReport: [] });
});

test("after a training the examples of scoring show reasons, what each feature adds, metrics, and what was shown", async () => {
  const { app, ids } = await aShopOfShelves({ training: true }, MANY);
  await train(app, "COLLABORATIVE", "SESSION", "PREFERENCE_REGRESSION");
  const ask = () => app.query(RECOMMENDATIONS?.query ?? "", RECOMMENDATIONS?.variables, "ANALYST");
  const [{ id: recommendationId, reasons }] = (await ask()).customers.nodes[0].recommendations;
  await record(app, aTouchpoint({ type: "RECOMMENDATION_SHOWN", recommendationId }));

  const scored = await app.query(SCORES?.query ?? "", { productIds: [ids[sku("garden", 1)]] }, "ANALYST");
  const { models, recommendationReport } = await app.query(MODELS?.query ?? "", MODELS?.variables, "ANALYST");

  expect(reasons[0].message).toMatch(/^Because you /);
  const [{ preferenceScores }] = scored.customers.nodes;
  expect(preferenceScores[0]).toMatchObject({ product: { sku: "garden-1" }, model: { version: "1" } });
  expect(preferenceScores[0].contributions.length).toBeGreaterThan(0);
  expect(models.map(({ kind }: { kind: string }) => kind)).toEqual([
    "COLLABORATIVE",
    "PREFERENCE_REGRESSION",
    "SESSION",
  ]);
  expect(models.every(({ metrics }: { metrics: unknown[] }) => metrics.length > 0)).toBe(true);
  expect(recommendationReport).toMatchObject([{ shown: 1, clicked: 0, converted: 0 }]);
});

test("an analyst's example of segments shows the ready-made ones, and whom a rule would choose", async () => {
  const app = await startApp();
  const loyal = Array.from({ length: 12 }, (_, index) =>
    ["a", "b"].map((number) =>
      anOrder(`${number}-${index}`, {
        occurredAt: `2026-03-0${number === "a" ? 1 : 2}T10:00:00.000Z`,
        identities: [{ kind: "USER_ID", value: `user-${index}` }],
      }),
    ),
  );
  await record(app, ...loyal.flat());
  await app.settle();
  const { query, variables } = SEGMENTS ?? { query: "" };

  const { segments, previewSegment } = await app.query(query, variables, "ANALYST");

  const told = segments.nodes.filter(({ suppressed }: { suppressed: boolean }) => !suppressed);
  expect(segments.nodes).toHaveLength(10);
  expect(told.map(({ size }: { size: number }) => size)).toEqual([12]);
  expect(told[0].membershipChanges.nodes).toHaveLength(3);
  expect(previewSegment).toMatchObject({
    size: 12,
    share: 1,
    ruleText: "Customers whose number of orders is at least 2 and not (who placed an order in the last 60 days).",
  });
});

test("an analyst's example of prices tells of the shop's products that nothing was learned of them yet", async () => {
  const app = await aShop();

  const { pricingSuggestions } = await app.query(PRICES?.query ?? "", PRICES?.variables, "ANALYST");

  expect(pricingSuggestions).toEqual([
    expect.objectContaining({ product: { sku: "mug", name: "mug" }, status: "NOT_ENOUGH_DATA", suggestedPrice: null }),
  ]);
});

test("an analyst's example of campaigns shows what became of one", async () => {
  const app = await startApp();
  await people(app, ...Array.from({ length: 12 }, (_, place) => `user-${place}`));
  await move(app, "launch", await aCampaign(app));

  const { campaigns } = await app.query(CAMPAIGNS?.query ?? "", {}, "ANALYST");

  expect(campaigns).toMatchObject({
    totalCount: 1,
    nodes: [
      {
        ...{ name: "Spring", status: "RUNNING", goal: "ORDER_COMPLETED" },
        report: { audience: 12, heldOut: 0, sent: 0, lift: null, variants: [{ sent: 0, probabilityBest: 1 }] },
      },
    ],
  });
});
