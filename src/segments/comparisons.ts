import { bound, join, raw, type Sql, sql } from "../database/sql.ts";

/** What a rule compares with: one of JSON's plain values. */
export type Plain = string | number | boolean;

/** What is compared: a value in SQL, null where there is none, as PostgreSQL types it; `json` is whatever a jsonb holds. */
export interface Subject {
  readonly type: "text" | "number" | "moment" | "json";
  readonly value: Sql;
}

/** A comparison as a rule names it. */
export interface Compared {
  readonly is: Comparison;
  readonly value?: Plain | null | undefined;
  readonly values?: readonly Plain[] | null | undefined;
}

interface ComparisonSpec {
  readonly about: string;
  readonly takes: "value" | "values" | "two values" | "nothing";
  /** In a sentence, after what is compared. */
  readonly words: string;
  readonly holds: (subject: Subject, values: readonly Plain[]) => Sql;
  /** Whether it is the very opposite of what `holds` says, and so true where there is no value. */
  readonly opposite?: true;
}

const inOrder = (sign: string, about: string, words: string): ComparisonSpec => ({
  about: `${about} Text is compared by its characters' code points, so that dates such as 2026-03-01 are in order.`,
  takes: "value",
  words,
  holds: (subject, [value]) => ordered(subject, value, sign),
});

/** One condition for each of JSON's types, however many values there are. */
const oneOf: ComparisonSpec["holds"] = (subject, values) => {
  const types = [...new Set(values.map((value) => typeof value))];
  const conditions = types.map((type) =>
    equalAny(
      subject,
      values.filter((value) => typeof value === type),
    ),
  );
  return sql`(${join(conditions, " or ")})`;
};

/** How a value can be compared. Each is a line here; case matters in all of them. */
export const COMPARISONS = {
  EQUAL: { about: "It is this value.", takes: "value", words: "is", holds: oneOf },
  NOT_EQUAL: {
    about: "The opposite of EQUAL: also where there is no value.",
    takes: "value",
    words: "is not",
    holds: oneOf,
    opposite: true,
  },
  MORE_THAN: inOrder(">", "It is more than this value.", "is more than"),
  AT_LEAST: inOrder(">=", "It is this value or more.", "is at least"),
  LESS_THAN: inOrder("<", "It is less than this value.", "is less than"),
  AT_MOST: inOrder("<=", "It is this value or less.", "is at most"),
  BETWEEN: {
    about: "It lies between the two values; both belong to it.",
    takes: "two values",
    words: "is between",
    holds: (subject, [low, high]) => sql`(${ordered(subject, low, ">=")} and ${ordered(subject, high, "<=")})`,
  },
  IN: { about: "It is one of these values.", takes: "values", words: "is one of", holds: oneOf },
  NOT_IN: {
    about: "The opposite of IN: also where there is no value.",
    takes: "values",
    words: "is none of",
    holds: oneOf,
    opposite: true,
  },
  CONTAINS: {
    about: "It is text with this text in it, or a list with this value in it.",
    takes: "value",
    words: "contains",
    holds: contains,
  },
  STARTS_WITH: {
    about: "It is text that begins with this text.",
    takes: "value",
    words: "starts with",
    holds: (subject, [value]) => sql`starts_with(${textOf(subject)}, ${bound(String(value))}::text)`,
  },
  EXISTS: { about: "There is a value.", takes: "nothing", words: "is known", holds: exists },
  NOT_EXISTS: { about: "There is no value.", takes: "nothing", words: "is not known", holds: exists, opposite: true },
} as const satisfies Record<string, ComparisonSpec>;

export type Comparison = keyof typeof COMPARISONS;

export const specOf = (is: Comparison): ComparisonSpec => COMPARISONS[is];

/** What it is compared with. */
export const valuesOf = ({ is, value, values }: Compared): readonly Plain[] => {
  const { takes } = specOf(is);
  if (takes === "nothing") return [];
  return takes === "value" && value !== undefined && value !== null ? [value] : (values ?? []);
};

/**
 * Whether the comparison holds, never null. `found` makes the condition of whatever has the subject: given that the
 * comparison itself holds of it, it says whether there is one.
 */
export function holds(subject: Subject, compared: Compared, found: (test: Sql) => Sql = known): Sql {
  const spec = specOf(compared.is);
  const there = found(spec.holds(subject, valuesOf(compared)));
  return spec.opposite === true ? sql`not ${there}` : there;
}

const known = (test: Sql): Sql => sql`coalesce(${test}, false)`;

function equalAny(subject: Subject, values: readonly Plain[]): Sql {
  const [value = ""] = values;
  const given = values.map((each) => written(subject, each));
  return sql`${typed(subject, value)} = any(${bound(given)}::${typeFor(subject, value)}[])`;
}

function ordered(subject: Subject, value: Plain | undefined, sign: string): Sql {
  if (value === undefined) return sql`false`;
  const [left, right] = [typed(subject, value), parameter(subject, value)];
  const isText = subject.type === "text" || (subject.type === "json" && typeof value === "string");
  return isText ? sql`${left} collate "C" ${signed(sign)} ${right}` : sql`${left} ${signed(sign)} ${right}`;
}

const SIGNS: Readonly<Record<string, Sql>> = { ">": sql`>`, ">=": sql`>=`, "<": sql`<`, "<=": sql`<=` };
const signed = (sign: string): Sql => SIGNS[sign] ?? sql`=`;

function contains(subject: Subject, [value]: readonly Plain[]): Sql {
  if (value === undefined) return sql`false`;
  const inText = sql`strpos(${textOf(subject)}, ${bound(String(value))}::text) > 0`;
  if (subject.type !== "json") return inText;
  const inList = sql`${subject.value} @> ${bound(JSON.stringify([value]))}::jsonb`;
  return typeof value === "string"
    ? sql`case jsonb_typeof(${subject.value}) when 'array' then ${inList} when 'string' then ${inText} end`
    : sql`case jsonb_typeof(${subject.value}) when 'array' then ${inList} end`;
}

function exists({ type, value }: Subject): Sql {
  return type === "json" ? sql`jsonb_typeof(${value}) <> 'null'` : sql`${value} is not null`;
}

/** The subject as the type of the value; null where it is of another. */
function typed(subject: Subject, value: Plain): Sql {
  if (subject.type !== "json") return subject.value;
  const text = sql`${subject.value} #>> '{}'`;
  if (typeof value === "string") return textOf(subject);
  if (typeof value === "number")
    return sql`case jsonb_typeof(${subject.value}) when 'number' then (${text})::numeric end`;
  return sql`case jsonb_typeof(${subject.value}) when 'boolean' then (${text})::boolean end`;
}

const textOf = ({ type, value }: Subject): Sql =>
  type === "json" ? sql`case jsonb_typeof(${value}) when 'string' then ${value} #>> '{}' end` : value;

const parameter = (subject: Subject, value: Plain): Sql =>
  sql`${bound(written(subject, value))}::${typeFor(subject, value)}`;

/** As PostgreSQL reads it. */
const written = ({ type }: Subject, value: Plain): string =>
  type === "moment" ? new Date(String(value)).toISOString() : String(value);

function typeFor({ type }: Subject, value: Plain): Sql {
  if (type === "moment") return raw("timestamptz");
  if (type === "number" || (type === "json" && typeof value === "number")) return raw("numeric");
  return raw(type === "json" && typeof value === "boolean" ? "boolean" : "text");
}
