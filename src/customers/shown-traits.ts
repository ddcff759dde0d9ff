import { raw, type Sql, sql } from "../database/sql.ts";
import { ADDRESS_PARTS } from "./customer.ts";

/** What is shown of a trait that every customer may have. */
export interface ShownTrait {
  readonly type: "text" | "moment";
  /** Whether it is masked for roles that may not read personal data. */
  readonly personal: boolean;
  /** The value of a row of `customer` at a moment, null where it is not known. */
  readonly value: (row: Sql, now: Sql) => Sql;
}

const personal = (value: ShownTrait["value"]): ShownTrait => ({ type: "text", personal: true, value });
const open = (name: string): ShownTrait => ({
  type: "text",
  personal: false,
  value: (row) => sql`${row}.${raw(name)}`,
});
const moment = (name: string): ShownTrait => ({ ...open(name), type: "moment" });

/** The stated name, else first and last name. */
export const displayNameOf = (row: Sql): Sql =>
  sql`coalesce(${row}.display_name, nullif(concat_ws(' ', ${row}.first_name, ${row}.last_name), ''))`;

/** The age band of a customer's row at a moment. */
export function ageBandOf(row: Sql, now: Sql): Sql {
  const years = sql`extract(year from age(${now}::timestamptz at time zone 'UTC', ${row}.birth_date))`;
  return sql`case when ${row}.birth_date is null then ${row}.age_band
    when ${years} < 18 then null when ${years} <= 25 then 'AGE_18_25' when ${years} <= 35 then 'AGE_26_35'
    when ${years} <= 45 then 'AGE_36_45' when ${years} <= 55 then 'AGE_46_55' else 'AGE_56_PLUS' end`;
}

/** A part of an address, by its name. */
export const addressPart = (row: Sql, part: (typeof ADDRESS_PARTS)[number]): Sql =>
  sql`${row}.address ->> ${raw(`'${part}'`)}`;

/** By the name of the field of the API; dates are text such as 1990-05-17. Every other trait lives in `traits`. */
export const SHOWN_TRAITS: ReadonlyMap<string, ShownTrait> = new Map([
  ["displayName", personal(displayNameOf)],
  ["firstName", personal((row) => sql`${row}.first_name`)],
  ["lastName", personal((row) => sql`${row}.last_name`)],
  ["email", personal((row) => sql`${row}.email`)],
  ["phone", personal((row) => sql`${row}.phone`)],
  ["birthDate", personal((row) => sql`to_char(${row}.birth_date, 'YYYY-MM-DD')`)],
  ...ADDRESS_PARTS.map((part) => [`address.${part}`, personal((row) => addressPart(row, part))] as const),
  ["gender", open("gender")],
  ["ageBand", { type: "text", personal: false, value: ageBandOf }],
  ["occupation", open("occupation")],
  ["country", open("country")],
  ["city", open("city")],
  ["language", open("language")],
  ["timeZone", open("time_zone")],
  ["firstSeenAt", moment("first_seen_at")],
  ["lastSeenAt", moment("last_seen_at")],
]);
