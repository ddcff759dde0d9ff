import { expect, test } from "vitest";
import { cosineNeighbours } from "../../src/math/cosine-neighbours.ts";
import { entriesOf, sparseRows } from "../../src/math/sparse-rows.ts";

// Columns a = (3, 0, 4), b = (1, 2, 2), c = (0, 5, 0) and one of zeros: their lengths are 5, 3, 5 and 0.
//   cos(a, b) = (3 + 8) / 15 = 11/15,  cos(b, c) = 10/15 = 2/3,  cos(a, c) = 0
const MATRIX = sparseRows([
  [
    [0, 3],
    [1, 1],
  ],
  [
    [1, 2],
    [2, 5],
  ],
  [
    [0, 4],
    [1, 2],
  ],
]);

const neighbours = (most: number) => {
  const rows = cosineNeighbours(MATRIX, 4, most);
  return [0, 1, 2, 3].map((column) => entriesOf(rows, column));
};

test("columns are neighbours by their cosine, and none is its own", () => {
  expect(neighbours(9)).toEqual([
    [[1, expect.closeTo(11 / 15, 12)]],
    [
      [0, expect.closeTo(11 / 15, 12)],
      [2, expect.closeTo(2 / 3, 12)],
    ],
    [[1, expect.closeTo(2 / 3, 12)]],
    [],
  ]);
});

test("a column has its most similar neighbours alone: a row holds what its column says of those that chose it", () => {
  expect(neighbours(1)).toEqual([
    [[1, expect.closeTo(11 / 15, 12)]], // b's one neighbour is a
    [
      [0, expect.closeTo(11 / 15, 12)], // a's is b
      [2, expect.closeTo(2 / 3, 12)], // and so is c's
    ],
    [],
    [],
  ]);
});

test("of equally similar columns the first is the neighbour", () => {
  const twins = sparseRows([
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  ]);

  const rows = cosineNeighbours(twins, 3, 1);

  expect([0, 1, 2].map((column) => entriesOf(rows, column))).toEqual([
    [
      [1, 1],
      [2, 1],
    ],
    [[0, 1]],
    [],
  ]);
});
