import { join, raw, type Sql, sql } from "../database/sql.ts";
import { type CursorType, decodeCursor } from "../graphql/cursors.ts";
import { jsonName, jsonOf, jsonTuple, textOf } from "./json-text.ts";

/** A total order of a list: its last key is unique. One direction for all keys, so that one row comparison pages it. */
export interface Order {
  readonly name: string;
  readonly direction: "asc" | "desc";
  readonly keys: readonly CursorType[];
  /** What the order needs beside the row's own table, such as a join. */
  readonly join?: (row: Sql) => Sql;
  readonly values: (row: Sql) => readonly Sql[];
}

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** Rows beyond a cursor: after it, or before it, in the list's order. */
export function beyond(order: Order, row: Sql, cursor: string, side: "after" | "before"): Sql {
  return sql`${tuple(order.values(row))} ${raw(comparison(order, side))} ${cursorValues(order, cursor, side)}`;
}

/** Rows on the other side of a cursor, the cursor's own row included. */
export function upTo(order: Order, row: Sql, cursor: string, side: "after" | "before"): Sql {
  const opposite = side === "after" ? "before" : "after";
  return sql`${tuple(order.values(row))} ${raw(`${comparison(order, opposite)}=`)} ${cursorValues(order, cursor, side)}`;
}

export function orderBy(values: readonly Sql[], direction: "asc" | "desc"): Sql {
  return join(values.map((value) => sql`${value} ${raw(direction)}`));
}

export const reversed = (direction: "asc" | "desc"): "asc" | "desc" => (direction === "asc" ? "desc" : "asc");

/** The cursor of a row, from its keys: base64url of a JSON array of text. */
export function cursorOf(order: Order, keys: readonly Sql[]): Sql {
  const texts = keys.map((key) => jsonOf(sql`(${key})::text`));
  const array = textOf(jsonTuple([jsonName(order.name), ...texts]));
  return sql`translate(encode(convert_to(${array}, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

const comparison = (order: Order, side: "after" | "before"): string =>
  (order.direction === "asc") === (side === "after") ? ">" : "<";

function cursorValues(order: Order, cursor: string, side: string): Sql {
  const values = decodeCursor(cursor, order.name, order.keys, [side]);
  return tuple(values.map((value, index) => sql`${value}::${raw(order.keys[index] ?? "text")}`));
}

const tuple = (values: readonly Sql[]): Sql => sql`(${join(values)})`;
