import { expect, test } from "vitest";
import { RunningMoments } from "../../src/math/running-moments.ts";

function momentsOf(pairs: readonly (readonly [number, number])[]): RunningMoments {
  const moments = new RunningMoments();
  for (const [value, other] of pairs) moments.add(value, other);
  return moments;
}

test("means, variances and the covariance are those of their definitions", () => {
  const told = momentsOf([
    [1, 2],
    [2, 6],
    [6, 4],
  ]);

  expect([told.count, told.mean, told.otherMean]).toEqual([3, 3, 4]);
  // The distances to the means are -2, -1, 3 and -2, 2, 0.
  expect([told.variance, told.otherVariance, told.covariance]).toEqual([14 / 2, 8 / 2, (4 - 2 + 0) / 2]);
});

test("values that are large beside their differences lose nothing", () => {
  const { variance } = momentsOf([1, 2, 3, 4].map((value) => [1e9 + value, 0] as const));

  expect(variance).toBeCloseTo(5 / 3, 9);
});

test("of values that are all the same nothing varies", () => {
  const { variance, covariance } = momentsOf(Array.from({ length: 1000 }, () => [0.1, 0.7] as const));

  expect([variance, covariance]).toEqual([0, 0]);
});
