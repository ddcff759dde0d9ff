import pg from "pg";
import { lockKey } from "./locks.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 10_000;
const LONGEST_SILENCE_MS = 20_000;

/** The right to do what one process alone does on a database, for as long as its connection lasts. */
export interface LoneSession {
  /** Aborted where the connection has broken: from then on another process may have the right. */
  readonly lost: AbortSignal;
  end(): Promise<void>;
}

export interface LoneSessionOptions {
  readonly url: string;
  readonly name: string;
  /** What is told on this channel is heard as long as the session lasts. */
  readonly channel: string;
  hear(told: string): void;
}

/**
 * Takes the right, or gives undefined where another process has it. `alone` is for work that ends: this one has a connection
 * that is not the pool's, which it may keep for days, and on which it listens as well.
 */
export async function takeLoneSession(options: LoneSessionOptions): Promise<LoneSession | undefined> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "tributary jobs",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: LONGEST_SILENCE_MS,
  });
  const lost = new AbortController();
  const lose = (error: Error) => lost.abort(error);
  client.on("error", lose);
  client.on("end", () => lose(new Error("the connection has ended")));
  client.on("notification", ({ payload = "" }) => options.hear(payload));
  await client.connect();
  try {
    const sent = "select pg_try_advisory_lock($1::bigint) as locked";
    const { rows } = await client.query<{ locked: boolean }>(sent, [lockKey(options.name)]);
    if (rows[0]?.locked !== true) {
      await client.end();
      return undefined;
    }
    await client.query(`listen ${options.channel}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  // A network that drops packets tells nobody; and another process would never be told that this one still lives.
  const heart = setInterval(() => void client.query("select 1").catch(lose), HEARTBEAT_MS).unref();
  lost.signal.addEventListener("abort", () => clearInterval(heart), { once: true });
  return { lost: lost.signal, end: () => client.end() };
}
