import { expect, test } from "vitest";
import { normalQuantile } from "../../../src/math/normal-quantile.ts";
import { formOf } from "../../../src/scoring/pricing/forms.ts";
import { type PricingRules, USUAL_RULES } from "../../../src/scoring/pricing/rails.ts";
import type { ProductResponse } from "../../../src/scoring/pricing/response.ts";
import { suggestPrice } from "../../../src/scoring/pricing/suggest-price.ts";
import type { PriceFacts, PricingSuggestion } from "../../../src/scoring/pricing/suggestion.ts";
import { aResponse, Dice, responses } from "./making.ts";

const RULES: PricingRules = { ...USUAL_RULES, maxChange: 0.5 };

const FACTS: PriceFacts = { price: 10, cost: 6, stock: undefined, offers: [], currency: "GBP" };

interface Given {
  readonly response?: Partial<ProductResponse>;
  readonly facts?: Partial<PriceFacts>;
  readonly rules?: Partial<PricingRules>;
  readonly form?: "LOG_LOG" | "LOG_SQUARE";
}

const suggest = ({ response, facts, rules, form = "LOG_LOG" }: Given = {}): PricingSuggestion =>
  suggestPrice(aResponse(response), responses({ form }), { ...FACTS, ...facts }, { ...RULES, ...rules });

const atCurrent = { response: { elasticity: -1.5 }, facts: { cost: 10 / 3 } }; // -1.5 c / (1 - 1.5) is 3 c: 10

// The price at which (price - cost) / price is -1 / elasticity: Lerner 1934.
test.each([
  [-2.5, 6, 10],
  [-2.5, 7.2, 12],
  [-3, 6, 9],
  [-4, 6, 8],
])("at an elasticity of %d and a cost of %d the best price is %d", (elasticity, cost, price) => {
  const { suggestedPrice } = suggest({ response: { elasticity }, facts: { cost } });

  expect(suggestedPrice).toBeCloseTo(price, 1);
});

test("where the current price is the best it stays", () => {
  expect(suggest(atCurrent)).toMatchObject({ status: "KEEP", suggestedPrice: 10, gain: 0 });
  expect(suggest(atCurrent).reasons[0]).toBe(
    "10.00 GBP stays: no other price that is allowed is expected to bring clearly more profit.",
  );
});

test("a change that gains less than half a hundredth is not worth it, one that gains more is", () => {
  const profit = (price: number, elasticity: number) => 20 * (price / 10) ** elasticity * (price - 6);
  // The best prices are 10.5 and 11, for a gain of 0.4 % and of 1.4 %.
  const [near, far] = [-2.3333333, -2.2].map((elasticity) => suggest({ response: { elasticity } }));

  expect(profit(10.5, -2.3333333) / profit(10, -2.3333333) - 1).toBeCloseTo(0.0039, 4);
  expect(near).toMatchObject({ status: "KEEP", suggestedPrice: 10 });
  expect(far).toMatchObject({ status: "SUGGESTED", suggestedPrice: 11 });
  expect(far?.gain).toBeCloseTo(profit(11, -2.2) - profit(10, -2.2), 9);
});

test("units, revenue and profit are those of the form, and their intervals hold them", () => {
  const { expectedUnits, expectedRevenue, expectedProfit, profitChange } = suggest({ response: { elasticity: -4 } });

  const units = 20 * 0.8 ** -4;
  expect(expectedUnits?.value).toBeCloseTo(units, 9);
  expect(expectedRevenue?.value).toBeCloseTo(units * 8, 9);
  expect(expectedProfit?.value).toBeCloseTo(units * 2, 9);
  expect(profitChange).toEqual({
    value: expect.closeTo((units * 2) / 80 - 1, 9),
    low: expect.closeTo((units * 2) / 80 - 1, 9),
    high: expect.closeTo((units * 2) / 80 - 1, 9),
  });
  expect(expectedUnits?.low).toBeLessThan(units);
  expect(expectedUnits?.high).toBeGreaterThan(units);
});

test("where little is known the price has the most mean profit over all that may be, not that of the mean", () => {
  const response = { elasticity: -3, deviation: 0.8, reference: 10 };
  const facts = { cost: 5 };
  const beliefs = Array.from({ length: 31 }, (_, node) => {
    return Math.min(-0.05, -3 + 0.8 * normalQuantile((node + 0.5) / 31));
  });
  const mean = (price: number) =>
    beliefs.reduce((sum, elasticity) => sum + (price / 10) ** elasticity, 0) * (price - 5);
  const prices = Array.from({ length: 101 }, (_, step) => (50 + step) / 10); // 5.0 to 15.0
  const best = prices.reduce((left, right) => (mean(right) > mean(left) ? right : left));

  const [unsure, sure] = [suggest({ response, facts }), suggest({ response: { elasticity: -3 }, facts })];

  expect(sure.suggestedPrice).toBe(7.6); // steps of 0.2: 7.5 lies between
  expect(Math.abs((unsure.suggestedPrice ?? 0) - best)).toBeLessThanOrEqual(0.1 + 1e-9);
  expect(unsure.suggestedPrice).not.toBe(sure.suggestedPrice);
});

test("the elasticity is that at the current price, with its interval", () => {
  const { elasticity } = suggest({ form: "LOG_SQUARE", response: { deviation: 0.2 }, facts: { price: 11 } });

  const at = (z: number) => formOf("LOG_SQUARE").elasticityAt(1.1, -2.5 + z * 0.2);
  expect(elasticity).toEqual({
    value: expect.closeTo(at(0), 12),
    low: expect.closeTo(at(-1.959963984540054), 12),
    high: expect.closeTo(at(1.959963984540054), 12),
  });
});

test("refusals of what was learned are told, each with what to do", () => {
  const told = (response: Partial<ProductResponse>) => {
    const { status, suggestedPrice, curve, gain, reasons } = suggest({ response });
    expect([suggestedPrice, gain, curve]).toEqual([undefined, 0, []]);
    return [status, reasons[0]];
  };

  expect(told({ refusal: "NOT_ENOUGH_DATA", weeks: 20, units: 12 })).toEqual([
    "NOT_ENOUGH_DATA",
    "It was on offer for 20 weeks and sold 12 units; it takes 26 weeks and 30 units to tell what a price does.",
  ]);
  expect(told({ refusal: "NOT_ENOUGH_DATA" })).toEqual([
    "NOT_ENOUGH_DATA",
    "It was not sold in the last 13 weeks of the 104 that were looked at.",
  ]);
  expect(told({ refusal: "NOT_ENOUGH_PRICE_VARIATION", pricePoints: 2 })[1]).toContain(
    "It has had 2 prices in turn, from 5.00 GBP to 20.00 GBP",
  );
  expect(told({ refusal: "NOT_ENOUGH_PRICE_VARIATION", followsDemand: true })[1]).toContain(
    "seems to have followed its demand",
  );
  expect(told({ refusal: "INELASTIC_OR_WRONG_SIGN", elasticity: -0.8 })).toEqual([
    "INELASTIC_OR_WRONG_SIGN",
    expect.stringContaining("The elasticity is -0.80 at its usual price: above -1"),
  ]);
  expect(told({ refusal: "INELASTIC_OR_WRONG_SIGN", elasticity: -1.5, deviation: 1 })[1]).toContain(
    "The elasticity is -1.50 at its usual price, and its 95 % interval reaches to 0.46",
  );
});

test("without a cost there is no profit to reach and no margin to keep, but revenue and units", () => {
  const cost = undefined;

  const [profit, margin, revenue] = [
    suggest({ facts: { cost } }),
    suggest({ facts: { cost }, rules: { objective: "REVENUE", minMargin: 0.1 } }),
    suggest({ facts: { cost }, rules: { objective: "REVENUE" } }),
  ];

  expect([profit.status, margin.status, revenue.status]).toEqual(["NOT_ENOUGH_DATA", "NOT_ENOUGH_DATA", "SUGGESTED"]);
  expect(profit.reasons[0]).toContain("the objective PROFIT needs it");
  expect(margin.reasons[0]).toContain("a least margin needs it");
  expect(revenue).toMatchObject({ expectedProfit: undefined, profitChange: undefined });
  expect(revenue.curve.every((point) => point.profit === undefined)).toBe(true);
});

test("for most revenue or units the price falls as far as it may, and no lower than the cost", () => {
  const [revenue, units, cheap] = [
    suggest({ rules: { objective: "REVENUE" } }),
    suggest({ rules: { objective: "UNITS" } }),
    suggest({ rules: { objective: "UNITS" }, facts: { cost: 2 } }),
  ];

  expect([revenue.suggestedPrice, units.suggestedPrice, cheap.suggestedPrice]).toEqual([6, 6, 5]);
  expect(units.reasons).toContain("Bound by its cost (cost 6.00 GBP).");
  expect(cheap.reasons).toContain("Bound by a change of at most 50 %.");
});

test("of competitors the place among them is told, and a rule that holds to them is kept", () => {
  const facts = { offers: [9.5, 12, 8.5], cost: 7.2 };

  const [free, lowest, median] = [
    suggest({ facts }),
    suggest({ facts, rules: { matchCompetitors: "NOT_ABOVE_LOWEST" } }),
    suggest({ facts, rules: { matchCompetitors: "NOT_ABOVE_MEDIAN" } }),
  ];

  expect(free).toMatchObject({
    suggestedPrice: 12,
    competitorPosition: { lowest: 8.5, median: 9.5, rank: 3, offers: 3 },
  });
  expect(free.reasons).toContain("Of 4 sellers it is the 3rd cheapest; the lowest competitor asks 8.50 GBP.");
  expect([lowest.suggestedPrice, median.suggestedPrice]).toEqual([8.5, 9.5]);
  expect(lowest.reasons).toContain("Bound by the lowest competitor's price, 8.50 GBP.");
  expect(median.reasons).toContain("Bound by the competitors' median price, 9.50 GBP.");
});

test("rails that leave no price are told as a conflict", () => {
  const crossed = suggest({ rules: { floor: 12, ceiling: 11 } });
  const between = suggest({ rules: { floor: 11.1, ceiling: 11.2, priceEnding: 0.99 } });

  expect([crossed.status, between.status]).toEqual(["CONSTRAINTS_CONFLICT", "CONSTRAINTS_CONFLICT"]);
  expect(crossed.reasons[0]).toBe(
    "No price is allowed: at least 12.00 GBP by the floor of 12.00 GBP, and at most 11.00 GBP by the ceiling of 11.00 GBP.",
  );
  expect(between.reasons[0]).toBe(
    "No price that ends in 0.99 lies between 11.10 GBP (the floor of 11.10 GBP) and 11.20 GBP (the ceiling of 11.20 GBP).",
  );
});

test("where the current price is not allowed another one is suggested even if it brings less", () => {
  const { status, suggestedPrice, gain } = suggest({ ...atCurrent, rules: { ceiling: 9.5 } });

  expect([status, suggestedPrice]).toEqual(["SUGGESTED", 9.5]);
  expect(gain).toBeLessThan(0);
});

test("where nobody has told the price, the latest that was paid is taken", () => {
  expect(suggest({ response: { latestPrice: 10.004 }, facts: { price: undefined } }).currentPrice).toBe(10);
});

test("a price in yen has no decimals", () => {
  const response = { reference: 1000, latestPrice: 1000, lowestPrice: 500, highestPrice: 2000, elasticity: -4 };
  const { suggestedPrice, curve } = suggest({ response, facts: { price: 1000, cost: 601, currency: "JPY" } });

  expect(suggestedPrice).toBeCloseTo(801, -1);
  expect([suggestedPrice ?? 0.5, ...curve.map(({ price }) => price)].every(Number.isInteger)).toBe(true);
});

test("a stock that lasts less than four weeks is told", () => {
  const { reasons } = suggest({ ...atCurrent, facts: { ...atCurrent.facts, stock: 30 } });

  expect(reasons).toContain(
    "The stock of 30 lasts 1.5 weeks at that price: where it cannot be refilled, a higher price may lose nothing.",
  );
  expect(suggest({ facts: { stock: 30, cost: 3 } }).reasons).toContain(
    "The stock of 30 lasts 0.3 weeks at that price: where it cannot be refilled, do not cut the price.",
  );
  expect(suggest({ facts: { stock: 0 } }).reasons).toContain(
    "It is sold out: no price sells any until there is stock again.",
  );
});

/** A hundred cases that nobody has thought of. */
const CASES = Array.from({ length: 100 }, (_, seed): Required<Given> => {
  const dice = new Dice(seed + 1);
  const [low, high] = [5 + 4 * dice.uniform(), 11 + 6 * dice.uniform()];
  const maybe = <Value>(value: Value) => (dice.uniform() < 0.5 ? value : undefined);
  return {
    form: dice.pick(["LOG_LOG", "LOG_SQUARE"]),
    response: {
      elasticity: -1.1 - 3 * dice.uniform(),
      deviation: dice.uniform(),
      lowestPrice: low,
      highestPrice: high,
    },
    facts: { cost: 3 + 7 * dice.uniform(), offers: dice.pick([[], [9, 10.5], [7.99]]) },
    rules: {
      objective: dice.pick(["PROFIT", "REVENUE", "UNITS"]),
      minMargin: dice.pick([0, 0.1, 0.3]),
      maxChange: dice.pick([0.05, 0.2, 0.5]),
      priceEnding: dice.pick([undefined, 0.99, 0.5]),
      matchCompetitors: dice.pick(["NONE", "NOT_ABOVE_LOWEST", "NOT_ABOVE_MEDIAN"]),
      floor: maybe(7 + 2 * dice.uniform()),
      ceiling: maybe(10 + 3 * dice.uniform()),
    },
  };
});

const SLACK = 1e-9;

test("whatever is asked for, no suggestion leaves the rails", () => {
  const suggested = CASES.filter((each) => suggest(each).suggestedPrice !== undefined);
  expect(suggested.length).toBeGreaterThan(50);

  for (const each of suggested) {
    const { suggestedPrice = 0 } = suggest(each);
    const { minMargin = 0, maxChange = 0, priceEnding, matchCompetitors, floor = 0, ceiling = 99 } = each.rules;
    const { cost = 0, offers = [] } = each.facts;
    const { lowestPrice = 0, highestPrice = 0 } = each.response;
    expect((suggestedPrice - cost) / suggestedPrice).toBeGreaterThanOrEqual(minMargin - SLACK);
    expect(Math.abs(suggestedPrice / 10 - 1)).toBeLessThanOrEqual(maxChange + SLACK);
    expect(suggestedPrice).toBeGreaterThanOrEqual(Math.max(floor, 0.9 * lowestPrice) - SLACK);
    expect(suggestedPrice).toBeLessThanOrEqual(Math.min(ceiling, 1.1 * highestPrice) + SLACK);
    const sorted = [...offers].sort((left, right) => left - right);
    const median = ((sorted[0] ?? 99) + (sorted.at(-1) ?? 99)) / 2;
    if (matchCompetitors === "NOT_ABOVE_LOWEST") expect(suggestedPrice).toBeLessThanOrEqual((sorted[0] ?? 99) + SLACK);
    if (matchCompetitors === "NOT_ABOVE_MEDIAN") expect(suggestedPrice).toBeLessThanOrEqual(median + SLACK);
    if (priceEnding !== undefined) expect(suggestedPrice % 1).toBeCloseTo(priceEnding, 9);
  }
});

test("whatever is asked for, intervals hold their values and curves lie within the rails, rising in price", () => {
  for (const each of CASES) {
    const { curve, currentPrice, elasticity, expectedUnits, expectedRevenue, expectedProfit, profitChange } =
      suggest(each);
    for (const interval of [elasticity, expectedUnits, expectedRevenue, expectedProfit, profitChange]) {
      if (interval === undefined) continue;
      expect(interval.low).toBeLessThanOrEqual(interval.value + SLACK);
      expect(interval.high).toBeGreaterThanOrEqual(interval.value - SLACK);
    }
    const prices = curve.map(({ price }) => price);
    expect(prices).toEqual(prices.toSorted((left, right) => left - right));
    expect(new Set(prices).size).toBe(prices.length);
    expect(curve.map(({ units }) => units)).toEqual(curve.map(({ units }) => units).toSorted((a, b) => b - a));
    const { lowestPrice = 0, highestPrice = 0 } = each.response;
    const { maxChange = 0 } = each.rules;
    for (const price of prices) {
      expect(Math.abs(price / (currentPrice ?? 0) - 1)).toBeLessThanOrEqual(maxChange + 0.01);
      expect(price).toBeGreaterThanOrEqual(0.9 * lowestPrice - 0.01);
      expect(price).toBeLessThanOrEqual(1.1 * highestPrice + 0.01);
    }
  }
});

test.each([
  [0, "LOG_LOG"],
  [0.01, "LOG_LOG"],
  [1e9, "LOG_SQUARE"],
] as const)("a price of %d leaves no figure that is none", (price, form) => {
  const suggestion = suggest({ facts: { price }, form });

  const { curve, elasticity, profitChange } = suggestion;
  const figures = [
    ...curve.flatMap(({ units, revenue, profit = 0 }) => [units, revenue, profit]),
    ...Object.values({ ...elasticity, ...profitChange }),
  ];
  expect(figures.filter((figure) => !Number.isFinite(figure))).toEqual([]);
  expect(suggestion.currentPrice).toBe(price === 0 ? aResponse().latestPrice : price);
});

test("intervals are those of 95 %: of the level alone, and of the elasticity alone", () => {
  const ofLevel = suggest({ ...atCurrent, response: { ...atCurrent.response, levelError: 0.1 } }).expectedUnits;
  const spread = Math.sqrt(Math.log(1.01));
  expect(ofLevel?.low).toBeCloseTo(20 * Math.exp(-1.959963984540054 * spread), 9);
  expect(ofLevel?.high).toBeCloseTo(20 * Math.exp(1.959963984540054 * spread), 9);

  const {
    suggestedPrice = 0,
    expectedUnits,
    profitChange,
  } = suggest({
    response: { elasticity: -4, deviation: 0.5, levelError: 0 },
  });
  const units = (z: number) => 20 * (suggestedPrice / 10) ** (-4 + z * 0.5);
  const change = (z: number) => (units(z) * (suggestedPrice - 6)) / (20 * 4) - 1;
  expect(expectedUnits?.low).toBeCloseTo(units(1.959963984540054), 9);
  expect(expectedUnits?.high).toBeCloseTo(units(-1.959963984540054), 9);
  expect(profitChange?.low).toBeCloseTo(change(1.959963984540054), 9);
  expect(profitChange?.high).toBeCloseTo(change(-1.959963984540054), 9);
});

test("what is sold at the prices of late is what was sold, whatever the elasticity", () => {
  const response = { recentPrices: [8, 8, 8], level: 26, elasticity: -4.3, deviation: 1.96, levelError: 0.05 };
  const { expectedUnits, status } = suggest({
    response,
    facts: { price: 8, cost: 6 },
    rules: { floor: 8, ceiling: 8 },
  });

  expect(status).toBe("KEEP");
  expect(expectedUnits?.value).toBeCloseTo(26, 9);
  expect(expectedUnits?.low).toBeGreaterThan(23);
  expect(expectedUnits?.high).toBeLessThan(29);
});

test("a current price that ends otherwise does not stay", () => {
  const rules = { priceEnding: 99.99, maxChange: 0.05 };

  expect(suggest({ facts: { price: 10.37 }, rules })).toMatchObject({ status: "CONSTRAINTS_CONFLICT" });
});

test("a price that keeps not all rails gives way to the best that does, and it is said why", () => {
  const { status, gain, reasons } = suggest({
    facts: { offers: [8] },
    rules: { matchCompetitors: "NOT_ABOVE_LOWEST" },
  });

  expect(status).toBe("SUGGESTED");
  expect(gain).toBeLessThan(0);
  expect(reasons[0]).toContain(
    "10.00 GBP keeps not all rails (above the lowest competitor's price, 8.00 GBP): 8.00 GBP",
  );
});

test("what would have foretold worse than a mean is to be taken with care", () => {
  const { reasons } = suggest({ response: { backtest: { weeks: 20, weightedError: 0.5, naiveWeightedError: 0.4 } } });

  expect(reasons).toContain(
    "Of the last 20 weeks it would have foretold less than the mean of the weeks before (errors of 50.0 % and 40.0 %): take it with care.",
  );
});
