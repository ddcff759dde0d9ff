import fc from "fast-check";
import { expect, test } from "vitest";
import { rankingMetrics, summarise } from "../../src/scoring/recommendations/evaluation/metrics.ts";

const NOTHING = { recall: 0, cappedRecall: 0, precision: 0, ndcg: 0, averagePrecision: 0, reciprocalRank: 0, hit: 0 };

// A hit at rank 1, 2, 3, 4 gains 1, 1 / log2(3) = .6309298, 1 / log2(4) = .5, 1 / log2(5) = .4306766.
const TWO_RANKS = 1.6309297535714575;

test("a list of hits alone is faultless", () => {
  const metrics = rankingMetrics([4, 2, 9], new Set([9, 4, 2]), 3);

  expect(metrics).toEqual({
    recall: 1,
    cappedRecall: 1,
    precision: 1,
    ndcg: 1,
    averagePrecision: 1,
    reciprocalRank: 1,
    hit: 1,
  });
});

test("a list without a hit is worth nothing", () => {
  expect(rankingMetrics([1, 2, 3], new Set([4, 5]), 3)).toEqual(NOTHING);
});

test("one hit at rank 3 of 5 where two were to be found", () => {
  const metrics = rankingMetrics([10, 11, 7, 12, 13], new Set([7, 8]), 5);

  expect(metrics).toEqual({
    recall: 1 / 2,
    cappedRecall: 1 / 2,
    precision: 1 / 5,
    ndcg: expect.closeTo(0.5 / TWO_RANKS, 12), // .3065736
    averagePrecision: 1 / 3 / 2,
    reciprocalRank: 1 / 3,
    hit: 1,
  });
});

test("hits at ranks 1 and 4 of 4 where three were to be found", () => {
  const metrics = rankingMetrics([7, 1, 2, 8], new Set([7, 8, 9]), 4);

  expect(metrics).toEqual({
    recall: 2 / 3,
    cappedRecall: 2 / 3,
    precision: 2 / 4,
    ndcg: expect.closeTo(1.4306765580733931 / (TWO_RANKS + 0.5), 12), // .6713861
    averagePrecision: (1 + 2 / 4) / 3,
    reciprocalRank: 1,
    hit: 1,
  });
});

test("places that are left empty count as wrong", () => {
  const metrics = rankingMetrics([7], new Set([7, 8]), 4);

  expect(metrics).toEqual({
    recall: 1 / 2,
    cappedRecall: 1 / 2,
    precision: 1 / 4,
    ndcg: expect.closeTo(1 / TWO_RANKS, 12), // .6131472
    averagePrecision: 1 / 2,
    reciprocalRank: 1,
    hit: 1,
  });
});

test("with more targets than places only recall asks for more than the places allow", () => {
  const metrics = rankingMetrics([1, 2], new Set([1, 2, 3, 4, 5]), 2);

  expect(metrics).toEqual({
    recall: 2 / 5,
    cappedRecall: 1,
    precision: 1,
    ndcg: 1,
    averagePrecision: 1,
    reciprocalRank: 1,
    hit: 1,
  });
});

test("a hit behind the last place that counts is none, and nothing recommended is no hit either", () => {
  expect(rankingMetrics([1, 2, 7], new Set([7]), 2)).toEqual(NOTHING);
  expect(rankingMetrics(new Int32Array(), new Set([0]), 2)).toEqual(NOTHING);
});

test("a customer without a target cannot be measured", () => {
  expect(() => rankingMetrics([1], new Set(), 5)).toThrow(
    "a list cannot be right or wrong for a customer without a target",
  );
});

const aCase = fc.record({
  list: fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 12 }),
  targets: fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1 }).map((targets) => new Set(targets)),
  k: fc.integer({ min: 1, max: 10 }),
});

test("all metrics lie from 0 to 1, and NDCG is 1 exactly when all top places are hits", () => {
  fc.assert(
    fc.property(aCase, ({ list, targets, k }) => {
      const metrics = rankingMetrics(list, targets, k);

      const top = list.slice(0, Math.min(k, targets.size));
      const faultless = top.length === Math.min(k, targets.size) && top.every((product) => targets.has(product));
      for (const value of Object.values(metrics)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(metrics.ndcg === 1).toBe(faultless);
    }),
  );
});

test("a hit that moves up by a place makes NDCG and average precision better, and what counts hits alone no worse", () => {
  fc.assert(
    fc.property(aCase, fc.nat(), ({ list, targets, k }, at) => {
      const place = 1 + (at % Math.max(1, list.length - 1));
      const [above, hit] = [list[place - 1] ?? -1, list[place] ?? -1];
      fc.pre(place < k && targets.has(hit) && !targets.has(above));
      const before = rankingMetrics(list, targets, k);

      const after = rankingMetrics(list.with(place - 1, hit).with(place, above), targets, k);

      expect(after.ndcg).toBeGreaterThan(before.ndcg);
      expect(after.averagePrecision).toBeGreaterThan(before.averagePrecision);
      expect(after.reciprocalRank).toBeGreaterThanOrEqual(before.reciprocalRank);
      expect(after).toMatchObject({ recall: before.recall, precision: before.precision, hit: before.hit });
    }),
  );
});

test("over all customers the metrics are means, and the lists are held against the catalogue", () => {
  const catalogue = { owners: [2, 1, 0, 4], customers: 4 };
  const targets = [new Set([1]), new Set([3])];

  const summary = summarise([[0, 1], Int32Array.of(0, 2, 3)], targets, 2, catalogue);

  const ndcg = TWO_RANKS - 1;
  expect(summary).toEqual({
    users: 2,
    means: {
      ...{ recall: 0.5, cappedRecall: 0.5, precision: 0.25, ndcg: expect.closeTo(ndcg / 2, 12) },
      ...{ averagePrecision: 0.25, reciprocalRank: 0.25, hit: 0.5 },
    },
    perCustomer: {
      recall: Float64Array.of(1, 0),
      cappedRecall: Float64Array.of(1, 0),
      precision: Float64Array.of(0.5, 0),
      ndcg: Float64Array.of(1 / Math.log2(3), 0),
      averagePrecision: Float64Array.of(0.5, 0),
      reciprocalRank: Float64Array.of(0.5, 0),
      hit: Float64Array.of(1, 0),
    },
    coverage: 3 / 4,
    // Twice one in two (1 bit), one in four (2 bits), and nobody: as if half of one in four (3 bits).
    novelty: (1 + 1 + 2 + 3) / 4,
    gini: 0.375, // of 2, 1, 1, 0
  });
});

test("the same list for everybody covers little and is as uneven as can be", () => {
  const targets = [new Set([0]), new Set([1]), new Set([1])];

  const summary = summarise([[2], [2], [2]], targets, 1, { owners: [1, 1, 8], customers: 8 });

  expect(summary).toMatchObject({ coverage: 1 / 3, novelty: 0, gini: expect.closeTo(2 / 3, 12) });
});

test("where nothing is recommended nothing is covered, new or uneven", () => {
  const summary = summarise([[]], [new Set([0])], 5, { owners: [1, 1], customers: 2 });

  expect(summary).toMatchObject({ means: NOTHING, coverage: 0, novelty: 0, gini: 0 });
});

test.each([
  [[], "there are fewer lists than customers"],
  [[[0], [0]], "there are more lists than customers"],
  [[[1, 0, 1]], "product 1 is recommended twice in one list"],
  [[[2]], "product 2 is recommended and not in the catalogue"],
])("lists such as %j for one customer are a fault of whoever made them", (lists, fault) => {
  const catalogue = { owners: [1, 1], customers: 1 };

  expect(() => summarise(lists, [new Set([0])], 5, catalogue)).toThrow(fault);
});
