import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

// PostgreSQL has room for some 6,400 locks by its defaults; each of ten connections stays below its share.
const MOST_HELD = 500;

/** Locks of one class are taken before those of the next, so that two writers can never wait for each other. */
const [ALL, EACH] = [1, 2];

/**
 * Holds the named things until the transaction ends, in one statement and in sorted order: each by itself, or, where they are
 * too many, everything at once. The statement reads no table: with a distributed table in FROM, Citus would take the locks on
 * a worker.
 */
export async function hold(manager: EntityManager, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) return;
  if (names.size > MOST_HELD) {
    await run(manager, sql`select pg_advisory_xact_lock(${ALL}::int, 0)`);
    return;
  }
  const keys = [...new Set([...names].map(lockKey))].sort((left, right) => left - right);
  await run(
    manager,
    sql`select pg_advisory_xact_lock_shared(${ALL}::int, 0)
        union all select pg_advisory_xact_lock(${EACH}::int, held.key) from unnest(${keys}::int[]) held (key)`,
  );
}

/** Waits for its turn at what the name says, and keeps it until the transaction ends. */
export async function takeTurn(manager: EntityManager, name: string): Promise<void> {
  await run(manager, sql`select pg_advisory_xact_lock(${lockKey(name)}::bigint)`);
}

/** PostgreSQL's advisory locks are numbers. */
export const lockKey = (name: string): number => createHash("sha256").update(name).digest().readInt32BE(0);
