import type { DataSource } from "typeorm";
import { ensurePartitions } from "../../src/touchpoints/partitions.ts";
import { plan } from "./plan.ts";
import { months, type Sizes } from "./sizes.ts";
import { WRITTEN } from "./write.ts";

/** Fills an empty, migrated database with the shop of these sizes; `tell` hears what is being written. */
export async function fillShop(dataSource: DataSource, sizes: Sizes, tell: (about: string) => void): Promise<void> {
  await ensurePartitions(dataSource, months());
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query("set statement_timeout = 0");
    await runner.query("set work_mem = '256MB'");
    // The rows agree by how they are made: foreign keys would look up each of them once more.
    await runner.query("set session_replication_role = replica");
    for (const { about, text } of [...plan(sizes), ...WRITTEN]) {
      tell(about);
      await runner.query(text);
    }
    await runner.query("discard temp");
    tell("statistics");
    await runner.query("vacuum analyze");
  } finally {
    await runner.query("reset all");
    await runner.release();
  }
}
