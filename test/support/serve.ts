import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { expect, onTestFinished } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { createApiKey } from "../../src/access/index.ts";
import { makeApp } from "../../src/app.ts";
import { Background, jobTasks, sendingFailed } from "../../src/background.ts";
import { type Adapters, adaptersOf, type SendingOptions } from "../../src/campaigns/index.ts";
import { readConfig } from "../../src/config.ts";
import { connect } from "../../src/database/data-source.ts";
import { Probe } from "../../src/database/probe.ts";
import { ENTITIES } from "../../src/entities.ts";
import { openFront } from "../../src/front.ts";
import { makeIngestion } from "../../src/ingestion.ts";
import type { JobTask, Schedule } from "../../src/jobs/index.ts";
import { Metrics } from "../../src/metrics.ts";
import type { OpenDatabase } from "../../src/open-database.ts";
import { scoringOf } from "../../src/scoring/index.ts";
import { aDatabase, type TestDatabase } from "./database.ts";
import { inThisThread } from "./in-this-thread.ts";

const GRACE_MS = 1_000;
export const NOW = new Date("2026-06-15T12:00:00Z");

export interface ServedApp {
  readonly database: TestDatabase;
  readonly origin: string;
  /** Lets background work be done. */
  settle(): Promise<void>;
  now(): Date;
  setNow(now: Date): void;
  /** Stops listening, as the program does at its end. */
  stop(): Promise<void>;
  /** The text of /metrics. */
  figures(): Promise<string>;
}

export interface ServedParts {
  readonly log: Logger;
  readonly timeZone?: string;
  readonly assumedConsents?: readonly string[];
  readonly adminApiKey?: string;
  readonly corsOrigins?: readonly string[];
  readonly metricsToken?: string;
  /** How the program comes to its database; by connections of the test's own, where it is left out. */
  readonly open?: (url: string) => Promise<OpenDatabase>;
  /** Where the playground is built; visitors at this machine find an analyst's key in it. */
  readonly playgroundFolder?: URL;
  /** Jobs are run where there are any: a runner takes time to start, and most tests need none. */
  readonly tasks?: readonly JobTask[];
  readonly schedules?: readonly Schedule[];
  /** Who delivers messages; the sandbox, where it is left out. */
  readonly adapters?: Adapters;
  /** The program's own jobs are run, in this very thread. */
  readonly training?: boolean;
}

/** The program on a database of its own, listening; nothing may fail outside a request's own answer. */
export async function serveApp(parts: ServedParts): Promise<ServedApp> {
  const database = await aDatabase();
  const opened = await parts.open?.(database.url);
  let now = NOW;
  const clock = () => now;
  const { log } = parts;
  const failures: unknown[] = [];
  const metrics = new Metrics();
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    corsOrigins: parts.corsOrigins ?? [],
    metricsToken: parts.metricsToken,
    log,
    metrics,
    figures: () => metrics.text(),
    failed: (error) => failures.push(error),
  });
  const { dataSource } = opened ?? database;
  const { schedules = [] } = parts;
  const runsJobs = parts.training === true || parts.tasks !== undefined;
  const behind = runsJobs ? await ofItsOwn(database.url) : dataSource;
  const shop = {
    name: "Test shop",
    currency: undefined,
    timeZone: parts.timeZone ?? "UTC",
    assumedConsents: parts.assumedConsents ?? readConfig({}).shop.assumedConsents,
  };
  const sending: SendingOptions = {
    dataSource: behind,
    ingestion: makeIngestion(behind, shop, () => background.ordersChanged()),
    shop,
    recommends: scoringOf(behind, inThisThread, log),
    adapters: parts.adapters ?? adaptersOf(undefined),
    publicUrl: front.url,
    clock,
    failed: sendingFailed(log),
  };
  const tasks = parts.training === true ? jobTasks(sending, inThisThread) : (parts.tasks ?? []);
  const jobEnded = metrics.jobEnded.bind(metrics);
  const background = new Background({ dataSource: behind, url: database.url, log, clock, jobEnded, tasks, schedules });
  if (runsJobs) await background.start();
  const app = await makeApp({
    dataSource,
    shop,
    publicUrl: () => front.url,
    adminApiKey: parts.adminApiKey,
    readPath: readConfig({ READ_PATH: process.env["READ_PATH"] }).readPath,
    playgroundFolder: parts.playgroundFolder,
    playgroundKey:
      parts.playgroundFolder && (await createApiKey(database.dataSource.manager, "playground", "ANALYST", now)),
    ordersChanged: () => background.ordersChanged(),
    metrics,
    inThread: inThisThread,
    log,
    clock,
  });
  const probe = new Probe(database.url);
  front.serve(app, opened?.answers ?? (() => probe.answers()));
  onTestFinished(async () => {
    await front.stop(1000);
    await app.stop();
    await background.stop(GRACE_MS);
    if (runsJobs) await behind.destroy();
    await probe.end();
    await opened?.close();
    expect(failures).toEqual([]);
  });
  return {
    database,
    origin: front.url,
    settle: async () => {
      await background.settle();
      if (runsJobs) await jobsHaveEnded(dataSource);
    },
    now: clock,
    setNow: (moment) => {
      now = moment;
    },
    stop: () => front.stop(1000),
    figures: () => metrics.text(),
  };
}

/** What goes on behind requests by itself has connections of its own, so that the statements that a test counts are those of requests. */
const ofItsOwn = (url: string): Promise<DataSource> => connect({ url, entities: ENTITIES, migrations: MIGRATIONS });

const OPEN_JOBS = "select count(*)::int as open from job where state in ('QUEUED', 'RUNNING')";

/** Waits until no job waits or runs. */
export async function jobsHaveEnded(dataSource: DataSource): Promise<void> {
  await expect.poll(() => dataSource.query(OPEN_JOBS), { timeout: 60_000, interval: 20 }).toEqual([{ open: 0 }]);
}
