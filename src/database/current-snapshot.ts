import { bound, raw, type Sql, sql } from "./sql.ts";

/**
 * Which transactions a statement sees, as an expression in that statement. On a cluster it is asked before, by a statement without
 * tables, which alone is sure to run where the changes are numbered: the statement sees no less than that.
 */
export async function currentSnapshot(
  ask: (statement: Sql) => Promise<string>,
  { spread }: { readonly spread: boolean },
): Promise<Sql> {
  if (!spread) return raw("pg_current_snapshot()");
  return sql`${bound(await ask(sql`select pg_current_snapshot()::text`))}::pg_snapshot`;
}
