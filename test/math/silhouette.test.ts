import fc from "fast-check";
import { expect, test } from "vitest";
import { silhouette } from "../../src/math/silhouette.ts";

// By hand, a to the others of the cluster and b to the nearest other cluster, (b - a) / max(a, b) each:
// 0 1 | 4 6: a 1, b (4 + 6) / 2 = 5: 4/5; a 1, b (3 + 5) / 2 = 4: 3/4; a 2, b (4 + 3) / 2 = 3.5: 3/7; a 2, b 5.5: 7/11.
// The corners of 4 by 3: the diagonal is 5, so that of each a is 3 and b (4 + 5) / 2 = 4.5: 1/3.
// 0 10 | 1: (1 - 10) / 10, (9 - 10) / 10, and 1 is alone.
// 0 2 | 5 | 9 11: b is the distance to 5, not to the far pair: 3/5, 1/3; 5 is alone; 9: a 2, b 4: 1/2; 11: a 2, b 6: 2/3.
test.each([
  ["two pairs on a line", [[0], [1], [4], [6]], [0, 0, 1, 1], (4 / 5 + 3 / 4 + 3 / 7 + 7 / 11) / 4],
  [
    "the two short sides of a rectangle",
    [
      [0, 0],
      [0, 3],
      [4, 0],
      [4, 3],
    ],
    [0, 0, 1, 1],
    1 / 3,
  ],
  ["a pair with another cluster between", [[0], [10], [1]], [0, 0, 1], (-9 / 10 - 1 / 10 + 0) / 3],
  ["three clusters", [[0], [2], [5], [9], [11]], [0, 0, 1, 2, 2], (3 / 5 + 1 / 3 + 0 + 1 / 2 + 2 / 3) / 5],
  [
    "clusters of equal points",
    [
      [1, 1],
      [1, 1],
      [2, 5],
      [2, 5],
    ],
    [7, 7, -3, -3],
    1,
  ],
])("of %s the mean silhouette width is the one worked out by hand", (_, points, labels, expected) => {
  expect(silhouette(points, labels)).toBeCloseTo(expected, 12);
});

test.each([
  ["of no points", [], []],
  ["of one cluster", [[1], [2], [5]], [4, 4, 4]],
  ["where all are alone", [[1], [2], [5]], [0, 1, 2]],
  ["where all points are equal", [[3], [3], [3], [3]], [0, 0, 1, 1]],
])("%s it is 0", (_, points, labels) => {
  expect(silhouette(points, labels)).toBe(0);
});

const coordinate = fc.integer({ min: -50, max: 50 });
const labelled = fc.array(fc.tuple(fc.tuple(coordinate, coordinate), fc.integer({ min: 0, max: 3 })), {
  maxLength: 25,
});

function widthOf(rows: readonly (readonly [readonly number[], number])[]): number {
  return silhouette(
    rows.map(([point]) => point),
    rows.map(([, label]) => label),
  );
}

test("it lies between -1 and 1", () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      expect(Math.abs(widthOf(rows))).toBeLessThanOrEqual(1);
    }),
  );
});

test("what the clusters are called does not matter", () => {
  fc.assert(
    fc.property(labelled, (rows) => {
      const renamed = rows.map(([point, label]) => [point, 100 - 7 * label] as const);

      expect(widthOf(renamed)).toBe(widthOf(rows));
    }),
  );
});

test("nor does the order of the points", () => {
  const orders = labelled.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })),
  );

  fc.assert(
    fc.property(orders, ([rows, shuffled]) => {
      expect(widthOf(shuffled)).toBeCloseTo(widthOf(rows), 12);
    }),
  );
});

test("nor where the points lie as a whole, nor the unit", () => {
  fc.assert(
    fc.property(labelled, coordinate, coordinate, (rows, right, up) => {
      const shifted = rows.map(([[x, y], label]) => [[x + right, y + up], label] as const);
      const scaled = rows.map(([[x, y], label]) => [[4 * x, 4 * y], label] as const);

      expect(widthOf(shifted)).toBe(widthOf(rows)); // integers: the very same distances
      expect(widthOf(scaled)).toBeCloseTo(widthOf(rows), 12);
    }),
  );
});
