import { BadValue } from "./bad-value.ts";
import { isEmpty, textOf } from "./cells.ts";
import { decimalOf } from "./decimals.ts";

export type Condition =
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  | { column: string; tests: readonly CellTest[] };

export type CellTest =
  | { test: "empty"; empty: boolean }
  | { test: "equals"; text: string }
  | { test: "in"; texts: ReadonlySet<string> }
  | { test: "startsWith"; text: string }
  | { test: "matches"; pattern: RegExp }
  | { test: NumberTest; number: number; decimalMark: "." | "," };

export const NUMBER_TESTS = ["above", "atLeast", "below", "atMost"] as const;
export type NumberTest = (typeof NUMBER_TESTS)[number];

export function holds(condition: Condition, values: Record<string, unknown>): boolean {
  if ("all" in condition) return condition.all.every((each) => holds(each, values));
  if ("any" in condition) return condition.any.some((each) => holds(each, values));
  if ("not" in condition) return !holds(condition.not, values);
  const cell = values[condition.column];
  return condition.tests.every((test) => passes(test, cell, condition.column));
}

/** An empty cell passes no test but `empty`. */
function passes(test: CellTest, cell: unknown, column: string): boolean {
  if (isEmpty(cell)) return test.test === "empty" && test.empty;
  switch (test.test) {
    case "empty":
      return !test.empty;
    case "equals":
      return textOf(cell).trim() === test.text;
    case "in":
      return test.texts.has(textOf(cell).trim());
    case "startsWith":
      return textOf(cell).trim().startsWith(test.text);
    case "matches":
      return test.pattern.test(textOf(cell).trim());
    default:
      return compares(test.test, numberOf(cell, column, test.decimalMark), test.number);
  }
}

function compares(test: NumberTest, left: number, right: number): boolean {
  if (test === "above") return left > right;
  if (test === "atLeast") return left >= right;
  return test === "below" ? left < right : left <= right;
}

/**
 * Text where a number is compared is a bad value, not a "no": otherwise a misread column would quietly send all its rows
 * to a skip.
 */
function numberOf(cell: unknown, column: string, mark: "." | ","): number {
  if (typeof cell === "number" || typeof cell === "bigint") return Number(cell);
  const text = textOf(cell).trim();
  const decimal = decimalOf(text, mark);
  if (decimal === undefined) throw new BadValue(`column "${column}"`, text, "a number, with which the map compares it");
  return Number(decimal);
}
