import { MigrationExecutor, type QueryRunner } from "typeorm";
import { failedStatement } from "../failed-statement.ts";
import { StartRefusal } from "../start-refusal.ts";
import { readMigrations } from "./catalogue.ts";

/**
 * Brings an empty schema to just these migrations, within the runner's transaction: those that came later are undone, and
 * those that are missing are done.
 */
export async function stepSchemaTo(runner: QueryRunner, wanted: readonly string[]): Promise<void> {
  const executor = new MigrationExecutor(runner.connection, runner);
  let applied = await migrationsOf(runner);
  while (!applied.every((name, index) => name === wanted[index])) {
    await executor.undoLastMigration();
    applied = await migrationsOf(runner);
  }
  const pending = await executor.getPendingMigrations();
  for (const name of wanted.slice(applied.length)) {
    const migration = pending.find((candidate) => candidate.name === name);
    if (migration === undefined) throw new Error(`there is no migration ${name}`);
    await executor.executeMigration(migration);
  }
}

/** Brings the schema, with the rows that it holds now, to the program's own migrations. */
export async function stepSchemaForward(runner: QueryRunner): Promise<void> {
  try {
    await new MigrationExecutor(runner.connection, runner).executePendingMigrations();
  } catch (error) {
    if (failedStatement(error) === undefined || !(error instanceof Error)) throw error;
    throw new StartRefusal(
      `the backup's tables could not be brought up to date: ${error.message}; nothing was restored`,
    );
  }
}

export function refuseUnknownMigrations(runner: QueryRunner, names: readonly string[], whose: string): void {
  const known = new Set(runner.connection.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new StartRefusal(
    `${whose} newer than this program, which does not know the migration ${unknown}; restore with that version or a newer one`,
  );
}

export async function migrationsOf(runner: QueryRunner): Promise<string[]> {
  return (await readMigrations(runner)) ?? [];
}
