import type { Sql } from "../database/sql.ts";

export type Tree = Readonly<Record<string, unknown>>;

/** Runs one read-only statement, for its rows or for the one value that it selects, as text. */
export interface Ask {
  rows(statement: Sql): Promise<readonly Tree[]>;
  json(statement: Sql): Promise<string>;
}
