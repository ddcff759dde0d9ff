import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { connectTo } from "../database.ts";
import { memoryOf } from "../process-figures.ts";
import { type MeasuredServer, startServer } from "../servers/start.ts";
import type { Sizes } from "../shop/sizes.ts";
import { batches, bodyOf, lastTouchpoint, storedOf } from "./batches.ts";
import { timeCopy } from "./copy.ts";

export interface Ingested {
  readonly batchSize: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly copiedPerSecond: number;
  /** MB at each tenth of the run. */
  readonly memory: readonly number[];
}

/** So many batches are on their way at once. */
export const SENDERS = 4;
const BATCH_SIZES = [100, 500];
const VISIBLE_MS = 30_000;

/** Sends touchpoints in batches to a server on a shop that may be written to, and copies the same rows by COPY. */
export async function measureIngestion(
  databaseUrl: string,
  folder: string,
  events: number,
  sizes: Sizes,
): Promise<Ingested[]> {
  const server = await startServer("tributary", databaseUrl, folder);
  const database = await connectTo(databaseUrl);
  try {
    await sendBatches(server, "warm", 2_000, 100, sizes);
    const found: Ingested[] = [];
    for (const batchSize of BATCH_SIZES) {
      console.log(`ingestion in batches of ${batchSize}`);
      const run = `bench-${batchSize}`;
      await database.query("checkpoint");
      const started = performance.now();
      const memory = await sendBatches(server, run, events, batchSize, sizes);
      await sendBatch(server, bodyOf(run, [lastTouchpoint(run)]));
      await untilVisible(server, run);
      const seconds = (performance.now() - started) / 1000;
      await checkStored(database, run, events);
      const copied = await timeCopy(databaseUrl, run, join(folder, "copied.rows"));
      found.push({
        batchSize,
        events,
        eventsPerSecond: events / seconds,
        copiedPerSecond: storedOf(events) / copied,
        memory,
      });
    }
    return found;
  } finally {
    await database.destroy();
    await server.stop();
  }
}

/** Sends all batches, some at once, and gives the server's memory at each tenth. */
async function sendBatches(
  server: MeasuredServer,
  run: string,
  events: number,
  size: number,
  sizes: Sizes,
): Promise<number[]> {
  const bodies = batches(run, events, size, sizes);
  const all = Math.ceil(events / size);
  const memory: number[] = [];
  let sent = 0;
  const send = async () => {
    for (const body of bodies) {
      await sendBatch(server, body);
      sent += 1;
      if (Math.floor((sent * 10) / all) > memory.length) memory.push((await memoryOf(server.pid))?.now ?? Number.NaN);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  return memory;
}

async function sendBatch({ url, headers }: MeasuredServer, body: string): Promise<void> {
  const response = await fetch(url, { method: "POST", headers, body });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  const outcomes: { status: string }[] = data?.recordTouchpoints?.outcomes ?? [];
  const taken = outcomes.every(({ status }) => status === "RECORDED" || status === "DUPLICATE");
  if (errors !== undefined || outcomes.length === 0 || !taken)
    throw new Error(`a batch was not taken: ${text.slice(0, 500)}`);
}

const NEWEST = JSON.stringify({ query: "query Newest { touchpoints(first: 10) { nodes { messageId } } }" });

/** Asks over GraphQL until the last message is there. */
async function untilVisible({ url, headers }: MeasuredServer, run: string): Promise<void> {
  const end = performance.now() + VISIBLE_MS;
  while (performance.now() < end) {
    const response = await fetch(url, { method: "POST", headers, body: NEWEST });
    if ((await response.text()).includes(`"${run}-last"`)) return;
    await sleep(10);
  }
  throw new Error(`the last touchpoint of ${run} was taken, but is not seen`);
}

async function checkStored(database: DataSource, run: string, events: number): Promise<void> {
  const [row]: { stored: string }[] = await database.query(
    "select count(*) as stored from touchpoint where source = $1",
    [run],
  );
  const right = storedOf(events) + 1;
  if (Number(row?.stored) !== right)
    throw new Error(`${row?.stored} touchpoints of ${run} are stored instead of ${right}`);
}
