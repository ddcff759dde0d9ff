import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, record } from "../support/builders.ts";
import { aShop, daysAgo, train, userOf } from "./serving/shop.ts";

const REPORT = `query ($from: DateTime!, $to: DateTime!) { recommendationReport(from: $from, to: $to) {
  strategy model { version } shown clicked converted revenue { amount currency }
  clickThroughRate { value low high confidence } conversionRate { value low high }
} }`;

const report = async (app: TestApp, from = daysAgo(30), to = daysAgo(0)) =>
  (await app.query(REPORT, { from, to })).recommendationReport;

const ADA = [{ kind: "USER_ID", value: "ada" }];

const shown = (recommendationId: string, days: number, given: object = {}) =>
  aTouchpoint({ identities: ADA, type: "RECOMMENDATION_SHOWN", recommendationId, occurredAt: daysAgo(days), ...given });
const clicked = (recommendationId: string, days: number) =>
  aTouchpoint({ identities: ADA, type: "RECOMMENDATION_CLICKED", recommendationId, occurredAt: daysAgo(days) });
const ordered = (number: string, sku: string, days: number, quantity = 1) =>
  anOrder(
    number,
    { identities: ADA, occurredAt: daysAgo(days) },
    { lines: [aLine({ sku, quantity, unitPrice: gbp("10.00") })] },
  );

/** Ids of recommendations as anybody gets them, by sku. */
async function idsOf(app: TestApp): Promise<Record<string, string>> {
  const { recommendations } = await app.query("{ recommendations(first: 100) { id product { sku } } }");
  return Object.fromEntries(
    recommendations.map(({ id, product }: { id: string; product: { sku: string } }) => [product.sku, id]),
  );
}

test("what was shown, clicked and bought is counted by strategy and version, with Wilson's intervals", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR");
  const ids = await idsOf(app);
  const of = (sku: string) => ids[sku] ?? "";

  await record(
    app,
    ...["kitchen-0", "kitchen-1", "kitchen-2", "kitchen-3"].map((sku) => shown(of(sku), 10)),
    shown(of("kitchen-0"), 9), // once more: it counts once
    clicked(of("kitchen-0"), 9),
    clicked(of("kitchen-1"), 2), // eight days later
    ordered("1001", "kitchen-0", 8, 2),
    ordered("1002", "kitchen-3", 2),
  );

  expect(await report(app)).toEqual([
    {
      strategy: "POPULAR",
      model: { version: "1" },
      shown: 4,
      clicked: 1,
      converted: 1,
      revenue: { amount: "20.00", currency: "GBP" },
      // One of four, as Wilson's formula and R's prop.test(1, 4, correct = FALSE) have it.
      clickThroughRate: {
        value: 0.25,
        low: expect.closeTo(0.04558726, 7),
        high: expect.closeTo(0.69935818, 7),
        confidence: 0.95,
      },
      conversionRate: { value: 0.25, low: expect.closeTo(0.04558726, 7), high: expect.closeTo(0.69935818, 7) },
    },
  ]);
});

test("an order is put down to what was shown last before it, and what was given back is no revenue", async () => {
  const { app } = await aShop({});
  const first = (await idsOf(app))["kitchen-0"] ?? "";
  app.setNow(new Date("2026-06-15T13:00:00Z"));
  const second = (await idsOf(app))["kitchen-0"] ?? "";

  await record(app, shown(first, 6), shown(second, 4), ordered("1001", "kitchen-0", 3, 2));
  await record(
    app,
    aRefund(
      "1001",
      { identities: ADA, occurredAt: daysAgo(2) },
      { lines: [aLine({ sku: "kitchen-0", unitPrice: gbp("10.00") })] },
    ),
  );

  const [row] = await report(app);
  expect(row).toMatchObject({ strategy: "POPULAR", model: null, shown: 2, converted: 1, revenue: { amount: "10.00" } });
});

test("another customer's order, a cancelled one and one from before count for nothing", async () => {
  const { app } = await aShop({});
  const id = (await idsOf(app))["kitchen-5"] ?? "";
  const grace = [{ kind: "USER_ID", value: userOf("garden", 1) }];

  await record(
    app,
    shown(id, 5),
    ordered("1", "kitchen-5", 6),
    ordered("2", "kitchen-5", 4),
    anOrder("3", { identities: grace, occurredAt: daysAgo(4) }, { lines: [aLine({ sku: "kitchen-5" })] }),
    aTouchpoint({
      identities: ADA,
      type: "ORDER_CANCELLED",
      occurredAt: daysAgo(3),
      order: { orderNumber: "2", lines: [] },
    }),
  );

  const [row] = await report(app);
  expect(row).toMatchObject({ shown: 1, clicked: 0, converted: 0, revenue: { amount: "0.00" } });
});

test("only what was shown within the time counts, half-open; ids of nothing are left out", async () => {
  const { app } = await aShop({});
  const { "kitchen-0": early = "", "kitchen-1": late = "" } = await idsOf(app);

  await record(app, shown(early, 10), shown(late, 5), shown("rec_nonsense", 7), shown("x", 7));

  const counts = async (from: number, to: number) =>
    (await report(app, daysAgo(from), daysAgo(to))).map((row: { shown: number }) => row.shown);
  expect([await counts(10, 5), await counts(10, 4), await counts(9, 5)]).toEqual([[1], [2], []]);
});

test("a time that ends before it begins is refused", async () => {
  const app = await startApp();

  const { errors } = await app.send(REPORT, { from: daysAgo(1), to: daysAgo(2) });

  expect(errors?.map(({ message, extensions }) => [message, extensions["path"]])).toEqual([
    ["to is later than from.", ["recommendationReport", "to"]],
  ]);
});
