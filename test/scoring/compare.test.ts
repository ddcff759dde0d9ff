import { expect, test } from "vitest";
import { Random } from "../../src/demo/random.ts";
import { bootstrapMeans } from "../../src/math/bootstrap-mean.ts";
import { compareStrategies } from "../../src/scoring/recommendations/evaluation/compare.ts";
import { summarise } from "../../src/scoring/recommendations/evaluation/metrics.ts";

const CATALOGUE = { owners: [3, 2, 1], customers: 4 };
const TARGETS = [new Set([0]), new Set([1]), new Set([2])];

const aStrategy = (strategy: string, lists: number[][], settings = {}) => ({
  strategy,
  settings,
  trials: [],
  trainSeconds: 1.5,
  summary: summarise(lists, TARGETS, 2, CATALOGUE),
});
const popularity = aStrategy("popularity", [[0], [0], [0]]); // NDCG 1, 0, 0
const good = aStrategy("good", [[0], [1], []], { lambda: 400 }); // 1, 1, 0
const poor = aStrategy("poor", [[], [], [0, 2]]); // 0, 0, .6309298
const random = () => new Random(5).uniform;

test("strategies come best first, each held against popularity and against the best on the same resamples", () => {
  const measured = [poor, popularity, good];

  const results = compareStrategies(measured, { popularity: "popularity", random: random() });

  const third = Float64Array.of(0, 0, 1 / Math.log2(3));
  const means = bootstrapMeans([Float64Array.of(1, 1, 0), Float64Array.of(1, 0, 0), third], { random: random() });
  expect(results.map(({ strategy, difference }) => ({ strategy, ...difference }))).toEqual([
    { strategy: "good", toPopularity: means.difference(0, 1), toBest: null },
    { strategy: "popularity", toPopularity: null, toBest: means.difference(1, 0) },
    { strategy: "poor", toPopularity: means.difference(2, 1), toBest: means.difference(2, 0) },
  ]);
});

test("a result has the public names, and what the strategy was fitted with", () => {
  const [result] = compareStrategies([good], { popularity: "popularity", random: random() });

  expect(result).toEqual({
    strategy: "good",
    users: 3,
    recall: 2 / 3,
    cappedRecall: 2 / 3,
    precision: 1 / 3,
    ndcg: 2 / 3,
    ndcgLow: 0,
    ndcgHigh: 1,
    map: 2 / 3,
    mrr: 2 / 3,
    hitRate: 2 / 3,
    coverage: 2 / 3,
    novelty: (-Math.log2(3 / 4) - Math.log2(2 / 4)) / 2,
    gini: expect.closeTo(1 / 3, 12), // of 1, 1, 0
    trainSeconds: 1.5,
    settings: { lambda: 400 },
    trials: [],
    difference: { toPopularity: null, toBest: null },
  });
});

test("strategies that are equally good keep the order in which they were given", () => {
  const twin = { ...good, strategy: "twin" };

  const results = compareStrategies([twin, poor, good], { popularity: "popularity", random: random(), resamples: 10 });

  expect(results.map(({ strategy }) => strategy)).toEqual(["twin", "good", "poor"]);
  expect(results[1]?.difference.toBest).toEqual({ mean: 0, low: 0, high: 0 });
});

test("of no strategies there is nothing to compare", () => {
  expect(compareStrategies([], { popularity: "popularity", random: random() })).toEqual([]);
});
