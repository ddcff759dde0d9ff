import { escapeIdentifier } from "pg";
import type { QueryRunner } from "typeorm";
import { StartRefusal } from "../start-refusal.ts";
import type { BackupTable, Partition, Sequence } from "./backup-file.ts";
import { inLoadOrder } from "./load-order.ts";

/** All that PostgreSQL knows of the schema and a backup has to know: no feature needs to name its tables. */

const MIGRATIONS_TABLE = "migration";

/** In load order. Generated columns are left out: they are computed again. */
export async function readTables(runner: QueryRunner): Promise<BackupTable[]> {
  const tables: (BackupTable & { refersTo: string[] })[] = await runner.query(
    `select c.relname::text as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select r.relname::text from pg_constraint k join pg_class r on r.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f') as "refersTo"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by c.relname`,
    [MIGRATIONS_TABLE],
  );
  return inLoadOrder(tables).map(({ name, columns }) => ({ name, columns }));
}

export async function readPartitions(runner: QueryRunner): Promise<Partition[]> {
  const partitions: { table: string; name: string; bound: string }[] = await runner.query(
    `select p.relname::text as table, c.relname::text as name, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
     where n.nspname = current_schema() and c.relispartition and c.relkind in ('r', 'p') order by 1, 2`,
  );
  return partitions.map(({ table, name, bound }) => {
    const [, from, to] = /^FOR VALUES FROM \('([^']*)'\) TO \('([^']*)'\)$/.exec(bound) ?? [];
    if (from !== undefined && to !== undefined) return { table, name, from, to };
    throw new StartRefusal(
      `no backup can be made: ${name} is a partition ${bound}, which a restore could not make again`,
    );
  });
}

export async function readSequences(runner: QueryRunner): Promise<Sequence[]> {
  return runner.query(
    `select s.sequencename::text as name, s.last_value::text as value from pg_sequences s
     where s.schemaname = current_schema() and s.last_value is not null
       and s.sequencename <> $1 || '_id_seq' order by s.sequencename`,
    [MIGRATIONS_TABLE],
  );
}

/** The migrations that the schema has seen, in their order; undefined where this is no schema of ours. */
export async function readMigrations(runner: QueryRunner): Promise<string[] | undefined> {
  if (!(await runner.hasTable(MIGRATIONS_TABLE))) return undefined;
  const rows: { name: string }[] = await runner.query(`select m.name from ${MIGRATIONS_TABLE} m order by m.id`);
  return rows.map(({ name }) => name);
}

/** About how many rows there are, for showing progress: counting them would read everything twice. */
export async function estimateRows(runner: QueryRunner): Promise<number> {
  const [found]: { rows: number }[] = await runner.query(
    `select coalesce(sum(pg_stat_get_live_tuples(c.oid)), 0)::float8 as rows
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind = 'r'`,
  );
  return found?.rows ?? 0;
}

type LockMode = "access share" | "access exclusive";

/** Holds the tables, and the list of migrations with them, until the transaction ends. */
export async function holdTables(runner: QueryRunner, tables: readonly BackupTable[], mode: LockMode): Promise<void> {
  await runner.query(`lock table ${listed([MIGRATIONS_TABLE, ...tables.map(({ name }) => name)])} in ${mode} mode`);
}

export const listed = (names: readonly string[]): string => names.map(escapeIdentifier).join(", ");
