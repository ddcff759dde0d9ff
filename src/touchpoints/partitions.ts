import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";

const made = new WeakMap<DataSource, Set<string>>();

/**
 * Makes the monthly partitions that these moments need, in a transaction of its own: the parent's lock that this takes is
 * then gone before the batch begins. Remembered, so that it costs nothing but at the start of a month.
 */
export async function ensurePartitions(dataSource: DataSource, moments: Iterable<Date>): Promise<void> {
  const known = made.get(dataSource) ?? new Set<string>();
  made.set(dataSource, known);
  const missing = new Set<string>();
  for (const moment of moments) if (!known.has(monthOf(moment))) missing.add(monthOf(moment));
  if (missing.size === 0) return;
  await inTransaction(dataSource, async (manager) => {
    await takeTurn(manager, "partitions of touchpoint");
    // The partition's foreign keys lock these too, but after touchpoint: here before it, as batches come to them.
    await manager.query("lock table product, customer in share row exclusive mode");
    for (const month of [...missing].sort()) await makePartition(manager, month);
  });
  for (const month of missing) known.add(month);
}

/** Made beside and attached, which readers do not wait for and which waits for no reader, such as a long backup. */
async function makePartition(manager: EntityManager, month: string): Promise<void> {
  const name = `touchpoint_${month.replace("-", "_")}`;
  const [found]: { there: boolean }[] = await manager.query("select to_regclass($1) is not null as there", [name]);
  if (found?.there === true) return;
  await manager.query(`create table ${name} (like touchpoint including defaults)`);
  await manager.query(
    `alter table touchpoint attach partition ${name}
     for values from ('${month}-01 00:00:00+00') to ('${nextMonth(month)}-01 00:00:00+00')`,
  );
}

const monthOf = (moment: Date): string =>
  `${String(moment.getUTCFullYear()).padStart(4, "0")}-${String(moment.getUTCMonth() + 1).padStart(2, "0")}`;

function nextMonth(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + 1);
  return monthOf(first);
}
