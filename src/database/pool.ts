import type { Pool } from "pg";
import type { DataSource } from "typeorm";

const STANDSTILL_MS = 5_000;

/** How the connections are used, read where pg keeps them. */
export function poolUse(dataSource: DataSource): { active: number; idle: number; waiting: number } {
  const { totalCount = 0, idleCount = 0, waitingCount = 0 } = poolOf(dataSource) ?? {};
  return { active: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

/** Tells whether all connections have been at work for so long without one that came free: whoever asks now would wait. */
export function watchForStandstill(dataSource: DataSource): () => boolean {
  const pool = poolOf(dataSource);
  let given = performance.now();
  pool?.on("acquire", () => {
    given = performance.now();
  });
  return () => {
    const full = pool !== undefined && poolUse(dataSource).active >= pool.options.max;
    return full && performance.now() - given > STANDSTILL_MS;
  };
}

/** pg's connections, where TypeORM keeps them; undefined where it is not connected. */
export function poolOf(dataSource: DataSource): Pool | undefined {
  const { master }: { master?: Pool } = Object(dataSource.driver);
  return master;
}

/** Where the database is, for those who open a connection of their own. */
export function databaseUrlOf({ options }: DataSource): string {
  if (options.type === "postgres" && options.url !== undefined) return options.url;
  throw new Error("the database was not connected by a URL");
}
