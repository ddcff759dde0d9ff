import { expect, test } from "vitest";
import {
  candidates,
  type PricingRules,
  type RailFacts,
  railsOf,
  USUAL_RULES,
} from "../../../src/scoring/pricing/rails.ts";

const FACTS: RailFacts = {
  currentPrice: 10,
  cost: 4,
  lowestPrice: 5,
  highestPrice: 20,
  competitors: { lowest: 9, median: 11 },
};

const money = (amount: number) => `£${amount.toFixed(2)}`;

const CHANGE = "a change of at most 20 %";

// Each time the limits that bind, and what else is asked for or so.
test.each<[low: number, lowWords: string, high: number, highWords: string, Partial<PricingRules>, Partial<RailFacts>]>([
  [8, CHANGE, 12, CHANGE, {}, {}],
  [9, "the lowest weekly price that was paid, £10.00, less 10 %", 12, CHANGE, {}, { lowestPrice: 10 }],
  [8, CHANGE, 11, "the highest weekly price that was paid, £10.00, plus 10 %", {}, { highestPrice: 10 }],
  [9, "its cost (cost £9.00)", 12, CHANGE, {}, { cost: 9 }],
  [10, "a margin of 40 % (cost £6.00)", 12, CHANGE, { minMargin: 0.4 }, { cost: 6 }],
  [9.5, "the floor of £9.50", 12, CHANGE, { floor: 9.5 }, {}],
  [8, CHANGE, 10.5, "the ceiling of £10.50", { ceiling: 10.5 }, {}],
  [8, CHANGE, 9, "the lowest competitor's price, £9.00", { matchCompetitors: "NOT_ABOVE_LOWEST" }, {}],
  [8, CHANGE, 11, "the competitors' median price, £11.00", { matchCompetitors: "NOT_ABOVE_MEDIAN" }, {}],
  [8, CHANGE, 12, CHANGE, { matchCompetitors: "NOT_ABOVE_LOWEST" }, { competitors: undefined }],
  [8, CHANGE, 12, CHANGE, { minMargin: 0.9 }, { cost: undefined }],
])("between %d (%s) and %d (%s)", (low, lowWords, high, highWords, rules, facts) => {
  const rails = railsOf({ ...USUAL_RULES, ...rules }, { ...FACTS, ...facts }, money);

  expect(rails).toEqual({
    low: { at: expect.closeTo(low, 12), words: lowWords },
    high: { at: expect.closeTo(high, 12), words: highWords },
  });
});

test.each<[low: number, high: number, ending: number | undefined, digits: number, prices: readonly number[]]>([
  [8.2, 11.5, 0.99, 2, [8.99, 9.99, 10.99]],
  [8.99, 9.99, 0.99, 2, [8.99, 9.99]],
  [4, 30, 4.95, 2, [4.95, 14.95, 24.95]],
  [8.2, 10, 0.5, 2, [8.5, 9.5]],
  [8, 10, 0, 2, [8, 9, 10]],
  [850, 1100, 80, 0, [880, 980, 1080]],
  [9.1, 9.9, 0.99, 2, []],
  [-3, 1, 0.5, 2, [0.5]],
  [997, 1001, undefined, 0, [997, 998, 999, 1000, 1001]],
  [9.985, 10.015, undefined, 2, [9.99, 10, 10.01]],
  [1.0005, 1.0031, undefined, 3, [1.001, 1.002, 1.003]],
  [10, 9, undefined, 2, []],
  [9.991, 9.999, undefined, 2, []],
  [Number.NaN, 9, undefined, 2, []],
])("from %d to %d with the ending %s and %d decimals", (low, high, ending, digits, prices) => {
  expect(candidates(low, high, ending, digits)).toEqual(prices);
});

test("an ending that a currency cannot have leaves no price", () => {
  expect(candidates(100, 120, 0.99, 0)).toEqual([]);
});

test("steps widen until they are eighty at most, each of them round", () => {
  const prices = candidates(80, 120, undefined, 2);

  expect(prices).toHaveLength(81);
  expect(prices.slice(0, 3)).toEqual([80, 80.5, 81]);
  expect(prices.at(-1)).toBe(120);
  expect(candidates(1000, 3000, 0.99, 2).length).toBeLessThanOrEqual(81);
});

test("prices of any size make few candidates, and are found at once", () => {
  for (const price of [20_000_000, 200_000_000, 1e12]) {
    const found = candidates(0.8 * price, 1.2 * price, 0.99, 2);
    expect(found.length).toBeGreaterThan(40);
    expect(found.length).toBeLessThan(90);
  }
});
