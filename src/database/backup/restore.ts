import { type Client, escapeIdentifier, escapeLiteral } from "pg";
import type { DataSource, QueryRunner } from "typeorm";
import { StartRefusal } from "../start-refusal.ts";
import type { BackupFigures } from "./back-up.ts";
import type { BackupHeader, BackupTable } from "./backup-file.ts";
import { holdTables, listed, readPartitions, readTables } from "./catalogue.ts";
import { copyIn } from "./copy.ts";
import type { OpenBackup } from "./open-backup.ts";
import { migrationsOf, refuseUnknownMigrations, stepSchemaForward, stepSchemaTo } from "./step-schema.ts";
import { withoutTimeLimit } from "./time-limits.ts";

export interface RestoreOptions {
  /** By table, which rows a start writes by itself, as a condition: they do not make a database one with data, and are replaced. */
  readonly filledByStart: Readonly<Record<string, string>>;
  /** After each batch: the rows so far. */
  onRows(rows: number): void;
}

/** Brings a backup back into a database without data: all of it or, whatever goes wrong, nothing. */
export async function restore(
  dataSource: DataSource,
  backup: OpenBackup,
  options: RestoreOptions,
): Promise<BackupFigures> {
  const runner = dataSource.createQueryRunner();
  const client: Client = await runner.connect();
  try {
    await runner.startTransaction();
    await withoutTimeLimit(runner);
    await makeReady(runner, backup.header, options.filledByStart);
    const rows = await load(client, backup, options);
    await setSequences(runner, backup.header);
    await stepSchemaForward(runner);
    // Autovacuum never looks at a partitioned table as a whole.
    await runner.query(`analyze ${listed((await readTables(runner)).map(({ name }) => name))}`);
    await runner.commitTransaction();
    return { tables: backup.header.tables.length, rows, bytes: backup.bytesRead() };
  } catch (error) {
    await client.end(); // the server rolls back what a connection leaves behind
    throw error;
  } finally {
    await runner.release();
  }
}

/** The locks keep everybody else out until all is there: nobody writes beside it, and nobody reads half of it. */
async function makeReady(
  runner: QueryRunner,
  header: BackupHeader,
  filledByStart: RestoreOptions["filledByStart"],
): Promise<void> {
  refuseUnknownMigrations(runner, header.migrations, "the backup is");
  const present = await readTables(runner);
  await holdTables(runner, present, "access exclusive");
  refuseUnknownMigrations(runner, await migrationsOf(runner), "the database is");
  await refuseData(runner, present, filledByStart);
  await stepSchemaTo(runner, header.migrations);
  const tables = await readTables(runner);
  refuseOtherShape(header.tables, tables);
  // Also of tables that are empty: rows that go into a table just truncated need no write-ahead log on the embedded server.
  await runner.query(`truncate ${listed(tables.map(({ name }) => name))}`);
  await makePartitions(runner, header);
}

async function refuseData(
  runner: QueryRunner,
  tables: readonly BackupTable[],
  filledByStart: RestoreOptions["filledByStart"],
): Promise<void> {
  const questions = tables.map(({ name }) => {
    const data = `select from ${escapeIdentifier(name)} where not (${filledByStart[name] ?? "false"})`;
    return `select ${escapeLiteral(name)} as name where exists (${data})`;
  });
  const filled: { name: string }[] = await runner.query(questions.join(" union all "));
  if (filled.length === 0) return;
  throw new StartRefusal(
    `the database has data already (in ${filled.map(({ name }) => name).join(", ")}), and a backup is restored into an ` +
      "empty one alone; set TRIBUTARY_DATA to a fresh folder or DATABASE_URL to another database (npm start fills an " +
      "empty one with the demo shop, unless with DEMO=false)",
  );
}

function refuseOtherShape(wanted: readonly BackupTable[], present: readonly BackupTable[]): void {
  const known = new Map(present.map(({ name, columns }) => [name, columns]));
  const lacking = wanted.flatMap(({ name, columns }) => {
    const there = known.get(name);
    if (there === undefined) return [name];
    return columns.filter((column) => !there.includes(column)).map((column) => `${name}.${column}`);
  });
  if (lacking.length === 0) return;
  throw new StartRefusal(
    `the backup has ${lacking.join(", ")}, for which this database has no place; nothing was restored`,
  );
}

async function makePartitions(runner: QueryRunner, { partitions }: BackupHeader): Promise<void> {
  const present = new Set((await readPartitions(runner)).map(({ name }) => name));
  for (const { table, name, from, to } of partitions.filter((partition) => !present.has(partition.name))) {
    await runner.query(
      `create table ${escapeIdentifier(name)} partition of ${escapeIdentifier(table)}
       for values from (${escapeLiteral(from)}) to (${escapeLiteral(to)})`,
    );
  }
}

async function load(client: Client, backup: OpenBackup, { onRows }: RestoreOptions): Promise<number> {
  const tables = new Map(backup.header.tables.map((table) => [table.name, table]));
  let rows = 0;
  for await (const batch of backup.batches()) {
    const table = tables.get(batch.table);
    if (table === undefined) throw new Error(`${batch.table} is not in the header of the backup`);
    await copyIn(client, table, batch);
    rows += batch.rows;
    onRows(rows);
  }
  return rows;
}

async function setSequences(runner: QueryRunner, { sequences }: BackupHeader): Promise<void> {
  for (const { name, value } of sequences) {
    await runner.query("select setval($1::regclass, $2::bigint)", [escapeIdentifier(name), value]);
  }
}
