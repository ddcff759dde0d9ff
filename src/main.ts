import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { createApiKey, hasAdminKey } from "./access/index.ts";
import { Background, jobTasks, SCHEDULES, sendingFailed } from "./background.ts";
import { adaptersOf } from "./campaigns/index.ts";
import { type Config, environment, readConfig } from "./config.ts";
import { type DemoMode, demoMode, type Filling, fillInBackground } from "./demo-mode.ts";
import { tellFailure } from "./failure.ts";
import { inThread } from "./in-thread.ts";
import { makeIngestion } from "./ingestion.ts";
import { makeLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { trainAll } from "./models/index.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { scoringOf } from "./scoring/index.ts";
import { ServesHere, type Serving } from "./serving.ts";
import type { Ingestion } from "./touchpoints/index.ts";
import { ALL_TRAINED_KINDS } from "./training.ts";
import { ServesByWorkers } from "./workers/serves-by-workers.ts";

const GRACE_MS = 6_000;
const LONGEST_STOP_MS = 9_000;

/** `npm start`: configuration, listening, database, API; and the way back at SIGTERM and SIGINT. */
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
  const metrics = new Metrics();
  metrics.watchProcess();
  const serving = serves({ config, log, metrics });
  const url = await serving.listen();
  try {
    const database = await openDatabase(config, {
      command: "npm start",
      join: false,
      restarted: () => log.warn("PostgreSQL had ended and has been started again"),
    });
    try {
      await serve({ config, log, metrics, serving, url, database }, stopping.signal);
    } finally {
      await database.close();
    }
  } finally {
    await serving.stop(0);
  }
}

function serves(parts: { config: Config; log: Logger; metrics: Metrics }): Serving {
  if (parts.config.workers === 1) return new ServesHere({ ...parts, figures: () => parts.metrics.text() });
  return new ServesByWorkers({ ...parts, program: new URL("worker.js", import.meta.url) });
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
  readonly metrics: Metrics;
  readonly serving: Serving;
  readonly url: string;
  readonly database: OpenDatabase;
}

/** Serves until it is told to stop, or cannot go on. */
async function serve({ config, log, metrics, serving, url, database }: Parts, stopping: AbortSignal): Promise<void> {
  const { dataSource } = database;
  const demo = await demoMode(config, database);
  const shop = demo?.shop ?? config.shop;
  const ordersChanged = () => background.ordersChanged();
  const ingestion = makeIngestion(dataSource, shop, ordersChanged, metrics.tookIn.bind(metrics));
  const clock = () => new Date();
  const adapters = adaptersOf(config.smtp);
  const recommends = scoringOf(dataSource, inThread, log);
  const publicUrl = config.publicUrl ?? url;
  const failed = sendingFailed(log);
  const sending = { dataSource, ingestion, shop, recommends, adapters, publicUrl, clock, failed };
  const tasks = jobTasks(sending, inThread);
  const jobs = { tasks, schedules: SCHEDULES, jobEnded: metrics.jobEnded.bind(metrics) };
  const background = new Background({ dataSource, url: database.url, log, clock, ...jobs });
  await background.start();
  try {
    await serveBeside(background, { config, log, metrics, serving, url, database, demo, ingestion }, stopping);
  } finally {
    await background.stop(GRACE_MS);
    await adapters.close();
  }
}

async function serveBeside(
  background: Background,
  {
    config,
    log,
    serving,
    url,
    database,
    demo,
    ingestion,
  }: Parts & { demo: DemoMode | undefined; ingestion: Ingestion },
  stopping: AbortSignal,
): Promise<void> {
  const { shop, playgroundKey } = { shop: config.shop, playgroundKey: undefined, ...demo };
  const ordersChanged = () => background.ordersChanged();
  await Promise.race([serving.begin({ database, shop, playgroundKey, ordersChanged }), aborted(stopping)]);
  if (!stopping.aborted) {
    ordersChanged(); // an earlier process may have left it undone
    process.stdout.write(await greeting(config, database, url));
  }
  const filling = demo?.toFill === true ? fill({ config, ingestion, stopping, log }) : undefined;
  const unasked = await Promise.race([aborted(stopping), database.ended, serving.ended]);
  serving.stopping();
  if (unasked === undefined) {
    await sleep(config.drainSeconds * 1000);
  } else {
    endAnyway(1, 0);
    log.fatal(unasked);
  }
  await Promise.all([serving.stop(GRACE_MS), background.stop(GRACE_MS)]);
  await filling;
}

async function fill(parts: Filling): Promise<void> {
  process.stdout.write(
    "The demo shop is being filled, which takes some twenty seconds; it can be looked at already.\n",
  );
  const filled = await fillInBackground(parts);
  if (filled === undefined) return;
  await parts.ingestion.dataSource.transaction((manager) => trainAll(manager, ALL_TRAINED_KINDS, new Date()));
  process.stdout.write(
    `${filled}Its models are being trained: \`{ jobs { nodes { kind state message } } }\` tells how far they are.\n`,
  );
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
