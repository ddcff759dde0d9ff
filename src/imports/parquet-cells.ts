import type { SchemaElement } from "hyparquet";

/** Turns one column's cells into what the file means, where hyparquet would lose something; undefined: nothing to do. */
export function cellReader(element: SchemaElement): ((cell: unknown) => unknown) | undefined {
  const scale = element.scale ?? 0;
  if (isDecimal(element) && element.type === "BYTE_ARRAY")
    return (cell) => (typeof cell === "number" ? cell.toFixed(scale) : cell);
  if (isDecimal(element)) return (cell) => exactDecimal(cell, scale);
  if (element.type === "FLOAT") return (cell) => (typeof cell === "number" ? shortestFloat(cell) : cell);
  if (isWallClock(element)) return (cell) => (cell instanceof Date ? wallClockText(cell) : cell);
  return undefined;
}

/**
 * The schema with decimals as the integers that the file holds: hyparquet multiplies them by a power of ten, and 3
 * tenths come out as 0.30000000000000004. (Decimals in variable byte arrays keep its way and are rounded to their scale.)
 */
export function withRawDecimals(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    if (!isDecimal(element) || element.type === "BYTE_ARRAY") return element;
    const { converted_type: _converted, logical_type: _logical, ...raw } = element;
    return raw;
  });
}

function isDecimal(element: SchemaElement): boolean {
  return element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";
}

/** A timestamp without zone is a wall clock's; as text without offset it gets the zone that the map names. */
function isWallClock({ logical_type: logical }: SchemaElement): boolean {
  return logical?.type === "TIMESTAMP" && !logical.isAdjustedToUTC;
}

function wallClockText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, -1);
}

/** 2.1 in four bytes is 2.0999999046 in eight; the shortest decimal that means the same four bytes is what was written. */
export function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

export function exactDecimal(cell: unknown, scale: number): unknown {
  const unscaled = cell instanceof Uint8Array ? bigEndian(cell) : cell;
  return typeof unscaled === "bigint" || typeof unscaled === "number" ? shifted(BigInt(unscaled), scale) : unscaled;
}

function shifted(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Two's complement, the most significant byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}
