import { decimalOfNumber } from "./decimals.ts";

/** Nothing, blanks and not-a-number (how data frames write "missing") all mean that a cell is empty. */
export function isEmpty(cell: unknown): boolean {
  if (cell === null || cell === undefined) return true;
  if (typeof cell === "string") return cell.trim() === "";
  return typeof cell === "number" && Number.isNaN(cell);
}

/** A cell as the text that a person would read in it. */
export function textOf(cell: unknown): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return decimalOfNumber(cell) ?? String(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "Invalid Date" : cell.toISOString();
  if (typeof cell === "object" && cell !== null) return JSON.stringify(plainOf(cell));
  return cell === null || cell === undefined ? "" : String(cell);
}

/** Cells as JSON can hold them; a bigint beyond 2^53 stays exact as text. */
export function plainOf(cell: unknown): unknown {
  return JSON.parse(JSON.stringify(cell, exactly) ?? "null");
}

function exactly(_key: string, cell: unknown): unknown {
  if (typeof cell !== "bigint") return cell;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : cell.toString();
}
