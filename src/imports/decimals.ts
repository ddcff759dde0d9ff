import Big from "big.js";

const PLAIN = /^-?\d+(\.\d+)?$/;
const SPELT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** The exact decimal that a text spells, without exponent; undefined where it spells none. */
export function decimalOf(text: string, mark: "." | "," = "."): string | undefined {
  if (mark === "," && text.includes(".")) return undefined;
  const spelt = mark === "," ? text.replace(",", ".") : text;
  if (PLAIN.test(spelt)) return spelt;
  return SPELT.test(spelt) ? new Big(spelt).toFixed() : undefined;
}

/**
 * A number as the shortest decimal that means it. String(2.1) is already "2.1", where toFixed(20) would show the binary
 * noise; only the exponents of very large and very small numbers have to be written out.
 */
export function decimalOfNumber(value: number): string | undefined {
  return Number.isFinite(value) ? decimalOf(String(value)) : undefined;
}

/** "13085.0" is a whole number too: spreadsheets and data frames write identifiers so. */
export function integerOf(decimal: string): string | undefined {
  const [whole = "", fraction = ""] = decimal.split(".");
  return /^0*$/.test(fraction) ? whole : undefined;
}

export function negated(decimal: string): string {
  if (/^-?0+(\.0+)?$/.test(decimal)) return absolute(decimal);
  return decimal.startsWith("-") ? decimal.slice(1) : `-${decimal}`;
}

export function absolute(decimal: string): string {
  return decimal.startsWith("-") ? decimal.slice(1) : decimal;
}
