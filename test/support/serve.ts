import type { Logger } from "pino";
import { expect, onTestFinished } from "vitest";
import { type App, makeApp } from "../../src/app.ts";
import { listen } from "../../src/http/server.ts";
import { aDatabase, type TestDatabase } from "./database.ts";

export const NOW = new Date("2026-06-15T12:00:00Z");

export interface ServedApp {
  readonly database: TestDatabase;
  readonly app: App;
  readonly origin: string;
  now(): Date;
  setNow(now: Date): void;
}

/** The program on a database of its own, listening; nothing may fail outside a request's own answer. */
export async function serveApp(parts: { log: Logger; timeZone?: string; adminApiKey?: string }): Promise<ServedApp> {
  const database = await aDatabase();
  let now = NOW;
  const app = await makeApp({
    dataSource: database.dataSource,
    shop: { name: "Test shop", currency: undefined, timeZone: parts.timeZone ?? "UTC" },
    adminApiKey: parts.adminApiKey,
    log: parts.log,
    clock: () => now,
  });
  const failures: unknown[] = [];
  const server = await listen({ host: "127.0.0.1", port: 0 }, app.routes, (error) => failures.push(error));
  onTestFinished(async () => {
    await server.stop(1000);
    await app.stop();
    expect(failures).toEqual([]);
  });
  return {
    database,
    app,
    origin: server.url,
    now: () => now,
    setNow: (moment) => {
      now = moment;
    },
  };
}
