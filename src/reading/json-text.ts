import { flattened, literal, raw, Sql, sql } from "../database/sql.ts";

/**
 * JSON as text that PostgreSQL puts together: what is known while the statement is written stands as it is, what is read is an
 * expression of type text. `json_build_object` would look up the type of each argument again for every row, which makes a page
 * take twice as long. An expression that is null makes all of its text null, up to where `orNull` holds it.
 */
export class Json {
  readonly pieces: readonly (string | Sql)[];
  constructor(pieces: readonly (string | Sql)[]) {
    this.pieces = pieces;
  }
}

/** Writes JSON whose holes are expressions of type text, or JSON. */
export function json(strings: TemplateStringsArray, ...holes: readonly (Sql | Json)[]): Json {
  return together(
    strings.flatMap((text, index) => {
      const hole = holes[index];
      return hole === undefined ? [text] : [text, ...(hole instanceof Json ? hole.pieces : [hole])];
    }),
  );
}

export const JSON_NULL = json`null`;

/** A string in which any character may stand; a number in the shortest form that reads back the same. */
export const jsonOf = (value: Sql): Json => json`${sql`to_json(${value})::text`}`;

/** A string none of whose characters is escaped in JSON: digits, dates, the names of an enum's values. */
export const plainString = (text: Sql): Json => json`"${sql`(${text})`}"`;

/** A boolean, an integer, or what is JSON already. */
export const jsonAsIs = (value: Sql): Json => json`${sql`(${value})::text`}`;

/** A name of the schema as a string. */
export const jsonName = (name: string): Json => new Json([`"${name}"`]);

/** What is null is written as such, and leaves the text around it alone. */
export const orNull = (value: Json): Json =>
  value.pieces.some((piece) => piece instanceof Sql) ? json`${sql`coalesce(${textOf(value)}, 'null')`}` : value;

export type Member = readonly [key: string, value: Json];

export const jsonObject = (members: readonly Member[]): Json =>
  together([
    "{",
    ...members.flatMap(([key, value], index) => [`${index === 0 ? "" : ","}"${key}":`, ...value.pieces]),
    "}",
  ]);

/** A list of these values. */
export const jsonTuple = (values: readonly Json[]): Json =>
  together(["[", ...values.flatMap(({ pieces }, index) => (index === 0 ? pieces : [",", ...pieces])), "]"]);

/** The list of a column, one item a row, `null` where it is null; `order` is that of the rows. */
export function jsonList(item: Sql, order?: Sql): Json {
  const inOrder = order === undefined ? raw("") : sql` order by ${order}`;
  return json`[${sql`coalesce(string_agg(coalesce(${item}, 'null'), ','${inOrder}), '')`}]`;
}

/** The JSON as one expression. */
export const textOf = (value: Json): Sql =>
  concatenated(value.pieces.map((piece) => (typeof piece === "string" ? literal(piece) : piece)));

/**
 * Halves of halves: `a || b || c || ...` would copy its beginning for each piece that follows, and keep every copy until the row is
 * done; and it would be as deep for PostgreSQL as it is long.
 */
function concatenated(pieces: readonly Sql[]): Sql {
  const [only] = pieces;
  if (only === undefined || pieces.length === 1) return only ?? literal("");
  const middle = pieces.length >> 1;
  return sql`(${concatenated(pieces.slice(0, middle))} || ${concatenated(pieces.slice(middle))})`;
}

/** The same with its expressions put together, for what is used again and again. */
export const flattenedJson = ({ pieces }: Json): Json =>
  new Json(pieces.map((piece) => (typeof piece === "string" ? piece : flattened(piece))));

function together(pieces: readonly (string | Sql)[]): Json {
  const joined: (string | Sql)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === "string" && typeof last === "string") joined[joined.length - 1] = last + piece;
    else if (piece !== "") joined.push(piece);
  }
  return new Json(joined);
}
