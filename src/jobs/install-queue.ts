import { runMigrations } from "graphile-worker";
import type { DataSource, EntityManager } from "typeorm";
import { ownPool } from "../database/own-pool.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import { hasQueue } from "./queue.store.ts";
import { type QueueLog, queueLogger } from "./queue-logger.ts";

const INSUFFICIENT_PRIVILEGE = "42501";

/** Brings the queue's own schema up to date. It is the library's, made by the library, and in no backup. */
export async function installQueue(url: string, log?: QueueLog): Promise<void> {
  const pool = ownPool(url, 1);
  try {
    await runMigrations({ pgPool: pool, logger: queueLogger(log) });
  } catch (error) {
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new StartRefusal(
      "the user of the database may not make the schema graphile_worker, in which jobs wait; grant it: " +
        "GRANT CREATE ON DATABASE ... TO ...",
    );
  } finally {
    await pool.end();
  }
}

const installed = new WeakSet<DataSource>();

/** For a process that asks for a job before any other has ever run one; looked up once. */
export async function ensureQueue(manager: EntityManager): Promise<void> {
  const { connection } = manager;
  if (installed.has(connection)) return;
  const { options } = connection;
  if (!(await hasQueue(manager)) && options.type === "postgres" && options.url !== undefined) {
    await installQueue(options.url);
  }
  installed.add(connection);
}
