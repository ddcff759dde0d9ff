import fc from "fast-check";
import { expect, test } from "vitest";
import { invert } from "../../src/math/inverse/invert.ts";
import { allocateSymmetric } from "../../src/math/inverse/symmetric-matrix.ts";
import { randomPositive, rowsOf, symmetric } from "./matrices.ts";

const largestGap = (one: readonly number[][], other: readonly number[][]): number =>
  Math.max(...one.flatMap((row, i) => row.map((value, j) => Math.abs(value - (other[i]?.[j] ?? Number.NaN)))));

/** A P - I, of a matrix whose lower triangle is given. */
function residual(lower: readonly number[][], inverse: readonly number[][]): number {
  const full = lower.map((row, i) => row.map((value, j) => (j <= i ? value : (lower[j]?.[i] ?? Number.NaN))));
  const columns = inverse.map((_, j) => inverse.map((row) => row[j] ?? Number.NaN));
  const product = full.map((row) => columns.map((column) => row.reduce((sum, x, k) => sum + x * (column[k] ?? 0), 0)));
  return largestGap(
    product,
    full.map((row, i) => row.map((_, j) => (i === j ? 1 : 0))),
  );
}

test("the inverse of a number is one over it", () => {
  const matrix = symmetric(1, () => 4);

  invert(matrix);

  expect(rowsOf(matrix)).toEqual([[0.25]]);
});

test("two rows are inverted as by hand", () => {
  const matrix = symmetric(2, (row, column) => (row === column ? 2 : 1));

  invert(matrix);

  // 1 / (2 * 2 - 1 * 1) * [[2, -1], [-1, 2]]
  const third = 1 / 3;
  expect(largestGap(rowsOf(matrix), [[2 * third, -third], [-third, 2 * third]])).toBeLessThan(1e-15); // biome-ignore format: as it is written
});

test("Hilbert's matrix of four rows has the whole numbers of the textbook as its inverse", () => {
  const matrix = symmetric(4, (row, column) => 1 / (row + column + 1));

  invert(matrix);

  // Todd 1954, The condition of the finite segments of the Hilbert matrix. Its condition is 15,514.
  const exact = [
    [16, -120, 240, -140],
    [-120, 1_200, -2_700, 1_680],
    [240, -2_700, 6_480, -4_200],
    [-140, 1_680, -4_200, 2_800],
  ];
  expect(largestGap(rowsOf(matrix), exact)).toBeLessThan(1e-8);
});

test("a chain of 2 and -1 has the inverse of its closed form, over the borders of blocks", () => {
  const n = 300;
  const matrix = symmetric(n, (row, column) => (row === column ? 2 : row === column + 1 ? -1 : 0));

  invert(matrix);

  // min(i, j) (n + 1 - max(i, j)) / (n + 1), counted from 1; Hu and O'Connell 1996. Its condition is 36,700.
  const exact = rowsOf(symmetric(n, () => 0)).map((row, i) =>
    row.map((_, j) => ((Math.min(i, j) + 1) * (n - Math.max(i, j))) / (n + 1)),
  );
  expect(largestGap(rowsOf(matrix), exact)).toBeLessThan(1e-9);
});

for (const n of [1, 2, 3, 4, 5, 63, 64, 65, 127, 128, 129, 130, 257]) {
  test(`a matrix of ${n} rows times its inverse is the identity`, () => {
    const matrix = randomPositive(n, n);
    const before = rowsOf(matrix);

    invert(matrix);

    expect(residual(before, rowsOf(matrix))).toBeLessThan(1e-14);
  });
}

test("an inverse is symmetric to the last bit, and inverted again it is the matrix", () => {
  const sizes = fc.record({ n: fc.integer({ min: 1, max: 140 }), seed: fc.integer() });

  fc.assert(
    fc.property(sizes, ({ n, seed }) => {
      const matrix = randomPositive(n, seed);
      const before = rowsOf(matrix);
      invert(matrix);
      const inverse = rowsOf(matrix);
      expect(inverse.map((_, j) => inverse.map((row) => row[j]))).toEqual(inverse);
      invert(matrix);
      const lower = (rows: number[][]) => rows.map((row, i) => row.slice(0, i + 1));
      expect(largestGap(lower(rowsOf(matrix)), lower(before))).toBeLessThan(1e-11);
    }),
    { numRuns: 30 },
  );
});

test("nothing but the lower triangle is read", () => {
  const matrix = symmetric(2, (row, column) => (row === column ? 1 : 0));
  matrix.values[1] = Number.NaN;

  invert(matrix);

  expect(rowsOf(matrix)).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test("a matrix that is not positive definite is refused with the pivot at which that shows", () => {
  const matrix = symmetric(200, (row, column) => (row === column ? 1 : 0));
  matrix.values[150 * matrix.stride + 150] = -1;

  expect(() => invert(matrix)).toThrow(
    "The matrix is not positive definite: pivot 150 of 200 (counted from 0) is not above zero; a greater ridge on its diagonal makes it so",
  );
});

test("two equal products without a ridge are refused", () => {
  const matrix = symmetric(2, () => 3);

  expect(() => invert(matrix)).toThrow("pivot 1 of 2");
});

for (const value of [Number.NaN, Infinity, -Infinity]) {
  test(`${value} in a matrix is refused with its place`, () => {
    const matrix = symmetric(140, (row, column) => (row === column ? 1 : 0));
    matrix.values[131 * matrix.stride + 7] = value;

    expect(() => invert(matrix)).toThrow(
      "Row 131, column 7 of the matrix is not a finite number (rows and columns count from 0)",
    );
  });
}

for (const n of [0, -1, 2.5, Number.NaN]) {
  test(`a matrix of ${n} rows is refused`, () => {
    expect(() => allocateSymmetric(n)).toThrow(`A matrix has a whole number of rows, at least 1, not ${n}`);
  });
}

test("a matrix that does not fit the memory of WebAssembly is refused", () => {
  expect(() => allocateSymmetric(24_000)).toThrow("A matrix of 24000 rows does not fit the 4 GiB that it may take");
});
