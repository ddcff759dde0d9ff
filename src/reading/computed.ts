import type { FieldNode } from "graphql";
import { bound, raw, type Sql, sql } from "../database/sql.ts";
import { Json, jsonList, textOf } from "./json-text.ts";
import type { Call, FieldSpec, Projection, Reader } from "./projection.ts";

/** What a gap's field is asked for one of its parents. */
export interface GapAsk {
  /** The field's own name for what it wants, such as "recommendations". */
  readonly what: string;
  readonly args: unknown;
  /** What the statement read for it: JSON as text, so that who has the answer already need not parse it. */
  readonly need: string;
  /** The fields that are selected of each of its rows. */
  readonly selected: ReadonlySet<string>;
}

/** A row that the process worked out, by the names of its columns. */
export type ComputedRow = Readonly<Record<string, unknown>>;

/** Works rows out in the process: all that one statement's fields ask of it, in one pass. */
export interface Computer {
  /**
   * What its answers stand on, whatever they are asked: JSON as an expression of type text, read with the needs. `snapshot` tells
   * which transactions the statement sees; on a cluster the ground is read by itself, and sees no less than that.
   */
  ground(snapshot: Sql): Sql;
  /** The rows of each ask, in order. */
  compute(asks: readonly GapAsk[], ground: unknown, reader: Reader): Promise<readonly (readonly ComputedRow[])[]>;
}

export type Computers = Readonly<Record<string, Computer>>;

/** A list, or one object, whose rows the process works out. */
export interface ComputedSpec<Row, Args> extends Omit<FieldSpec<Row, Args>, "type" | "list" | "sql" | "nullable"> {
  readonly of: () => Projection<Sql>;
  /** One object instead of a list: the first of the rows that are shown; null where there is none. */
  readonly single?: boolean;
  /** Which of the program's computers. */
  readonly computer: string;
  readonly what: string;
  /** What must be read of each parent; JSON. */
  readonly needs: (row: Row, call: Call<Args>) => Json;
  /** column -> its SQL type: the rows as the item's projection reads them. */
  readonly columns: Readonly<Record<string, string>>;
  /** Which rows are shown: what they speak of may have changed since the process last heard of it. */
  readonly where?: (row: Sql, call: Call<Args>) => Sql;
  /** How many of the shown rows. */
  readonly limit?: (call: Call<Args>) => number;
}

/** A gap's field as it was asked for. It holds nothing of the request but its constants, so that its text can be kept. */
export interface GapField {
  readonly spec: ComputedSpec<unknown, never>;
  readonly args: unknown;
  readonly nodes: readonly FieldNode[];
  readonly path: Call<unknown>["path"];
}

/**
 * What the process works out from what the database says: a list, or one object. The statement writes the answer with a gap for each of
 * these and, in the gap, what must be known for it; the process works out the rows of all gaps in one pass; one statement
 * more writes these rows by their projection, as it would those of a table, and its text goes into the gaps.
 */
export function computed<Row, Args = Record<never, never>>(spec: ComputedSpec<Row, Args>): FieldSpec<Row, Args> {
  const {
    of,
    single = false,
    computer: _computer,
    what: _what,
    needs,
    columns: _columns,
    where: _where,
    limit: _limit,
    ...declared
  } = spec;
  return {
    ...declared,
    ...(!single && { list: true }),
    type: () => of().type,
    sql: (row, call) => call.gap(spec as unknown as GapField["spec"], needs(row, call)),
  };
}

// JSON escapes every control character, so that neither can stand in an answer.
const GAP = "\u0001";
const NEED = "\u0002";

export const gapAt = (place: number, need: Json): Json =>
  new Json([`${GAP}${place}${NEED}`, sql`coalesce(${textOf(need)}, 'null')`, GAP]);

/** The grounds before a text, so that one statement reads both. */
export const withGrounds = (grounds: readonly Sql[], text: Sql): Sql =>
  grounds.reduceRight((rest, ground) => sql`${ground} || '${raw(GAP)}' || ${rest}`, text);

/** By computer what its answers stand on. */
export type Grounds = ReadonlyMap<string, unknown>;

export function splitGrounds(text: string, names: readonly string[]): { grounds: Grounds; rest: string } {
  const grounds = new Map<string, unknown>();
  let from = 0;
  for (const name of names) {
    const end = text.indexOf(GAP, from);
    grounds.set(name, JSON.parse(text.slice(from, end)));
    from = end + 1;
  }
  return { grounds, rest: text.slice(from) };
}

export const hasGaps = (text: string): boolean => text.includes(GAP);

/** A text with gaps: what stands between them, and the place of the field and the need of each. */
export interface Gapped {
  readonly between: readonly string[];
  readonly gaps: readonly { readonly field: number; readonly need: string }[];
}

export function splitGaps(text: string): Gapped {
  const parts = text.split(GAP);
  return {
    between: parts.filter((_, place) => place % 2 === 0),
    gaps: parts
      .filter((_, place) => place % 2 === 1)
      .map((gap) => {
        const end = gap.indexOf(NEED);
        return { field: Number(gap.slice(0, end)), need: gap.slice(end + 1) };
      }),
  };
}

export const joinGaps = ({ between }: Gapped, filled: readonly string[]): string =>
  between.map((text, place) => text + (filled[place] ?? "")).join("");

/** How the rows of a gap are written: by the compiler of the operation, as rows of a table would be. */
export interface GapText {
  readonly item: (row: Sql) => Json;
  readonly where: (row: Sql) => Sql;
  readonly limit: number | undefined;
  readonly single: boolean;
  alias(): Sql;
}

/** The rows of one gap. */
export interface GapRows {
  readonly gap: number;
  readonly rows: readonly ComputedRow[];
}

/** The rows of one field's gaps as one select: each gap's number, and the JSON of its list or object. */
export function selectRows(columns: Readonly<Record<string, string>>, lists: readonly GapRows[], text: GapText): Sql {
  const names = Object.keys(columns);
  const typed = raw(names.map((name) => `${name} ${columns[name]}`).join(", "));
  const [list, given, row] = [text.alias(), text.alias(), text.alias()];
  const shown = sql`select ${list}.gap, ${given}.*, row_number() over (partition by ${list}.gap order by ${given}.place) as rank
    from json_to_recordset(${bound(JSON.stringify(lists))}::json) as ${list} (gap int, rows json),
      rows from (json_to_recordset(${list}.rows) as (${typed})) with ordinality as ${given} (${raw(names.join(", "))}, place)
    where ${text.where(given)}`;
  if (text.single) {
    return sql`select ${row}.gap, ${textOf(text.item(row))} as text from (${shown}) ${row} where ${row}.rank = 1`;
  }
  const written = textOf(jsonList(textOf(text.item(row)), sql`${row}.rank`));
  const cut = text.limit === undefined ? raw("true") : sql`${row}.rank <= ${text.limit}::int`;
  return sql`select ${row}.gap, ${written} as text from (${shown}) ${row} where ${cut} group by ${row}.gap`;
}
