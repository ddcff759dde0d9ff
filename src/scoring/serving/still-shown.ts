import { type Sql, sql } from "../../database/sql.ts";

/** Lists have so many products more than are asked for: one may have been deleted by hand since the catalogue was looked at. */
export const SPARE = 5;

/**
 * Whether a row's product is still there to be shown, as of the statement that writes it. A subquery's value, not `exists`, which
 * PostgreSQL makes a join of that reads all of a small catalogue, however short the list is; of a thousand rows it takes no longer.
 */
export const isStillShown = (row: Sql): Sql =>
  sql`coalesce((select p.available from product p where p.id = ${row}.product_id), false)`;

/** Whether it is still there, be it shown or not. */
export const isStillThere = (row: Sql): Sql =>
  sql`(select p.id from product p where p.id = ${row}.product_id) is not null`;
