import { type Sql, sql } from "../database/sql.ts";

/** Whether a row of `customer` is a person of their own: neither merged into another one nor erased. */
export const isListed = (row: Sql): Sql => sql`${row}.merged_into is null and ${row}.erased_at is null`;
