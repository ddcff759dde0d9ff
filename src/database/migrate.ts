import { createHash } from "node:crypto";
import { type DataSource, MigrationExecutor, type QueryRunner } from "typeorm";

const MIGRATION_LOCK = createHash("sha256").update("tributary migrations").digest().readInt32BE(0);

/**
 * Brings the schema up to date. Processes that start together wait for one another; each migration runs once, in its own
 * transaction, for as long as it takes: an index over a large table outlasts the limit of ordinary statements.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  await runner.query("set statement_timeout = 0");
  await runner.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = "each";
    const done = await executor.executePendingMigrations();
    return done.map(({ name }) => name);
  } finally {
    await letGo(runner);
  }
}

/** Gives the connection back as it was. One that has broken has lost its lock with it, and the pool makes another. */
async function letGo(runner: QueryRunner): Promise<void> {
  try {
    await runner.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await runner.query("reset statement_timeout");
  } catch {
    // What broke the connection is what the caller is told; this would only hide it.
  }
  await runner.release();
}
