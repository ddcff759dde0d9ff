import type { DateTimeReader } from "./date-times.ts";

export const VALUE_TYPES = ["text", "integer", "decimal", "number", "boolean", "date", "datetime"] as const;
export const TRANSFORMS = ["trim", "upper", "lower", "negate", "absolute"] as const;
export const LOOKUP_RESTS = ["omit", "keep", "reject"] as const;

export type ValueType = (typeof VALUE_TYPES)[number];
export type Transform = (typeof TRANSFORMS)[number];

/** Where one field's value comes from and what is done to it, in this order: text transforms, lookup, type, sign. */
export interface ValueRule {
  /** The field's place in the map, for messages. */
  at: string;
  from: ValueSource;
  type: ValueType;
  transforms: readonly Transform[];
  lookup?: Lookup;
  required: boolean;
  decimalMark: "." | ",";
  /** For the types date and datetime. */
  dateTime?: DateTimeReader;
  /** For names from a fixed list: what the text may be. */
  known?: readonly string[];
}

/** From the file's words to the map's: by a table, or for numbers by the highest step that the number reaches. */
export type Lookup = ({ table: ReadonlyMap<string, string> } | { steps: readonly LookupStep[] }) & {
  /** What becomes of all that has no word. */
  otherwise: (typeof LOOKUP_RESTS)[number];
};

/** Steps rise, so that no number is in two of them and none falls between. */
export interface LookupStep {
  atLeast: number;
  word: string;
}

export type ValueSource =
  | { kind: "column"; column: string }
  | { kind: "constant"; text: string }
  | { kind: "template"; parts: readonly TemplatePart[] };

export type TemplatePart = { text: string } | { column: string };

/** The name by which a template asks for the row's number. */
export const ROW_NUMBER = "$row";
