import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";

/** Every row of every table that the catalogue has, as PostgreSQL writes it; of the migrations their names alone. */
export async function everyRow(dataSource: DataSource): Promise<Record<string, string[]>> {
  const tables: { name: string; quoted: string }[] = await dataSource.query(`
    select c.relname as name, quote_ident(c.relname) as quoted from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by name`);
  const found: Record<string, string[]> = {};
  for (const { name, quoted } of tables) {
    const row = name === "migration" ? "t.name" : "t::text";
    const rows: { row: string }[] = await dataSource.query(`select ${row} as row from ${quoted} t order by 1`);
    found[name] = rows.map((each) => each.row);
  }
  return found;
}

export async function partitionsOf(dataSource: DataSource): Promise<string[]> {
  const rows: { line: string }[] = await dataSource.query(`
    select c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) as line from pg_class c
    where c.relispartition and c.relkind = 'r' order by line`);
  return rows.map(({ line }) => line);
}

/** Waits until another connection to this database is at a statement that begins so. */
export async function untilAt(dataSource: DataSource, statement: string, state: string): Promise<number> {
  for (;;) {
    const [found]: { pid: number }[] = await dataSource.query(
      `select a.pid from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid()
         and a.query like $1 || '%' and coalesce(a.wait_event_type, '') || ' ' || a.state like $2`,
      [statement, state],
    );
    if (found !== undefined) return found.pid;
    await sleep(20); // whoever is waited for needs the processor too
  }
}
