import fc from "fast-check";
import { expect, test } from "vitest";
import { addRow, entriesOf, rowTimes, sparseRows, transposed } from "../../src/math/sparse-rows.ts";

const COLUMNS = 6;
const aRow = fc.uniqueArray(fc.tuple(fc.nat(COLUMNS - 1), fc.integer({ min: -9, max: 9 })), {
  selector: ([column]) => column,
});

test("a matrix keeps its rows, and an empty one among them", () => {
  const matrix = sparseRows([
    [[2, 5]],
    [],
    [
      [0, 1],
      [1, -1],
    ],
  ]);

  expect(entriesOf(matrix, 0)).toEqual([[2, 5]]);
  expect(entriesOf(matrix, 1)).toEqual([]);
  expect(entriesOf(matrix, 2)).toEqual([
    [0, 1],
    [1, -1],
  ]);
});

test("rows become columns", () => {
  const turned = transposed(
    sparseRows([
      [[2, 5]],
      [],
      [
        [0, 1],
        [2, -1],
      ],
    ]),
    3,
  );

  expect([0, 1, 2].map((row) => entriesOf(turned, row))).toEqual([
    [[2, 1]],
    [],
    [
      [0, 5],
      [2, -1],
    ],
  ]);
});

test("turning twice gives the matrix again, each row by ascending column", () => {
  fc.assert(
    fc.property(fc.array(aRow, { maxLength: 8 }), (rows) => {
      const twice = transposed(transposed(sparseRows(rows), COLUMNS), rows.length);

      expect(twice).toEqual(sparseRows(rows.map((row) => [...row].sort(([left], [right]) => left - right))));
    }),
  );
});

test("a row is added to a vector and multiplied with it", () => {
  const matrix = sparseRows([
    [
      [0, 2],
      [2, 3],
    ],
  ]);
  const vector = new Float64Array([1, 1, 1]);

  addRow(matrix, 0, 10, vector);

  expect([...vector]).toEqual([21, 1, 31]);
  expect(rowTimes(matrix, 0, vector)).toBe(2 * 21 + 3 * 31);
});
