import { createHash } from "node:crypto";
import { expect } from "vitest";
import { aFreePort, type Running, start } from "./command.ts";
import { aDatabase } from "./database.ts";

export const KEY = "an-admin-key-of-more-than-32-characters";
export const STARTING = "starting: the database's tables are being brought up to date";

/** Whoever holds this lets no process bring the tables up to date. */
const MIGRATION_LOCK = createHash("sha256").update("tributary migrations").digest().readInt32BE(0);

export interface HeldStart {
  readonly origin: string;
  readonly program: Running;
  letGo(): Promise<void>;
}

/** `npm start` that waits for its turn to bring the tables up to date. */
export async function aHeldStart(env: Readonly<Record<string, string>> = {}): Promise<HeldStart> {
  const { dataSource, url } = await aDatabase({ migrated: false });
  const holder = dataSource.createQueryRunner();
  await holder.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  const port = await aFreePort();
  const program = start({ DATABASE_URL: url, PORT: String(port), ADMIN_API_KEY: KEY, ...env });
  const waiting = `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  await expect.poll(() => dataSource.query(waiting), { timeout: 20_000 }).toEqual([{ count: 1 }]);
  const letGo = () => holder.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]).then(() => holder.release());
  return { origin: `http://127.0.0.1:${port}`, program, letGo };
}

/** Each of the two health checks: its status and its answer. */
export async function health(origin: string): Promise<unknown[]> {
  const headers = { connection: "close" };
  const [live, ready] = await Promise.all(
    ["live", "ready"].map((path) => fetch(`${origin}/health/${path}`, { headers })),
  );
  return [live?.status, await live?.json(), ready?.status, await ready?.json()];
}
