import pg from "pg";

const CONNECT_TIMEOUT_MS = 10_000;

/** A few connections beside the pool of requests, for a library that runs its own statements: neither waits for the other. */
export function ownPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "tributary jobs",
    max: size,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  const toldElsewhere = () => {}; // an idle connection that breaks is replaced; whoever uses one is told by its query
  pool.on("error", toldElsewhere);
  pool.on("connect", (client) => client.on("error", toldElsewhere));
  return pool;
}
