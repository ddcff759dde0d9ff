import fc from "fast-check";
import { expect, test } from "vitest";
import { easeWeights, fillGram } from "../../src/math/ease.ts";
import { invert } from "../../src/math/inverse/invert.ts";
import { allocateSymmetric } from "../../src/math/inverse/symmetric-matrix.ts";
import { nthLargest } from "../../src/math/nth-largest.ts";
import type { SparseRows } from "../../src/math/sparse-rows.ts";
import { rowsOf, symmetric } from "./matrices.ts";

/** Customers as the products that they bought. */
function basketsOf(...baskets: readonly (readonly number[])[]): SparseRows {
  const starts = [0];
  for (const basket of baskets) starts.push((starts.at(-1) ?? 0) + basket.length);
  const columns = Int32Array.from(baskets.flat());
  return { starts: Int32Array.from(starts), columns, values: new Float32Array(columns.length).fill(1) };
}

/** What is kept of each row, as column -> weight. */
function keptOf({ starts, columns, values }: SparseRows): [number, number][][] {
  return Array.from({ length: starts.length - 1 }, (_, row) => {
    const places = Array.from(
      { length: (starts[row + 1] ?? 0) - (starts[row] ?? 0) },
      (_, at) => (starts[row] ?? 0) + at,
    );
    return places.map((place) => [columns[place] ?? 0, values[place] ?? 0]);
  });
}

test("the Gram matrix counts who bought both, and the ridge is on its diagonal", () => {
  const matrix = allocateSymmetric(3);

  fillGram(matrix, basketsOf([0, 1], [0, 1, 2], [2], []), 10);

  expect(rowsOf(matrix)).toEqual([
    [12, 0, 0],
    [2, 12, 0],
    [1, 1, 12],
  ]);
});

test("amounts other than one are multiplied", () => {
  const matrix = allocateSymmetric(2);

  fillGram(matrix, { ...basketsOf([0, 1]), values: Float32Array.of(2, 0.5) }, 0);

  expect(rowsOf(matrix)).toEqual([
    [4, 0],
    [1, 0.25],
  ]);
});

test("two products that are bought together speak for each other", () => {
  const matrix = allocateSymmetric(2);
  fillGram(matrix, basketsOf([0, 1], [0, 1], [0]), 1);
  invert(matrix);

  const weights = easeWeights(matrix, 256);

  // G + I = [[4, 2], [2, 3]], P = 1/8 [[3, -2], [-2, 4]]: B_01 = 2/4, B_10 = 2/3
  expect(keptOf(weights)).toEqual([[[1, 0.5]], [[0, Math.fround(2 / 3)]]]);
});

test("each row keeps its largest weights, whatever their sign, and of equal ones the first", () => {
  const inverse = [
    [1, 0, 0, 0, 0],
    [0.2, 1, 0, 0, 0],
    [-0.5, 0.1, 1, 0, 0],
    [0.2, 0.1, -0.3, 1, 0],
    [0.2, 0, 0.3, 0.3, 1],
  ];
  const matrix = symmetric(5, (row, column) => inverse[row]?.[column] ?? 0);
  for (let row = 0; row < 5; row += 1) {
    for (let column = 0; column < row; column += 1) matrix.values[column * 8 + row] = inverse[row]?.[column] ?? 0;
  }

  const weights = easeWeights(matrix, 2);

  const at = Math.fround;
  expect(keptOf(weights)).toEqual([
    [[1, at(-0.2)], [2, 0.5]],
    [[0, at(-0.2)], [2, at(-0.1)]],
    [[0, 0.5], [3, at(0.3)]],
    [[2, at(0.3)], [4, at(-0.3)]],
    [[2, at(-0.3)], [3, at(-0.3)]],
  ]); // biome-ignore format: a row a line
});

test("products that nobody bought with others have no weights", () => {
  const matrix = symmetric(3, (row, column) => (row === column ? 1 : 0));

  expect(keptOf(easeWeights(matrix, 256))).toEqual([[], [], []]);
});

test("the nth largest is where sorting puts it", () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), { minLength: 1 });

  fc.assert(
    fc.property(numbers, fc.nat(), (all, seed) => {
      const n = (seed % all.length) + 1;
      const sorted = Float64Array.from(all).sort().reverse();
      expect(nthLargest(Float64Array.from(all), n) === sorted[n - 1]).toBe(true);
    }),
  );
});
