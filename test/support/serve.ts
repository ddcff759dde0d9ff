import type { Logger } from "pino";
import { expect, onTestFinished } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { type App, makeApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { Probe } from "../../src/database/probe.ts";
import { openFront } from "../../src/front.ts";
import type { OpenDatabase } from "../../src/open-database.ts";
import { aDatabase, type TestDatabase } from "./database.ts";

export const NOW = new Date("2026-06-15T12:00:00Z");

export interface ServedApp {
  readonly database: TestDatabase;
  readonly app: App;
  readonly origin: string;
  now(): Date;
  setNow(now: Date): void;
}

export interface ServedParts {
  readonly log: Logger;
  readonly timeZone?: string;
  readonly adminApiKey?: string;
  readonly corsOrigins?: readonly string[];
  readonly metricsToken?: string;
  /** How the program comes to its database; by connections of the test's own, where it is left out. */
  readonly open?: (url: string) => Promise<OpenDatabase>;
  /** Where the playground is built; visitors at this machine find an analyst's key in it. */
  readonly playgroundFolder?: URL;
}

/** The program on a database of its own, listening; nothing may fail outside a request's own answer. */
export async function serveApp(parts: ServedParts): Promise<ServedApp> {
  const database = await aDatabase();
  const opened = await parts.open?.(database.url);
  let now = NOW;
  const failures: unknown[] = [];
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    corsOrigins: parts.corsOrigins ?? [],
    metricsToken: parts.metricsToken,
    log: parts.log,
    failed: (error) => failures.push(error),
  });
  const app = await makeApp({
    dataSource: opened?.dataSource ?? database.dataSource,
    shop: { name: "Test shop", currency: undefined, timeZone: parts.timeZone ?? "UTC" },
    adminApiKey: parts.adminApiKey,
    readPath: readConfig({ READ_PATH: process.env["READ_PATH"] }).readPath,
    playgroundFolder: parts.playgroundFolder,
    playgroundKey:
      parts.playgroundFolder && (await createApiKey(database.dataSource.manager, "playground", "ANALYST", now)),
    metrics: front.metrics,
    log: parts.log,
    clock: () => now,
  });
  const probe = new Probe(database.url);
  front.serve(app.routes, opened?.answers ?? (() => probe.answers()));
  onTestFinished(async () => {
    await front.stop(1000);
    await app.stop();
    await probe.end();
    await opened?.close();
    expect(failures).toEqual([]);
  });
  return {
    database,
    app,
    origin: front.url,
    now: () => now,
    setNow: (moment) => {
      now = moment;
    },
  };
}
