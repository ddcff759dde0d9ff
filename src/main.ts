import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { createApiKey, hasAdminKey } from "./access/index.ts";
import { makeApp } from "./app.ts";
import { type Config, environment, readConfig } from "./config.ts";
import { demoMode, type Filling, fillInBackground } from "./demo-mode.ts";
import { tellFailure } from "./failure.ts";
import { type Front, openFront } from "./front.ts";
import { makeLog } from "./log.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { builtPlayground } from "./playground/index.ts";

const GRACE_MS = 6_000;
const LONGEST_STOP_MS = 9_000;

/** `npm start`: configuration, listening, database, app; and the way back at SIGTERM and SIGINT. */
async function start(): Promise<void> {
  const config = readConfig(environment());
  const log = makeLog(config.logLevel);
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      endAnyway(0, config.drainSeconds);
      stopping.abort();
    });
  }
  if (config.startedByNpm) whenOrphaned(() => process.kill(process.pid, "SIGTERM"));
  const failed = (error: unknown, requestId: string) => log.error({ err: error, requestId }, "a request failed");
  const front = await openFront({ ...config, log, failed });
  front.metrics.watchProcess();
  try {
    const database = await openDatabase(config, {
      command: "npm start",
      join: false,
      restarted: () => log.warn("PostgreSQL had ended and has been started again"),
    });
    try {
      await serve({ config, log, front, database }, stopping.signal);
    } finally {
      await database.close();
    }
  } finally {
    await front.stop(0);
  }
}

const LOOK_FOR_PARENT_MS = 500;

/** An npm that is told to end does not always tell us: without it, nobody would ever stop us. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    stop();
  }, LOOK_FOR_PARENT_MS);
  looking.unref();
}

interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly front: Front;
  readonly database: OpenDatabase;
}

/** Serves until it is told to stop, or the embedded database ends. */
async function serve({ config, log, front, database }: Parts, stopping: AbortSignal): Promise<void> {
  const { dataSource } = database;
  const { metrics } = front;
  const demo = await demoMode(config, database);
  const playground = { playgroundFolder: builtPlayground(), playgroundKey: demo?.playgroundKey };
  const shop = demo?.shop ?? config.shop;
  const app = await makeApp({ dataSource, ...config, shop, ...playground, metrics, log, clock: () => new Date() });
  front.serve(app.routes, () => database.answers());
  app.resume();
  process.stdout.write(await greeting(config, database, front.url));
  const filling = demo?.toFill === true ? fill({ config, ingestion: app.ingestion, stopping, log }) : undefined;
  const unasked = await Promise.race([aborted(stopping), database.ended]);
  front.stopping();
  if (unasked === undefined) {
    await sleep(config.drainSeconds * 1000);
  } else {
    endAnyway(1, 0);
    log.fatal(unasked);
  }
  await front.stop(GRACE_MS);
  await filling;
  await app.stop();
}

async function fill(parts: Filling): Promise<void> {
  process.stdout.write(
    "The demo shop is being filled, which takes some twenty seconds; it can be looked at already.\n",
  );
  process.stdout.write((await fillInBackground(parts)) ?? "");
}

/** Whatever still runs by then is cut off: whoever stops a process waits 10 seconds, and PostgreSQL ends with us. */
function endAnyway(code: number, drainSeconds: number): void {
  process.exitCode = code;
  setTimeout(() => process.exit(code), drainSeconds * 1000 + LONGEST_STOP_MS).unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function greeting(config: Config, { dataSource, place }: OpenDatabase, url: string): Promise<string> {
  const lines = [`Tributary is at ${url}/graphql (data: ${place})`];
  if (config.adminApiKey !== undefined || (await hasAdminKey(dataSource.manager))) return `${lines.join("\n")}\n`;
  if (config.production) {
    lines.push("There is no admin key yet: `npx tributary key NAME --role ADMIN` makes one."); // a log keeps what is printed
  } else {
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
