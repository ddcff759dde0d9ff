import { pino } from "pino";
import type { DataSource } from "typeorm";
import { expect, onTestFinished } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { makeApp } from "../../../src/app.ts";
import { openFront } from "../../../src/front.ts";
import { ROLES, type Role } from "../../../src/graphql/roles.ts";
import type { ReadPath } from "../../../src/graphql-route.ts";
import { Metrics } from "../../../src/metrics.ts";
import { type Answer, NOW } from "../../support/app.ts";
import { inThisThread } from "../../support/in-this-thread.ts";

/** The address of each of the two, as it stands in messages. */
export const PUBLIC_URL = "https://cdp.shop.example";

export interface Told {
  readonly status: number;
  /** The answer as it came. */
  readonly text: string;
  readonly answer: Answer;
}

export type Asked = { readonly role: Role; readonly query: string; readonly variables: object };

/** The whole program once more on a database that is there, answering queries in one way; gives how to ask it. */
export async function serveWay(dataSource: DataSource, readPath: ReadPath): Promise<(asked: Asked) => Promise<Told>> {
  const log = pino({ level: "silent" });
  const failures: unknown[] = [];
  const metrics = new Metrics();
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    corsOrigins: [],
    metricsToken: undefined,
    log,
    metrics,
    figures: () => metrics.text(),
    failed: (error) => failures.push(error),
  });
  const app = await makeApp({
    dataSource,
    shop: {
      name: "Test shop",
      currency: undefined,
      timeZone: "UTC",
      assumedConsents: ["PERSONALISATION", "ANALYTICS"],
    },
    publicUrl: () => PUBLIC_URL,
    adminApiKey: undefined,
    readPath,
    playgroundFolder: undefined,
    playgroundKey: undefined,
    ordersChanged: () => {},
    metrics,
    inThread: inThisThread,
    log,
    clock: () => NOW,
  });
  front.serve(app, async () => true);
  onTestFinished(async () => {
    await front.stop(1000);
    await app.stop();
    expect(failures).toEqual([]);
  });
  const keys = await keysOf(dataSource);
  return async ({ role, query, variables }) => {
    const headers = { authorization: `Bearer ${keys.get(role)}`, "content-type": "application/json" };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${front.url}/graphql`, { method: "POST", headers, body });
    const text = await response.text();
    return { status: response.status, text, answer: JSON.parse(text) as Answer };
  };
}

async function keysOf(dataSource: DataSource): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (const role of Object.keys(ROLES) as Role[]) {
    // Both ways tell who asks, so the keys of a role have one name.
    keys.set(role, await createApiKey(dataSource.manager, `${role} key`, role, NOW));
  }
  return keys;
}
