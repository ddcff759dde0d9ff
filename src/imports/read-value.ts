import { BadValue, MissingValue } from "./bad-value.ts";
import { isEmpty, textOf } from "./cells.ts";
import { absolute, decimalOf, integerOf, negated } from "./decimals.ts";
import type { TableRow } from "./table.ts";
import { type LookupStep, ROW_NUMBER, type TemplatePart, type ValueRule, type ValueSource } from "./value-rule.ts";

export type FieldValue = string | number | boolean | Date;

const YES = new Set(["true", "yes", "y", "t", "1"]);
const NO = new Set(["false", "no", "n", "f", "0"]);

/** A field's value in a row; undefined where it is empty. Throws BadValue or MissingValue. */
export function readValue(rule: ValueRule, row: TableRow): FieldValue | undefined {
  const value = fieldValue(rule, row);
  if (value === undefined && rule.required) throw new MissingValue(whereOf(rule.from), rule.at);
  return value;
}

function fieldValue(rule: ValueRule, row: TableRow): FieldValue | undefined {
  const cell = cellOf(rule.from, row);
  if (isEmpty(cell)) return undefined;
  if (cell instanceof Date && rule.type === "datetime" && !Number.isNaN(cell.getTime())) return cell;
  const mark = typeof cell === "string" ? rule.decimalMark : ".";
  const text = lookedUp(rule, transformed(rule, textOf(cell)), mark);
  return text === undefined || text === "" ? undefined : typed(rule, text, mark);
}

export function readText(rule: ValueRule, row: TableRow): string | undefined {
  const value = readValue(rule, row);
  return value instanceof Date ? value.toISOString() : value === undefined ? undefined : String(value);
}

export function requiredText(rule: ValueRule, row: TableRow): string {
  const text = readText(rule, row);
  if (text === undefined) throw new MissingValue(whereOf(rule.from), rule.at);
  return text;
}

function cellOf(source: ValueSource, row: TableRow): unknown {
  if (source.kind === "column") return row.values[source.column];
  if (source.kind === "constant") return source.text;
  return filledIn(source.parts, row);
}

/** A template with an empty column has no value: half a key is no key. */
function filledIn(parts: readonly TemplatePart[], row: TableRow): string | undefined {
  let text = "";
  for (const part of parts) {
    if ("text" in part) text += part.text;
    else if (part.column === ROW_NUMBER) text += row.number;
    else if (isEmpty(row.values[part.column])) return undefined;
    else text += textOf(row.values[part.column]).trim();
  }
  return text;
}

function transformed(rule: ValueRule, text: string): string {
  let result = text;
  for (const transform of rule.transforms) {
    if (transform === "trim") result = result.trim();
    else if (transform === "upper") result = result.toUpperCase();
    else if (transform === "lower") result = result.toLowerCase();
  }
  return result;
}

function lookedUp(rule: ValueRule, text: string, mark: "." | ","): string | undefined {
  if (rule.lookup === undefined) return text;
  const { lookup } = rule;
  const word = text.trim();
  const found = "table" in lookup ? lookup.table.get(word) : stepOf(lookup.steps, decimalOf(word, mark));
  if (found !== undefined) return found;
  if (lookup.otherwise === "reject") throw bad(rule, text, "in the table of the map");
  return lookup.otherwise === "keep" ? text : undefined;
}

/** Text that is no number reaches no step, as a word may be missing in a table. */
function stepOf(steps: readonly LookupStep[], decimal: string | undefined): string | undefined {
  return decimal === undefined ? undefined : steps.findLast(({ atLeast }) => atLeast <= Number(decimal))?.word;
}

/** The decimal mark is the file's way to write numbers; a number that came as a number is never written with a comma. */
function typed(rule: ValueRule, text: string, mark: "." | ","): FieldValue {
  if (rule.type === "text") return known(rule, text);
  const trimmed = text.trim();
  if (rule.type === "boolean") return booleanOf(rule, trimmed);
  if (rule.type === "date" || rule.type === "datetime") return dateOf(rule, trimmed);
  const decimal = signed(rule, decimalOf(trimmed, mark) ?? unreadable(rule, text));
  if (rule.type === "decimal") return decimal;
  if (rule.type === "number") return Number(decimal);
  return integerOf(decimal) ?? unreadable(rule, text);
}

function known(rule: ValueRule, text: string): string {
  if (rule.known === undefined || rule.known.includes(text)) return text;
  throw bad(rule, text, `one of ${rule.known.join(", ")}`);
}

function booleanOf(rule: ValueRule, text: string): boolean {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  throw bad(rule, text, "true or false (also yes, no, 1, 0)");
}

/** Dates are text: a birthday is the same day in every zone. */
function dateOf(rule: ValueRule, text: string): Date | string {
  const date = rule.dateTime?.read(text);
  if (date === undefined) throw bad(rule, text, rule.dateTime?.about ?? "a date");
  return rule.type === "date" ? date.toISOString().slice(0, 10) : date;
}

function signed(rule: ValueRule, decimal: string): string {
  if (rule.transforms.includes("absolute")) return absolute(decimal);
  return rule.transforms.includes("negate") ? negated(decimal) : decimal;
}

function unreadable(rule: ValueRule, text: string): never {
  if (rule.type === "integer") throw bad(rule, text, "a whole number such as 12");
  throw bad(rule, text, `a number such as 12${rule.decimalMark}50`);
}

export function bad(rule: ValueRule, text: string, expected: string): BadValue {
  return new BadValue(`${whereOf(rule.from)} (${rule.at})`, text, expected);
}

function whereOf(source: ValueSource): string {
  if (source.kind === "column") return `column "${source.column}"`;
  if (source.kind === "constant") return "the constant";
  const columns = source.parts.flatMap((part) => ("column" in part ? [`"${part.column}"`] : []));
  return `a column of the template (${columns.join(", ")})`;
}
