import type { EntityManager } from "typeorm";
import { type Sql, toQuery } from "./sql.ts";

/** Runs a fragment and gives its rows. `Row` is the author's word for what the statement selects. */
export async function run<Row>(manager: EntityManager, fragment: Sql): Promise<Row[]> {
  const { text, values } = toQuery(fragment);
  const result: unknown = await manager.query(text, values);
  // TypeORM answers [rows, count] for update and delete, rows for everything else.
  const rows = Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result;
  return rows as Row[];
}
