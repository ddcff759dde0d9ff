import "reflect-metadata";
import { mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { openEmbedded } from "../src/database/embedded/index.ts";
import { migrate } from "../src/database/migrate.ts";
import { type Counted, countAll } from "./campaigns/count.ts";
import { killedLaunch, type Launched } from "./campaigns/killed-launch.ts";
import { fillPeople } from "./campaigns/people.ts";
import { connectTo } from "./database.ts";
import { killServers } from "./servers/start.ts";

const USAGE = `npm run bench:campaigns -- [options]
  --customers N   customers in the campaign's segment (100000)
  --kills N       how often the server is killed: in the middle of the launch first, then while it sends (5)
  --data DIR      the database's folder (.bench)`;

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
const options = { customers: text("100000"), kills: text("5"), data: text(".bench") };

async function bench(values: Readonly<Record<keyof typeof options, string>>): Promise<void> {
  await mkdir(values.data, { recursive: true });
  const server = await openEmbedded({ dataFolder: values.data, command: "npm run bench:campaigns", join: false });
  const admin = await connectTo(server.url);
  try {
    await admin.query("drop database if exists bench_campaigns");
    await admin.query("create database bench_campaigns");
    const url = Object.assign(new URL(server.url), { pathname: "/bench_campaigns" }).href;
    const { launched, counted } = await measured(url, values.data, Number(values.customers), Number(values.kills));
    tell(launched, counted, Number(values.customers));
    await writeFile(`${values.data}/campaigns.json`, `${JSON.stringify({ launched, counted }, undefined, 2)}\n`);
    await admin.query("drop database bench_campaigns");
  } finally {
    await admin.destroy();
    await server.stop();
  }
}

async function measured(
  url: string,
  folder: string,
  customers: number,
  kills: number,
): Promise<{ launched: Launched; counted: Counted }> {
  const shop = await connectTo(url);
  try {
    await migrate(shop);
    await shop.query("set statement_timeout = 0");
    const segment = await fillPeople(shop, customers);
    const launched = await killedLaunch(shop, { url, folder }, segment, kills);
    return { launched, counted: await countAll(shop) };
  } finally {
    await shop.destroy();
  }
}

function tell(
  { launchSeconds, sentSeconds, reportMs, kills }: Launched,
  { states, faults }: Counted,
  customers: number,
): void {
  console.log(`${customers} customers, the server killed ${kills} times; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `  launched in ${launchSeconds.toFixed(1)} s; all sent and told of ${sentSeconds.toFixed(0)} s after that; its report ${reportMs.toFixed(0)} ms`,
  );
  for (const [state, count] of Object.entries(states)) console.log(`  ${String(count).padStart(9)}  ${state}`);
  for (const [name, count] of Object.entries(faults)) console.log(`  ${String(count).padStart(9)}  ${name}`);
  if (Object.values(faults).some((count) => count !== 0)) process.exitCode = 1;
}

const { values } = parseArgs({ options: { ...options, help: { type: "boolean" } } });
if (values.help === true) console.log(USAGE);
else {
  process.once("exit", killServers);
  await bench(values);
}
