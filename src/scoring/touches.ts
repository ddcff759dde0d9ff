import { raw, type Sql, sql } from "../database/sql.ts";
import { TOUCHPOINT_TYPES } from "../touchpoints/index.ts";
import { codeOf, signalOf } from "./recommendations/signals.ts";

/** The touches of products, as training and serving both read them: what a customer did, and what their orders say. */
const TYPES = Object.keys(TOUCHPOINT_TYPES).flatMap((type) => {
  const signal = signalOf(type);
  return signal === undefined || signal === "PURCHASE" ? [] : [{ type, code: codeOf(signal) }];
});

const quoted = TYPES.map(({ type }) => `'${type}'`).join(", ");

/** Acts on a product, other than ordering it. */
export const isTouch = (touchpoint: Sql): Sql =>
  sql`${touchpoint}.product_id is not null and ${touchpoint}.type in (${raw(quoted)})`;

/** A signal's place in SIGNAL_NAMES. */
export const signalCode = (touchpoint: Sql): Sql =>
  sql`case ${touchpoint}.type ${raw(TYPES.map(({ type, code }) => `when '${type}' then ${code}`).join(" "))} end`;

export const PURCHASE_CODE = codeOf("PURCHASE");

/** What one unit cost in the shop's currency, as far as the touchpoint tells. */
export const touchPrice = (touchpoint: Sql): Sql =>
  sql`${touchpoint}.value * ${touchpoint}.rate / greatest(coalesce(${touchpoint}.quantity, 1), 1)`;

export const linePrice = (line: Sql, order: Sql): Sql => sql`${line}.unit_price * ${order}.rate`;

export const milliseconds = (moment: Sql): Sql => sql`(extract(epoch from ${moment}) * 1000)::bigint`;

/** Orders whose lines are purchases: what was cancelled was never had. */
export const isPurchase = (order: Sql): Sql => sql`${order}.status <> 'CANCELLED'`;
