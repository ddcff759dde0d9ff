import type { DataSource, QueryRunner } from "typeorm";

const clusters = new WeakSet<DataSource>();

/** Asked once after connecting: does this database spread its tables over a Citus cluster? */
export async function lookForCitus(dataSource: DataSource): Promise<void> {
  const found = await dataSource.query("select 1 from pg_extension where extname = 'citus'");
  if (Array.isArray(found) && found.length > 0) clusters.add(dataSource);
}

export function onCitus(dataSource: DataSource): boolean {
  return clusters.has(dataSource);
}

/**
 * Spreads a table by one of its columns; tables that belong to a customer are spread by the customer and so lie
 * together. Does nothing on plain PostgreSQL. A migration makes a table, calls this, and only then adds foreign keys:
 * Citus refuses the other order.
 */
export async function distribute(runner: QueryRunner, table: string, column: string, beside?: string): Promise<void> {
  if (!onCitus(runner.connection)) return;
  await runner.query("select create_distributed_table($1, $2, colocate_with => $3)", [
    table,
    column,
    beside ?? "default",
  ]);
}

/** Copies a small table that everyone joins to every node. Does nothing on plain PostgreSQL. */
export async function reference(runner: QueryRunner, table: string): Promise<void> {
  if (!onCitus(runner.connection)) return;
  await runner.query("select create_reference_table($1)", [table]);
}
