import { createHash } from "node:crypto";
import type { DataSource } from "typeorm";

const MIGRATION_LOCK = createHash("sha256").update("tributary migrations").digest().readInt32BE(0);

/** Brings the schema up to date. Processes that start together wait for one another; each migration runs once. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query("set statement_timeout = 0");
    await runner.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const done = await dataSource.runMigrations({ transaction: "each" });
    return done.map(({ name }) => name);
  } finally {
    await runner.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await runner.query("reset statement_timeout");
    await runner.release();
  }
}
