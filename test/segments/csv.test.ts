import { expect, test } from "vitest";
import { cellValue, csvLine } from "../../src/segments/csv.ts";

test.each([
  ["=1+1", "'=1+1"],
  ["-1", "'-1"],
  ["\n=1+1", "\"'\n'=1+1\""],
  ["x;=1+1", '"x;\'=1+1"'],
  ['x;"=1+1"', '"x;""\'=1+1"""'],
  ["London\n=1+1", '"London\n\'=1+1"'],
  ["a = b", "a = b"],
  ["O'Neill", "O'Neill"],
])("what a spreadsheet would take for a formula, %j, goes out as text", (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});

test("what goes out comes in again as it was", () => {
  const signs = ["=", "-", "'", ";", "\t", "\n", "\r", '"', " ", "a"];
  const all = (length: number): string[] =>
    length === 0 ? [""] : all(length - 1).flatMap((rest) => signs.map((sign) => rest + sign));

  for (const cell of [0, 1, 2, 3, 4].flatMap(all)) {
    const line = csvLine([cell]).slice(0, -2);
    const read = line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
    expect(cellValue(read), JSON.stringify(cell)).toBe(cell);
  }
});
