import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

/** Locks of one class are taken before those of the next, so that two writers can never wait for each other. */
export const LOCK_CLASSES = { identifier: 1, customer: 2, partition: 3 } as const;

/**
 * Holds the named things until the transaction ends, in one statement and in sorted order. The statement reads no
 * table: with a distributed table in FROM, Citus would take the locks on a worker. Two names that share a hash share
 * a lock, which costs waiting and nothing else.
 */
export async function lock(
  manager: EntityManager,
  lockClass: keyof typeof LOCK_CLASSES,
  names: Iterable<string>,
): Promise<void> {
  const hashes = [...new Set([...names].map(hash32))].sort((left, right) => left - right);
  if (hashes.length === 0) return;
  await run(
    manager,
    sql`select pg_advisory_xact_lock(${LOCK_CLASSES[lockClass]}::int, h) from unnest(${hashes}::int[]) as held (h)`,
  );
}

function hash32(name: string): number {
  return createHash("sha256").update(name).digest().readInt32BE(0);
}
