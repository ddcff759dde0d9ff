import { setTimeout as sleep } from "node:timers/promises";
import type { EntityManager } from "typeorm";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { withPatience } from "../../src/database/time-limit.ts";
import { openDatabase } from "../../src/open-database.ts";
import { aTouchpoint, RECORD } from "../support/builders.ts";
import { aDatabase } from "../support/database.ts";
import { aGateTo, type Gate } from "../support/gate.ts";
import { post, type Served, serve } from "./served.ts";

const CUSTOMERS = { query: "{ customers { totalCount } }" };
const UNAVAILABLE = [
  {
    message: "The database does not answer at the moment; try again.",
    extensions: { code: "DATABASE_UNAVAILABLE" },
  },
];
const POOL_SIZE = 10;
const ALL_UNAVAILABLE = Array.from({ length: POOL_SIZE }, () => 503);

const open = (databaseUrl: string, longestSilenceMs?: number) =>
  openDatabase(
    { ...readConfig({}), databaseUrl },
    { command: "a test", join: false, ...(longestSilenceMs === undefined ? {} : { longestSilenceMs }) },
  );

/** The program behind a gate, with as many connections as it may have. */
async function serveBehindGate(longestSilenceMs?: number): Promise<Served & { gate: Gate }> {
  let gate: Gate | undefined;
  const served = await serve({
    open: async (url) => {
      gate = await aGateTo(url);
      const database = await open(gate.url, longestSilenceMs);
      const runners = Array.from({ length: POOL_SIZE }, () => database.dataSource.createQueryRunner());
      await Promise.all(runners.map((runner) => runner.connect()));
      await Promise.all(runners.map((runner) => runner.release()));
      return database;
    },
  });
  if (gate === undefined) throw new Error("the program has not opened its database");
  return { ...served, gate };
}

async function readiness({ origin }: Served): Promise<unknown[]> {
  const response = await fetch(`${origin}/health/ready`);
  return [response.status, await response.json()];
}

test("connections that go silent are an outage that ends by itself: requests are told so, and others take their place", async () => {
  const served = await serveBehindGate(1_000);
  const recording = { query: RECORD, variables: { input: { touchpoints: [aTouchpoint()] } } };

  served.gate.silence();
  const queries = Array.from({ length: POOL_SIZE - 1 }, () => post(served, CUSTOMERS));
  const met = await Promise.all([post(served, recording), ...queries]);
  const again = await Promise.all([post(served, recording), post(served, CUSTOMERS)]);

  expect(met.map(({ status }) => status)).toEqual(ALL_UNAVAILABLE);
  for (const { json } of met) expect(json.errors).toMatchObject(UNAVAILABLE);
  expect(again.map(({ status }) => status)).toEqual([200, 200]);
  expect(again[0]?.json.data.recordTouchpoints.outcomes).toMatchObject([{ status: "RECORDED" }]);
});

test("a server all of whose connections hang is not ready, until one comes free", async () => {
  const served = await serveBehindGate();

  served.gate.silence();
  const hanging = Array.from({ length: POOL_SIZE }, () => post(served, CUSTOMERS));
  await expect
    .poll(() => readiness(served), { timeout: 20_000 })
    .toEqual([503, { ready: false, missing: "the database does not answer" }]);
  served.gate.breakSilent();
  const replies = await Promise.all(hanging);

  expect(replies.map(({ status }) => status)).toEqual(ALL_UNAVAILABLE);
  await expect.poll(() => readiness(served)).toEqual([200, { ready: true }]);
});

test("a connection that somebody holds and asks nothing is not taken for dead", async () => {
  const { url } = await aDatabase();
  const opened = await open(url, 500);
  const holder = opened.dataSource.createQueryRunner();
  await holder.query("select pg_advisory_lock(1)");

  await sleep(2_000);
  const [given] = await holder.query("select pg_advisory_unlock(1) as given");
  await holder.release();
  await opened.close();

  expect(given).toEqual({ given: true });
});

test("connections that have rested for long are taken for dead as soon when they go silent then", async () => {
  const served = await serveBehindGate(500);
  await sleep(2_000);

  served.gate.silence();
  const met = await Promise.all(Array.from({ length: POOL_SIZE }, () => post(served, CUSTOMERS)));

  expect(met.map(({ status }) => status)).toEqual(ALL_UNAVAILABLE);
});

test("work that is given patience may take longer than a connection may be silent, and no other work may", async () => {
  const { url } = await aDatabase();
  const { dataSource, close } = await open(url, 1_500);
  const rest = (manager: EntityManager) => manager.query("select pg_sleep(4), 1 as done");

  const [given] = await dataSource.transaction((manager) => withPatience(manager, () => rest(manager)));
  const failed = await dataSource
    .transaction(async (manager) => {
      await withPatience(manager, async () => {});
      return rest(manager);
    })
    .catch(({ code }) => code);
  await close();

  expect([given.done, failed]).toEqual([1, "ETIMEDOUT"]);
});

test("a start that waits for another one's migrations may wait for longer than a connection may be silent", async () => {
  const { url, dataSource } = await aDatabase();
  const other = dataSource.createQueryRunner();
  await other.startTransaction();
  await other.query("lock table migration in access exclusive mode");

  const opening = open(url, 500);
  await sleep(2_000);
  await other.commitTransaction();
  await other.release();

  const opened = await opening;
  expect(await opened.answers()).toBe(true);
  await opened.close();
});
