import { likeText, type Sql, sql } from "../database/sql.ts";

/** Whether a row's category is this one or lies under it. */
export const inCategory = (row: Sql, category: string): Sql =>
  sql`(${row}.category = ${category} or ${row}.category like ${`${likeText(category)} > %`})`;
