import { badUserInput } from "./errors.ts";

/** How one of a cursor's values is checked before it reaches the database. */
const PATTERNS = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  timestamptz: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/,
  boolean: /^(true|false)$/,
  bigint: /^\d{1,18}$/,
  numeric: /^-?\d{1,40}(\.\d{1,40})?$/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the NUL character is what PostgreSQL text cannot hold
  text: /^[^\u0000]*$/u,
} as const;

export type CursorType = keyof typeof PATTERNS;

/**
 * A cursor is the base64url of a JSON array: the name of the order, then the row's values in it, as PostgreSQL writes
 * them. It stays right while rows arrive, and a cursor of one order is refused in another.
 */
export function decodeCursor(
  cursor: string,
  order: string,
  types: readonly CursorType[],
  path: readonly (string | number)[],
): string[] {
  const values = parse(cursor);
  if (values === undefined || values.length !== types.length + 1) {
    throw badUserInput("This is not a cursor of this list: take it from pageInfo or from an edge.", path);
  }
  if (values[0] !== order) {
    throw badUserInput(`This cursor belongs to the order ${values[0]}; the list is in the order ${order}.`, path);
  }
  const keys = values.slice(1);
  if (keys.every((value, index) => isOf(types[index] ?? "text", value))) return keys;
  throw badUserInput("This is not a cursor of this list: take it from pageInfo or from an edge.", path);
}

/** Of the form, and for a moment also one that exists: the 31st of February would be a fault of the database. */
function isOf(type: CursorType, value: string): boolean {
  if (!PATTERNS[type].test(value)) return false;
  if (type !== "timestamptz") return true;
  const second = value.slice(0, 19).replace(" ", "T");
  const moment = new Date(`${second}Z`);
  return !Number.isNaN(moment.getTime()) && !second.startsWith("0000") && moment.toISOString().startsWith(second);
}

function parse(cursor: string): string[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(values) && values.every((value) => typeof value === "string") ? values : undefined;
  } catch {
    return undefined; // the caller says it in a sentence
  }
}
