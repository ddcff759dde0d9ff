import { expect, test } from "vitest";
import { choleskyFactor } from "../../src/math/cholesky-factor.ts";
import { CoMoments } from "../../src/math/co-moments.ts";

const gathered = (rows: readonly (readonly [row: readonly number[], weight: number])[]): CoMoments => {
  const moments = new CoMoments(Float64Array.from(rows[0]?.[0] ?? []));
  for (const [row, weight] of rows) moments.add(Float64Array.from(row), weight);
  return moments;
};

test("means and covariances are those of the rows by weight", () => {
  const moments = gathered([
    [[1, 10], 1],
    [[2, 10], 1],
    [[4, 40], 2],
  ]);

  // Means (1 + 2 + 8) / 4 = 2.75 and (10 + 10 + 80) / 4 = 25; variances (3.0625 + .5625 + 2 * 1.5625) / 4 = 1.6875 and
  // (225 + 225 + 450) / 4 = 225; covariance (26.25 + 11.25 + 2 * 18.75) / 4 = 18.75.
  expect([moments.mean(0), moments.mean(1)]).toEqual([2.75, 25]);
  expect(moments.covariance(0, 0)).toBeCloseTo(1.6875, 12);
  expect(moments.covariance(1, 0)).toBeCloseTo(18.75, 12);
  expect(moments.deviation(1)).toBeCloseTo(15, 12);
});

test("two halves with the same origin have the moments of the whole", () => {
  const origin = Float64Array.of(5, 5);
  const [left, right] = [new CoMoments(origin), new CoMoments(origin)];
  left.add(Float64Array.of(1, 2), 1);
  right.add(Float64Array.of(3, 8), 1);

  const both = left.plus(right);

  expect([both.weight, both.mean(0), both.mean(1), both.covariance(0, 1)]).toEqual([2, 2, 5, 3]);
  expect(() => left.plus(new CoMoments(Float64Array.of(0, 0)))).toThrow("the same row alone");
});

test("a column that never changes does not deviate, however large its value", () => {
  const moments = gathered([
    [[1e9 + 0.1, 1], 1],
    [[1e9 + 0.1, 2], 1],
    [[1e9 + 0.1, 4], 1],
  ]);

  expect(moments.deviation(0)).toBe(0);
});

test("what rounding leaves of a column of zeros is no deviation", () => {
  const rows = [1e-16, -2e-16, 1e-16, 0].map((noise): [number[], number] => [[noise, 1 + 1e6 * noise], 1]);

  const moments = gathered(rows);

  expect([moments.deviation(0), moments.deviation(1)]).toEqual([0, expect.any(Number)]);
});

test("a matrix without an inverse has a Cholesky factor too", () => {
  // Golub and Van Loan: [4 2; 2 10] = L Lt with L = [2 0; 1 3]; the third row is the sum of both.
  const matrix = [Float64Array.of(4, 2, 6), Float64Array.of(2, 10, 12), Float64Array.of(6, 12, 18)];

  const factor = choleskyFactor(matrix);

  expect(factor.map((row) => [...row])).toEqual([
    [2, 0, 0],
    [1, 3, 0],
    [3, 3, 0],
  ]);
});

test("moments of some columns are those that were gathered of these alone", () => {
  const rows = [
    [1, 10, 3],
    [2, 10, 5],
    [4, 40, 9],
  ];
  const all = gathered(rows.map((row) => [row, 1]));

  const some = all.only([2, 0]);

  const alone = gathered(rows.map(([first = 0, , third = 0]) => [[third, first], 1]));
  expect([some.columns, some.weight]).toEqual([2, 3]);
  expect([some.mean(0), some.mean(1)]).toEqual([alone.mean(0), alone.mean(1)]);
  expect(some.covariance(0, 1)).toBe(alone.covariance(0, 1));
  expect(some.plus(alone).covariance(0, 0)).toBeCloseTo(alone.covariance(0, 0), 12);
});
