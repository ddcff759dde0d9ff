import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

/**
 * Waits for its turn at what the name says, and keeps it until the transaction ends. The statement reads no table: with a
 * distributed table in FROM, Citus would take the lock on a worker.
 */
export async function takeTurn(manager: EntityManager, name: string): Promise<void> {
  await run(manager, sql`select pg_advisory_xact_lock(${lockKey(name)}::int)`);
}

/** PostgreSQL's advisory locks are numbers. */
export const lockKey = (name: string): number => createHash("sha256").update(name).digest().readInt32BE(0);
