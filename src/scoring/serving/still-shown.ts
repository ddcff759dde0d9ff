import { type Sql, sql } from "../../database/sql.ts";

/** Lists have so many products more than are asked for: one may have been deleted by hand since the catalogue was looked at. */
export const SPARE = 5;

/** Whether a row's product is still there to be shown, as of the statement that writes it. */
export const isStillShown = (row: Sql): Sql =>
  sql`exists (select from product p where p.id = ${row}.product_id and p.available)`;
