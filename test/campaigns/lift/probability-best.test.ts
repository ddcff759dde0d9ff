import fc from "fast-check";
import { expect, test } from "vitest";
import { probabilityBest } from "../../../src/campaigns/lift/probability-best.ts";
import { rateVariants } from "../../../src/campaigns/lift/rate-variants.ts";

const best = (...counts: readonly (readonly [converted: number, customers: number])[]): number[] =>
  probabilityBest(counts.map(([converted, customers]) => ({ converted, customers })));

test("one variant is the best, and variants with the same counts are equally so", () => {
  expect(best([3, 70])).toEqual([1]);
  for (const chance of best([3, 70], [3, 70], [3, 70])) expect(chance).toBeCloseTo(1 / 3, 12);
});

// SciPy 1.17: scipy.integrate.quad of beta.pdf times the others' beta.cdf.
test("three variants have the chances that an integral over all rates gives", () => {
  const expected = [0.008075469175732972, 0.6273202090396808, 0.36460432178458546];

  for (const [at, chance] of best([120, 1000], [150, 1000], [130, 900]).entries()) {
    expect(chance).toBeCloseTo(expected[at] ?? 0, 10);
  }
});

// Of two with 0 of n and 1 of n, by symmetry of Beta(1, n + 1) and Beta(2, n): 1 / 4 as n grows.
test("few of ten million are no trouble", () => {
  expect(best([0, 1e7], [1, 1e7])[0]).toBeCloseTo(0.25, 7);
});

// With so many the rates are normal: P(second > first) = Phi(600 / sqrt(2 * 20e6 * .05 * .95)) = .66831.
test("many of many are no trouble either, nor few beside many", () => {
  expect(best([1_000_000, 20_000_000], [1_000_600, 20_000_000])[1]).toBeCloseTo(0.6683, 4);
  // The rate of the large one is known: it is beaten where Beta(4, 8) lies above .25, which has probability .71330 (SciPy).
  expect(best([3, 10], [5_000_000, 20_000_000])[0]).toBeCloseTo(0.7133, 4);
});

test("the chances of up to twenty variants sum to 1, and more conversions never make one less likely", () => {
  const counts = fc.array(
    fc
      .integer({ min: 1, max: 5000 })
      .chain((customers) => fc.tuple(fc.integer({ min: 0, max: customers - 1 }), fc.constant(customers))),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(counts, (given) => {
      const chances = best(...given);
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
      const [[converted, customers] = [0, 1], ...others] = given;
      expect(best([converted + 1, customers], ...others)[0]).toBeGreaterThanOrEqual((chances[0] ?? 0) - 1e-9);
    }),
    { numRuns: 20 },
  );
});

test("each variant is told with its rate's interval and its chance; one that nobody got has no rate yet", () => {
  const [some, none] = rateVariants([
    { converted: 10, customers: 100 },
    { converted: 0, customers: 0 },
  ]);

  expect(some).toMatchObject({ rate: 0.1, low: expect.closeTo(0.0552, 4), high: expect.closeTo(0.1744, 4) });
  expect(none).toMatchObject({ rate: null, low: null, high: null });
  // Anything from 0 to 1 is as likely of the other: it is worse with the probability that is the mean of Beta(11, 91).
  expect(some?.probabilityBest).toBeCloseTo(11 / 102, 10);
});
