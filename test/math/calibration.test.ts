import fc from "fast-check";
import { expect, test } from "vitest";
import { calibrate, probabilityAt } from "../../src/math/calibration.ts";

/** Numbers from 0 up to 1, the same ones each time (a Lehmer generator, Park and Miller 1988). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const logistic = (score: number): number => 1 / (1 + Math.exp(-(2 * score - 3)));

test("a logistic curve is found again from hits that were drawn by it", () => {
  const random = lehmer(1);
  const scores = Float64Array.from({ length: 200_000 }, () => 4 * random());
  const hits = Uint8Array.from(scores, (score) => (random() < logistic(score) ? 1 : 0));

  const calibration = calibrate(scores, hits, 10);

  // A bin of a thirtieth of the cases or of the hits has 3,000 of them or more: a standard error of some .01 at most.
  const errors = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5].map((at) => probabilityAt(calibration, at) - logistic(at));
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.03);
});

test("a bin in which a lower score has the higher share joins its neighbour", () => {
  // From the top, two hits a bin: {4: 2 of 2}, {3: 2 of 8}, {2: 2 of 4}, {1: 2 of 20}; with one miss more in each 2/3, 2/9,
  // 2/5, 2/21. Those of 2 and 3 fall: together 4 of 12, at (2 * 4 + 3 * 8) / 12.
  const cases = [
    [4, 2, 0],
    [3, 2, 6],
    [2, 2, 2],
    [1, 2, 18],
  ] as const;
  const scores = cases.flatMap(([score, hits, misses]) => Array.from({ length: hits + misses }, () => score));
  const hits = cases.flatMap(([, yes, no]) => [
    ...Array.from({ length: yes }, () => 1),
    ...Array.from({ length: no }, () => 0),
  ]);

  const calibration = calibrate(Float64Array.from(scores), Uint8Array.from(hits), 2);

  expect([...calibration.scores]).toEqual([1, 32 / 12, 4]);
  expect([...calibration.probabilities]).toEqual([2 / 21, 4 / 13, 2 / 3]);
  expect(probabilityAt(calibration, 10 / 3)).toBeCloseTo((4 / 13 + 2 / 3) / 2, 12);
});

test("probabilities lie from 0 to 1 and never fall, whatever the scores", () => {
  const aCase = fc.tuple(
    fc.integer({ min: -500, max: 500 }).map((tenths) => tenths / 10),
    fc.integer({ min: 0, max: 1 }),
  );
  const property = fc.property(
    fc.array(aCase, { minLength: 1, maxLength: 200 }).filter((cases) => cases.some(([, hit]) => hit === 1)),
    fc.array(fc.double({ min: -200, max: 200, noNaN: true }), { minLength: 2, maxLength: 20 }),
    (cases, asked) => {
      const [scores, hits] = [cases.map(([score]) => score), cases.map(([, hit]) => hit)];
      const calibration = calibrate(Float64Array.from(scores), Uint8Array.from(hits), 3);
      const told = asked.sort((left, right) => left - right).map((score) => probabilityAt(calibration, score));
      expect(told.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
      expect(told).toEqual([...told].sort((left, right) => left - right));
    },
  );

  fc.assert(property);
});

test("nothing is learned from cases without a hit", () => {
  const act = () => calibrate(Float64Array.of(1, 2, 3), Uint8Array.of(0, 0, 0), 1);

  expect(act).toThrow("a score cannot be calibrated without a single hit");
});
