import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

/** Locks of one class are taken before those of the next, so that two writers can never wait for each other. */
const LOCK_CLASSES = { identifier: 1, customer: 2, partition: 3 } as const;

/**
 * Holds the named things until the transaction ends, in one statement and in sorted order. The statement reads no
 * table: with a distributed table in FROM, Citus would take the locks on a worker. Names share a fixed number of locks, which
 * costs some waiting and bounds what a batch takes of the server's lock table (6,400 places for all by PostgreSQL's defaults).
 */
export async function lock(
  manager: EntityManager,
  lockClass: keyof typeof LOCK_CLASSES,
  names: Iterable<string>,
): Promise<void> {
  const hashes = [...new Set([...names].map(bucketOf))].sort((left, right) => left - right);
  if (hashes.length === 0) return;
  await run(
    manager,
    sql`select pg_advisory_xact_lock(${LOCK_CLASSES[lockClass]}::int, h) from unnest(${hashes}::int[]) as held (h)`,
  );
}

const BUCKETS = 512;

const bucketOf = (name: string): number => createHash("sha256").update(name).digest().readUInt32BE(0) % BUCKETS;
