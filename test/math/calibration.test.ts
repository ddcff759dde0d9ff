import fc from "fast-check";
import { expect, test } from "vitest";
import { type Calibration, type Cases, calibrate, probabilityAt } from "../../src/math/calibration.ts";

/** Numbers from 0 up to 1, the same ones each time (a Lehmer generator, Park and Miller 1988). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Cases that stand for themselves alone. */
const casesOf = (scores: ArrayLike<number>, hits: ArrayLike<number>): Cases => ({
  scores,
  hits,
  weights: Array.from(scores, () => 1),
});

const logistic = (score: number): number => 1 / (1 + Math.exp(-(2 * score - 3)));

test("a logistic curve is found again from hits that were drawn by it", () => {
  const random = lehmer(1);
  const scores = Float64Array.from({ length: 200_000 }, () => 4 * random());
  const hits = Uint8Array.from(scores, (score) => (random() < logistic(score) ? 1 : 0));

  const calibration = calibrate(casesOf(scores, hits), 10);

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

  const calibration = calibrate(casesOf(scores, hits), 2);

  expect([...calibration.scores]).toEqual([1, 32 / 12, 4]);
  expect([...calibration.probabilities]).toEqual([2 / 21, 4 / 13, 2 / 3]);
  expect(probabilityAt(calibration, 10 / 3)).toBeCloseTo((4 / 13 + 2 / 3) / 2, 12);
});

const aCase = fc.tuple(
  fc.integer({ min: -500, max: 500 }).map((tenths) => tenths / 10),
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: 1, max: 50 }),
);

const someCalibration = fc
  .array(aCase, { minLength: 1, maxLength: 200 })
  .map((rows) => rows.map(([score, hit, weight]) => [score, hit, hit === 1 ? 1 : weight] as const))
  .filter((rows) => rows.some(([, hit]) => hit === 1))
  .map((rows) => {
    const [scores, hits, weights] = [
      rows.map(([score]) => score),
      rows.map(([, hit]) => hit),
      rows.map((row) => row[2]),
    ];
    return calibrate({ scores, hits, weights }, 3);
  });

/** Of the line; 1 for a single point. */
const lengthOf = ({ scores }: Calibration): number => (scores.at(-1) ?? 0) - (scores[0] ?? 0) || 1;

test("probabilities are above 0, below 1 and rise strictly, up to five times the line's length beyond its ends", () => {
  const somewhere = fc.double({ min: -5, max: 6, noNaN: true });
  const property = fc.property(
    someCalibration,
    somewhere,
    fc.oneof(somewhere, fc.constantFrom(0, 1)),
    fc.double({ min: 1.001e-6, max: 1, noNaN: true }),
    (calibration, from, end, step) => {
      for (const share of [from, end, end - step]) {
        const scoreAt = (part: number): number => (calibration.scores[0] ?? 0) + part * lengthOf(calibration);
        const lower = probabilityAt(calibration, scoreAt(Math.max(-5, share)));
        const higher = probabilityAt(calibration, scoreAt(Math.max(-5, share) + step));

        expect(lower).toBeGreaterThan(0);
        expect(higher).toBeGreaterThan(lower);
        if (share + step <= 6) expect(higher).toBeLessThan(1);
      }
    },
  );

  fc.assert(property, { numRuns: 1000 });
});

test("probabilities lie from 0 to 1 and never fall, however far away the scores", () => {
  const property = fc.property(
    someCalibration,
    fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 20 }),
    (calibration, asked) => {
      const told = asked.sort((left, right) => left - right).map((score) => probabilityAt(calibration, score));
      expect(told.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
      expect(told).toEqual([...told].sort((left, right) => left - right));
    },
  );

  fc.assert(property);
});

test("beyond the ends log-odds go on as they rise from the first point to the last, not as between two close ones", () => {
  const calibration = {
    scores: Float64Array.of(0, 0.999, 1),
    probabilities: Float64Array.of(0.2, 0.3, 0.5),
  };

  // Odds of 1/4 and 1: each length of 1 is a factor of 4.
  expect(probabilityAt(calibration, 2)).toBeCloseTo(4 / 5, 12);
  expect(probabilityAt(calibration, -1)).toBeCloseTo(1 / 17, 12);
  expect(probabilityAt(calibration, 1)).toBe(0.5);
});

test("where there is one point alone, a unit of the score is one of log-odds", () => {
  const calibration = { scores: Float64Array.of(3), probabilities: Float64Array.of(0.5) };

  expect(probabilityAt(calibration, 4)).toBeCloseTo(Math.E / (1 + Math.E), 12);
  expect(probabilityAt(calibration, 3)).toBe(0.5);
  expect(probabilityAt(calibration, 1)).toBeCloseTo(1 / (1 + Math.E ** 2), 12);
});

test("a case of weight 4 counts as four of them, but a hit of whatever weight is one hit of a bin", () => {
  const [scores, hits] = [
    [2, 2, 1, 1, 1],
    [1, 0, 1, 1, 0],
  ];

  const weighed = calibrate({ scores, hits, weights: [1, 4, 1, 1, 10] }, 1);

  // {2: 1 of 5}, {1: 2 of 12}, and one case more in each: 1/6 and 2/13.
  expect([...weighed.scores]).toEqual([1, 2]);
  expect([...weighed.probabilities]).toEqual([2 / 13, 1 / 6]);
  expect([...calibrate({ scores, hits, weights: [5, 4, 1, 1, 10] }, 2).scores]).toHaveLength(1);
});

test("nothing is learned from cases without a hit", () => {
  const act = () => calibrate(casesOf([1, 2, 3], [0, 0, 0]), 1);

  expect(act).toThrow("a score cannot be calibrated without a single hit");
});
