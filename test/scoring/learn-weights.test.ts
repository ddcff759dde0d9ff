import fc from "fast-check";
import { expect, test } from "vitest";
import { type Example, learnWeights } from "../../src/scoring/recommendations/hybrid/learn-weights.ts";
import { seededRandom } from "../../src/scoring/recommendations/training/seeded-random.ts";

const FIRST = { start: 1, nonNegative: true, fixed: true };
const ADDED = { start: 0, nonNegative: true };

/** By term what it says of each candidate, and the place of the one that was wanted. */
const anExample = (terms: readonly number[][], wanted: number): Example => ({
  terms: terms.map((values) => Float32Array.from(values)),
  wanted: Uint8Array.from(terms[0] ?? [], (_, place) => (place === wanted ? 1 : 0)),
  targets: 1,
});

// The first term puts the wanted product behind another by .5, the second says 1 of it: 0.8 is enough, and it is the first step.
const SECOND_KNOWS = anExample(
  [
    [0.5, 0],
    [0, 1],
  ],
  1,
);

test("a term that knows better gets a weight, and the list becomes right", () => {
  const learned = learnWeights([SECOND_KNOWS], [FIRST, ADDED], 2, seededRandom(1));

  // second of two places is 1 / log2(3) of what the first place is worth
  expect(learned).toEqual({ weights: [1, expect.closeTo(0.8, 12)], startNdcg: 1 / Math.log2(3), ndcg: 1 });
});

test("a term without which the list is as good keeps the weight that it had", () => {
  const example = anExample(
    [
      [1, 0],
      [0.2, 0.1],
    ],
    0,
  );

  const learned = learnWeights([example], [FIRST, ADDED], 2, seededRandom(1));

  expect(learned).toEqual({ weights: [1, 0], startNdcg: 1, ndcg: 1 });
});

test("a term that is always wrong gets a negative weight only where that has a meaning", () => {
  const example = anExample(
    [
      [0.5, 0],
      [1, 0],
    ],
    1,
  );

  const held = learnWeights([example], [FIRST, ADDED], 2, seededRandom(1));
  const free = learnWeights([example], [FIRST, { ...ADDED, nonNegative: false }], 2, seededRandom(1));

  expect(held.weights).toEqual([1, 0]);
  expect(free).toEqual({ weights: [1, expect.closeTo(-0.8, 12)], startNdcg: 1 / Math.log2(3), ndcg: 1 });
});

test("targets beyond the candidates are missed: they lower what can be reached", () => {
  const example = { ...SECOND_KNOWS, targets: 2 };

  const { ndcg } = learnWeights([example], [FIRST, ADDED], 2, seededRandom(1));

  expect(ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
});

test("without examples the start stays", () => {
  expect(learnWeights([], [FIRST, ADDED], 20, seededRandom(1))).toEqual({ weights: [1, 0], startNdcg: 0, ndcg: 0 });
});

const values = fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 });
const anyExample = fc
  .tuple(fc.array(values, { minLength: 3, maxLength: 3 }), fc.nat(4))
  .map(([terms, wanted]) => anExample(terms, wanted));

test("what is learned is never worse on its examples than the start, holds to its bounds, and is the same again", () => {
  fc.assert(
    fc.property(fc.array(anyExample, { maxLength: 8 }), fc.integer(), (examples, seed) => {
      const start = [FIRST, ADDED, { start: 0.5, nonNegative: false }];

      const learned = learnWeights(examples, start, 3, seededRandom(seed));

      expect(learned.ndcg).toBeGreaterThanOrEqual(learned.startNdcg);
      expect(learned.weights[0]).toBe(1);
      expect(learned.weights[1]).toBeGreaterThanOrEqual(0);
      expect(learnWeights(examples, start, 3, seededRandom(seed))).toEqual(learned);
    }),
  );
});
