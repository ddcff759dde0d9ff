import { raw, type Sql, sql } from "../database/sql.ts";
import { EVERYONE } from "../graphql/roles.ts";
import {
  type Call,
  expression,
  extendAll,
  type FieldOptions,
  type FieldSpec,
  inline,
  projection,
} from "../reading/index.ts";
import { NO_CURRENCY } from "./shop.ts";

export interface MoneyRow {
  readonly amount: Sql;
  readonly currency: Sql;
}

const moneyType = projection<MoneyRow>("Money", {
  about: "An exact amount in a currency; exact from end to end, never a float.",
  roles: EVERYONE,
});

extendAll(moneyType, {
  amount: expression(
    "Decimal",
    { about: "The amount, with at least two decimals and as many as it takes to be exact." },
    ({ amount }) => amount,
  ),
  currency: expression(
    "String",
    { about: "ISO 4217; XXX (no currency) before the shop has seen its first amount." },
    ({ currency }) => currency,
  ),
});

/** An amount with its currency; null where there is no amount, if the field may be null. */
export function money<Row>(options: FieldOptions, of: (row: Row, call: Call<unknown>) => MoneyRow): FieldSpec<Row> {
  const when = (row: Row, call: Call<unknown>): Sql => sql`${of(row, call).amount} is not null`;
  return inline(moneyType, options.nullable === true ? { ...options, when } : options, of);
}

/** The shop's currency; the planner asks for it once a statement. */
export const shopCurrency: Sql = raw(`coalesce((select s.currency from shop s), '${NO_CURRENCY}')`);
