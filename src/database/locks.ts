import { createHash } from "node:crypto";
import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { sql } from "./sql.ts";

/**
 * Names share so many locks, which makes writers wait now and then for somebody else's name, and bounds what all of them together take of
 * the server's lock table: some 7,000 places for all by PostgreSQL's defaults.
 */
const HELD = { space: 1, locks: 4_096 } as const;

/**
 * Holds the named things until the transaction ends, in one statement and in sorted order, so that no two writers wait for each
 * other in a circle. The statement reads no table: with a distributed table in FROM, Citus would take the locks on a worker.
 */
export async function hold(manager: EntityManager, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) return;
  const locks = [...new Set([...names].map((name) => lockKey(name) & (HELD.locks - 1)))];
  await run(
    manager,
    sql`select pg_advisory_xact_lock(${HELD.space}::int, held.lock)
        from unnest(${locks.sort((left, right) => left - right)}::int[]) held (lock)`,
  );
}

/** Waits for its turn at what the name says, and keeps it until the transaction ends. */
export async function takeTurn(manager: EntityManager, name: string): Promise<void> {
  await run(manager, sql`select pg_advisory_xact_lock(${lockKey(name)}::bigint)`);
}

/** The same where nobody else has it, without waiting; says whether it has it now. */
export async function takeTurnIfFree(manager: EntityManager, name: string): Promise<boolean> {
  const [got] = await run<{ taken: boolean }>(
    manager,
    sql`select pg_try_advisory_xact_lock(${lockKey(name)}::bigint) as taken`,
  );
  return got?.taken === true;
}

/** PostgreSQL's advisory locks are numbers. */
export const lockKey = (name: string): number => createHash("sha256").update(name).digest().readInt32BE(0);
