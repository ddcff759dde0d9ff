import "reflect-metadata";
import { createApiKey, hasAdminKey } from "./access/index.ts";
import { makeApp } from "./app.ts";
import { type Config, environment, readConfig } from "./config.ts";
import { tellFailure } from "./failure.ts";
import { listen } from "./http/server.ts";
import { makeLog } from "./log.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";

const GRACE_MS = 6_000;
const LONGEST_STOP_MS = 9_000;

/** `npm start`: configuration, database, app, listening; and the way back at SIGTERM and SIGINT. */
async function start(): Promise<void> {
  const config = readConfig(environment());
  const log = makeLog(config.logLevel);
  const database = await openDatabase(config, { command: "npm start", join: false });
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  try {
    const { dataSource } = database;
    const app = await makeApp({ dataSource, ...config, log, clock: () => new Date() });
    const failed = (error: unknown) => log.error({ err: error }, "a request failed");
    const server = await listen(config, app.routes, failed);
    app.resume();
    process.stdout.write(await greeting(config, database, server.url));
    const unasked = await Promise.race([aborted(stopping.signal), database.ended]);
    endAnyway(unasked === undefined ? 0 : 1);
    if (unasked !== undefined) log.fatal(unasked);
    await server.stop(GRACE_MS);
    await app.stop();
  } finally {
    await database.close();
  }
}

/** Whatever still runs by then is cut off: whoever stops a process waits 10 seconds, and PostgreSQL ends with us. */
function endAnyway(code: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), LONGEST_STOP_MS).unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function greeting(config: Config, { dataSource, place }: OpenDatabase, url: string): Promise<string> {
  const lines = [`Tributary is at ${url}/graphql (data: ${place})`];
  if (config.adminApiKey === undefined && !(await hasAdminKey(dataSource.manager))) {
    const key = await createApiKey(dataSource.manager, "first admin key", "ADMIN", new Date());
    lines.push(`Your admin key, shown this once: ${key}`);
  }
  return `${lines.join("\n")}\n`;
}

try {
  await start();
} catch (error) {
  tellFailure("Tributary cannot start", error);
}
