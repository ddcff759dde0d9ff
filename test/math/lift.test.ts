import { expect, test } from "vitest";
import { lifts } from "../../src/math/lift.ts";
import { entriesOf, type SparseRows, sparseRows } from "../../src/math/sparse-rows.ts";

const rowsOf = (...rows: readonly (readonly number[])[]): SparseRows =>
  sparseRows(rows.map((row) => row.map((column) => [column, 1])));

// Wikipedia, Lift (data mining), the example of seven rows: A0 A0 A1 A0 B1 B0 B1
const [A, B, ZERO, ONE] = [0, 1, 2, 3];
const EXAMPLE = rowsOf([A, ZERO], [A, ZERO], [A, ONE], [A, ZERO], [B, ONE], [B, ZERO], [B, ONE]);

test("the lift of A and 0 is (3/4) / (4/7), that of B and 1 (2/3) / (3/7)", () => {
  const table = lifts(EXAMPLE, 4, { leastTogether: 1, most: 10 });

  expect([A, B, ZERO, ONE].map((row) => entriesOf(table, row))).toEqual([
    [[ZERO, 3 / 4 / (4 / 7)]],
    [[ONE, expect.closeTo(2 / 3 / (3 / 7), 12)]],
    [[A, 3 / 4 / (4 / 7)]],
    [[B, expect.closeTo(2 / 3 / (3 / 7), 12)]],
  ]);
});

test("a pair that stands together less often than asked for is left out", () => {
  const table = lifts(EXAMPLE, 4, { leastTogether: 3, most: 10 });

  expect([A, B, ZERO, ONE].map((row) => entriesOf(table, row).length)).toEqual([1, 0, 1, 0]);
});

test("the best come first: by lift, then by how often they stand together, then by place, and no more than asked for", () => {
  // 4 rows have 0; 1 stands in two of them, 2 and 3 in one each, 4 in one and elsewhere: lifts 5/4, 5/4, 5/4 and 5/8
  const rows = rowsOf([0, 1], [0, 1], [0, 2], [0, 3, 4], [4]);

  const all = lifts(rows, 5, { leastTogether: 1, most: 10 });
  const two = lifts(rows, 5, { leastTogether: 1, most: 2 });

  expect(entriesOf(all, 0)).toEqual([
    [1, 5 / 4],
    [2, 5 / 4],
    [3, 5 / 4],
  ]);
  expect(entriesOf(two, 0)).toEqual(entriesOf(all, 0).slice(0, 2));
  expect(entriesOf(all, 4)).toEqual([[3, 5 / 2]]);
});

test("nothing has companions where there are no rows", () => {
  expect(entriesOf(lifts(rowsOf(), 2, { leastTogether: 1, most: 10 }), 0)).toEqual([]);
});
