import type { DataSource } from "typeorm";
import { lockKey } from "./locks.ts";

/**
 * Does work that no other process may do at the same time, for as long as it takes; undefined where one does it already. The
 * lock is the connection's: whoever dies gives it back.
 */
export async function alone<Result>(
  dataSource: DataSource,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const key = lockKey(name);
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    const [got]: { locked: boolean }[] = await runner.query("select pg_try_advisory_lock($1) as locked", [key]);
    if (got?.locked !== true) return undefined;
    // A connection that has broken has lost its lock with it.
    const unlock = () => runner.query("select pg_advisory_unlock($1)", [key]).catch(() => undefined);
    return await work().finally(unlock);
  } finally {
    await runner.release();
  }
}
