import "reflect-metadata";
import { mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { connectTo, openBenchDatabase } from "./database.ts";
import { startSender } from "./load/sender.ts";
import { memoryOf } from "./process-figures.ts";
import { killServers, startServer } from "./servers/start.ts";
import { fitModels } from "./serving/fit-models.ts";
import { type Measured, measureCase } from "./serving/measure-case.ts";
import { CASES, pickBodies } from "./serving/requests.ts";

const USAGE = `npm run bench:serving -- [options]
  --customers N     customers in the database (20000)
  --touchpoints N   their touchpoints (400000)
  --products N      products (10000)
  --seconds S       length of one measurement (5)
  --rounds R        rounds, of which the medians are told (3)
  --data DIR        the database's folder, kept with the models for the next run (.bench-serving)`;

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
const options = {
  ...{ customers: text("20000"), touchpoints: text("400000"), products: text("10000") },
  ...{ seconds: text("5"), rounds: text("3"), data: text(".bench-serving") },
};

async function bench(values: Readonly<Record<keyof typeof options, string>>): Promise<void> {
  const [customers, touchpoints, products] = [values.customers, values.touchpoints, values.products].map(Number);
  await mkdir(values.data, { recursive: true });
  const sizes = { customers: customers ?? 0, touchpoints: touchpoints ?? 0, products: products ?? 0 };
  const database = await openBenchDatabase(values.data, sizes);
  const sender = startSender();
  try {
    const shop = await connectTo(database.url);
    await fitModels(shop);
    const bodies = await pickBodies(shop);
    await shop.destroy();
    const rounds: Measured[][] = [];
    const memory: Memory[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const server = await startServer("tributary", database.url, values.data); // each remembers nothing of the one before
      const idle = await memoryOf(server.pid);
      const measured: Measured[] = [];
      for (const name of Object.keys(CASES)) {
        const load = { server, bodies: bodies[name] ?? [], seconds: Number(values.seconds) };
        measured.push(await measureCase(name, load, sender, database.measured));
      }
      const loaded = await memoryOf(server.pid);
      await server.stop();
      rounds.push(measured);
      memory.push({ idle: idle?.now, loaded: loaded?.now });
    }
    tell(rounds, memory.at(-1) ?? {}, loadavg()[0] ?? Number.NaN);
    await writeFile(`${values.data}/serving.json`, `${JSON.stringify(rounds, undefined, 2)}\n`);
  } finally {
    sender.stop();
    await database.close();
  }
}

interface Memory {
  readonly idle?: number | undefined;
  readonly loaded?: number | undefined;
}

function tell(rounds: readonly Measured[][], { idle, loaded }: Memory, load: number): void {
  console.log(`\nms for a request, one at a time; medians of ${rounds.length} rounds; load ${load.toFixed(1)}`);
  console.log(line("", "server CPU", "database CPU", "together", "p50", "p99"));
  const medians = new Map<string, Measured>();
  for (const [place, { name }] of (rounds[0] ?? []).entries()) {
    const own = rounds.flatMap((round) => round[place] ?? []);
    const middle = (of: (each: Measured) => number): number => own.map(of).sort((a, b) => a - b)[own.length >> 1] ?? 0;
    const each = {
      name,
      server: middle(({ server }) => server),
      database: middle(({ database }) => database),
      p50: middle(({ p50 }) => p50),
      p99: middle(({ p99 }) => p99),
    };
    medians.set(name, each);
    const { server, database, p50, p99 } = each;
    console.log(
      line(CASES[name]?.about ?? name, ...[server, database, server + database, p50, p99].map((ms) => ms.toFixed(2))),
    );
  }
  for (const [name, whose] of [
    ["pageWithRecommendations", "new"],
    ["pageAgain", "remembered"],
  ] as const) {
    const [without, page] = [medians.get("page"), medians.get(name)];
    if (without === undefined || page === undefined) continue;
    const cost = ({ server, database }: Measured): number => server + database;
    console.log(
      `\nthe page with ${whose} recommendations costs ${(cost(page) / cost(without)).toFixed(2)} times the page without (CPU), ${(page.p50 / without.p50).toFixed(2)} times by p50`,
    );
  }
  console.log(`memory of the server: ${idle} MB before the first question, ${loaded} MB with all models`);
}

const line = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(78)}${cells.map((cell) => cell.padStart(14)).join("")}`;

process.once("SIGTERM", () => {
  killServers();
  process.exit(143);
});

if (process.argv.includes("--help")) console.log(USAGE);
else await bench(parseArgs({ options }).values);
