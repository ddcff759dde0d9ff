import "reflect-metadata";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { compareAnswers, statementsPerRequest } from "./answers.ts";
import { type BenchDatabase, connectTo, openBenchDatabase } from "./database.ts";
import { type Ingested, measureIngestion } from "./ingest/ingest.ts";
import { startSender } from "./load/sender.ts";
import { measure } from "./measure.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { peerNode, startPeer } from "./peer/peer.ts";
import { compareRows, translate } from "./peer/requests.ts";
import { type Bodies, pickBodies } from "./picks.ts";
import { memoryOf } from "./process-figures.ts";
import { CASE_NAMES } from "./queries.ts";
import { chart } from "./report/chart.ts";
import type { Outcome } from "./report/outcome.ts";
import { tell } from "./report/table.ts";
import { killServers, type MeasuredServer, startServer } from "./servers/start.ts";

const SERVERS = ["floor", "classical", "tributary"] as const;

async function bench(options: Options): Promise<void> {
  const loadBefore = loadavg()[0] ?? Number.NaN;
  await mkdir(options.data, { recursive: true });
  const database = await openBenchDatabase(options.data, options.sizes);
  try {
    const machine = await machineOf(database, loadBefore);
    const served = await measureReading(options, database);
    const ingestion = options.events === 0 ? [] : await measureWriting(options, database);
    const { sizes, seconds, rounds } = options;
    await write(options, {
      measuredAt: new Date().toISOString(),
      machine,
      sizes,
      seconds,
      rounds,
      ...served,
      ingestion,
    });
  } finally {
    await database.close();
  }
}

type Served = Pick<Outcome, "rows" | "statements" | "peakMemory" | "notes">;

async function measureReading(options: Options, database: BenchDatabase): Promise<Served> {
  const bodies = await pickedFrom(database.url);
  const servers: MeasuredServer[] = [];
  const sender = startSender();
  try {
    const statements: Record<string, Record<string, number>> = {};
    for (const name of SERVERS) {
      const server = await startServer(name, database.url, options.data);
      servers.push(server);
      statements[name] = await statementsOf(database, server, bodies); // before the next one has work of its own
    }
    console.log(`${await compareAnswers(servers, bodies)} answers of each server are the same`);
    const peer = options.peer ? await addPeer(servers, bodies, database, options) : undefined;
    const bodiesOf = (server: MeasuredServer): Bodies => (server === peer?.server ? peer.bodies : bodies);
    if (peer !== undefined) statements[peer.server.name] = await statementsOf(database, peer.server, peer.bodies);
    const { connections, rounds, seconds } = options;
    const rows = await measure({
      servers,
      bodiesOf,
      connections,
      rounds,
      seconds,
      sender,
      database: database.measured,
    });
    const peaks = await Promise.all(servers.map(async ({ name, pid }) => [name, (await memoryOf(pid))?.peak] as const));
    const peakMemory = Object.fromEntries(peaks.flatMap(([name, peak]) => (peak === undefined ? [] : [[name, peak]])));
    return { rows, statements, peakMemory, notes: options.peer ? [PEER_COMPARED] : [] };
  } finally {
    sender.stop();
    for (const server of servers) await server.stop();
  }
}

const PEER_COMPARED =
  `PostGraphile (on Node ${peerNode()}) answers by its own schema: its answers were held against the others' by the ids in them ` +
  "and their order alone. It is spared some work (average order value, shares of channels, the end of a price, how amounts are " +
  "written) and has more in one case: all twelve observed offers of a product, where the others tell the latest of each competitor.";

/** Adds PostGraphile to the servers, and gives it with our questions in its words. */
async function addPeer(servers: MeasuredServer[], bodies: Bodies, { url }: BenchDatabase, { data }: Options) {
  const server = await startPeer(url, data);
  servers.push(server);
  const translated = await translate(server, bodies);
  const [first] = servers;
  if (first !== undefined) await compareRows(first, bodies, server, translated);
  return { server, bodies: translated };
}

async function pickedFrom(url: string): Promise<Bodies> {
  const shop = await connectTo(url);
  try {
    return await pickBodies(shop);
  } finally {
    await shop.destroy();
  }
}

async function statementsOf(
  database: BenchDatabase,
  server: MeasuredServer,
  bodies: Bodies,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of CASE_NAMES) {
    counts[name] = await statementsPerRequest(database.admin, database.url, server, bodies[name]);
  }
  return counts;
}

async function measureWriting({ events, data, sizes }: Options, database: BenchDatabase): Promise<Ingested[]> {
  const copy = await database.copy();
  try {
    return await measureIngestion(copy.url, data, events, sizes);
  } finally {
    await copy.drop();
  }
}

async function machineOf({ admin }: BenchDatabase, loadBefore: number): Promise<Outcome["machine"]> {
  const [row]: { version: string }[] = await admin.query("select current_setting('server_version') as version");
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  const postgres = row?.version ?? "";
  return {
    cores: cpus().length,
    model: cpu?.model.trim() ?? "",
    memoryGb,
    node: process.versions.node,
    postgres,
    loadBefore,
  };
}

async function write({ out }: Options, outcome: Outcome): Promise<void> {
  const picture = `${out.replace(/\.json$/, "")}.svg`;
  await writeFile(out, `${JSON.stringify(outcome, undefined, 2)}\n`);
  await writeFile(picture, chart(outcome));
  console.log(`\n${tell(outcome)}\n\n${out} has these figures, ${picture} a chart of them.`);
}

// Told to end in the middle, it leaves no server behind; PostgreSQL notices by itself.
process.once("SIGTERM", () => {
  killServers();
  process.exit(143);
});

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(USAGE);
else await bench(readOptions(args));
