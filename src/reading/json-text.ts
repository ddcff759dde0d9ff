import { flattened, join, literal, raw, Sql, sql } from "../database/sql.ts";

/**
 * JSON as text that PostgreSQL puts together: what is known while the statement is written stands as it is, what is read is an
 * expression of type text. `json_build_object` would look up the type of each argument again for every row, which makes a page
 * take twice as long. An expression that is null makes all of its text null, up to where `orNull` holds it: as GraphQL has it for a
 * field that must not be null.
 */
export type Json = readonly (string | Sql)[];

export const JSON_NULL: Json = ["null"];

/** A string in which any character may stand. */
export const jsonString = (text: Sql): Json => [sql`to_json((${text})::text)::text`];

/** A string none of whose characters is escaped in JSON: digits, dates, codes. */
export const plainString = (text: Sql): Json => ['"', sql`(${text})::text`, '"'];

/** A boolean, an integer, or what is JSON already. */
export const asWritten = (value: Sql): Json => [sql`(${value})::text`];

/** The shortest form that reads back the same; a string where it is no number, which JSON cannot write. */
export const jsonFloat = (value: Sql): Json => [sql`to_json(${value})::text`];

export const orNull = (json: Json): Json => (isKnown(json) ? json : [sql`coalesce(${textOf(json)}, 'null')`]);

export type Member = readonly [key: string, value: Json];

export const jsonObject = (members: readonly Member[]): Json =>
  brief(["{", ...members.flatMap(([key, value], index) => [`${index === 0 ? "" : ","}"${key}":`, ...value]), "}"]);

/** The list of a column, one item a row; `order` is that of the rows. */
export function jsonList(item: Sql, order?: Sql): Json {
  const inOrder = order === undefined ? raw("") : sql` order by ${order}`;
  return ["[", sql`coalesce(string_agg(coalesce(${item}, 'null'), ','${inOrder}), '')`, "]"];
}

/** A long row of operators is deep as PostgreSQL reads it, so it is written in pieces. */
const LONGEST = 100;

/** The JSON as one expression. */
export function textOf(json: Json): Sql {
  const pieces = brief(json).map((piece) => (typeof piece === "string" ? literal(piece) : piece));
  return pieces.length > 1 ? sql`(${inPieces(pieces)})` : (pieces[0] ?? literal(""));
}

function inPieces(pieces: readonly Sql[]): Sql {
  if (pieces.length <= LONGEST) return join(pieces, " || ");
  const groups: Sql[] = [];
  for (let start = 0; start < pieces.length; start += LONGEST) {
    groups.push(sql`(${join(pieces.slice(start, start + LONGEST), " || ")})`);
  }
  return inPieces(groups);
}

/** The same with what is known put together, for one that is used again and again. */
export const brief = (json: Json): Json => {
  const pieces: (string | Sql)[] = [];
  for (const piece of json) {
    const last = pieces.at(-1);
    if (typeof piece === "string" && typeof last === "string") pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces;
};

export const flattenedJson = (json: Json): Json =>
  brief(json).map((piece) => (typeof piece === "string" ? piece : flattened(piece)));

const isKnown = (json: Json): boolean => json.every((piece) => !(piece instanceof Sql));
