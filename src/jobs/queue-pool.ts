import type pg from "pg";
import { ownPool } from "../database/own-pool.ts";

/**
 * The queue's connections. Once the right to run jobs is lost it gets no other, and no error either: one of its workers that
 * is told to stop while its search for work fails would print that on the program's stderr.
 */
export function queuePool(url: string, size: number, lost: AbortSignal): pg.Pool {
  const pool = ownPool(url, size);
  const borrow: () => Promise<pg.PoolClient> = pool.connect.bind(pool);
  const never = new Promise<never>(() => {});
  const borrowWhileHeld = async (): Promise<pg.PoolClient> => {
    if (lost.aborted) return never;
    return borrow().catch((error: unknown) => (lost.aborted ? never : Promise.reject(error)));
  };
  type Told = Parameters<typeof pool.connect>[0];
  const connect = (told?: Told): Promise<pg.PoolClient> | undefined => {
    const borrowed = borrowWhileHeld();
    if (told === undefined) return borrowed;
    borrowed.then(
      (client) => told(undefined, client, client.release.bind(client)),
      (error: Error) => told(error, undefined, () => {}),
    );
    return undefined;
  };
  return Object.assign(pool, { connect });
}
