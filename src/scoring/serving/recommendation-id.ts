import { raw, type Sql, sql } from "../../database/sql.ts";
import type { Strategy } from "../strategies.ts";

/** Never renumbered: ids of years ago are read by it. */
const CODES: Readonly<Record<Strategy, string>> = {
  HYBRID: "01",
  COLLABORATIVE: "02",
  REGRESSION: "03",
  SESSION: "04",
  CONTENT_BASED: "05",
  POPULAR: "06",
};

const NO_MODEL = "0".repeat(32);
const TIME_DIGITS = 12;

/** What a recommendation was, told by its id alone: nothing is written when something is recommended. */
export interface Recommended {
  readonly strategy: Strategy;
  /** The model's UUID; undefined where none was asked. */
  readonly model: string | undefined;
  /** The product's UUID. */
  readonly product: string;
  readonly at: Date;
  readonly rank: number;
}

/** rec_, then in hexadecimal: strategy, model, product, milliseconds since 1970, rank. */
export function recommendationId({ strategy, model, product, at, rank }: Recommended): string {
  const moment = at.getTime().toString(16).padStart(TIME_DIGITS, "0");
  const place = Math.min(rank, 255).toString(16).padStart(2, "0");
  return `rec_${CODES[strategy]}${model?.replaceAll("-", "") ?? NO_MODEL}${product.replaceAll("-", "")}${moment}${place}`;
}

/** The parts of an id that somebody sent back, as SQL; what is no id has none. */
export const idParts = {
  isOne: (id: Sql): Sql => sql`${id} ~ '^rec_0[1-6][0-9a-f]{78}$'`,
  strategy: (id: Sql): Sql =>
    sql`case substr(${id}, 5, 2) ${raw(
      Object.entries(CODES)
        .map(([strategy, code]) => `when '${code}' then '${strategy}'`)
        .join(" "),
    )} end`,
  model: (id: Sql): Sql => sql`nullif(substr(${id}, 7, 32), ${raw(`'${NO_MODEL}'`)})::uuid`,
  product: (id: Sql): Sql => sql`substr(${id}, 39, 32)::uuid`,
};
