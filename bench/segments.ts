import "reflect-metadata";
import { mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { connectTo, openBenchDatabase } from "./database.ts";
import { type Live, measureLive } from "./segments/live.ts";
import { makeSegments, measureRebuild, type RebuiltSegment } from "./segments/rebuild.ts";
import { killServers } from "./servers/start.ts";

const USAGE = `npm run bench:segments -- [options]
  --customers N     customers in the database (100000)
  --touchpoints N   their touchpoints (2000000)
  --products N      products (10000)
  --rebuilt N       segments that are worked out from scratch (20); 0 leaves that out
  --segments N      segments that are kept true under load (50)
  --rate N          events a second (1000)
  --seconds S       how long they are sent (60)
  --data DIR        the database's folder, kept for the next run (.bench)`;

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
const options = {
  ...{ customers: text("100000"), touchpoints: text("2000000"), products: text("10000"), data: text(".bench") },
  ...{ rebuilt: text("20"), segments: text("50"), rate: text("1000"), seconds: text("60") },
};

async function bench(values: Readonly<Record<keyof typeof options, string>>): Promise<void> {
  const number = (name: keyof typeof options): number => Number(values[name]);
  const sizes = { customers: number("customers"), touchpoints: number("touchpoints"), products: number("products") };
  await mkdir(values.data, { recursive: true });
  const database = await openBenchDatabase(values.data, sizes);
  try {
    const copy = await database.copy(); // what is measured writes
    try {
      const rebuilt = number("rebuilt") === 0 ? [] : await rebuild(copy.url, number("rebuilt"));
      if (rebuilt.length > 0) tellRebuild(rebuilt);
      const load = { segments: number("segments"), rate: number("rate"), seconds: number("seconds") };
      const live = await measureLive(copy.url, values.data, sizes, load);
      tellLive(live, load);
      await writeFile(`${values.data}/segments.json`, `${JSON.stringify({ rebuilt, live }, undefined, 2)}\n`);
    } finally {
      await copy.drop();
    }
  } finally {
    await database.close();
  }
}

async function rebuild(url: string, segments: number): Promise<RebuiltSegment[]> {
  const shop = await connectTo(url);
  try {
    await makeSegments(shop, segments);
    return await measureRebuild(shop);
  } finally {
    await shop.destroy();
  }
}

function tellRebuild(rebuilt: readonly RebuiltSegment[]): void {
  const seconds = (of: (each: RebuiltSegment) => number): string =>
    (rebuilt.reduce((sum, each) => sum + of(each), 0) / 1000).toFixed(1);
  const members = rebuilt.reduce((sum, each) => sum + each.members, 0);
  console.log(
    `\n${rebuilt.length} segments from scratch: ${seconds(({ ms }) => ms)} s where nobody moves, ${seconds(({ filledMs }) => filledMs)} s to fill them with ${members} members; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
  for (const { key, members: own, ms, filledMs, about } of rebuilt) {
    const figures = [own, ms, filledMs].map((figure) => figure.toFixed(0).padStart(7)).join("");
    console.log(`  ${key}${figures}  ${about}`);
  }
}

function tellLive(
  { sent, seconds, moved, latencies, unheard, backlog, again }: Live,
  { segments }: { segments: number },
): void {
  const at = (share: number): string =>
    `${(latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN).toFixed(0)} ms`;
  console.log(
    `\n${segments} segments under ${(sent / seconds).toFixed(0)} events a second for ${seconds.toFixed(0)} s`,
  );
  console.log(
    `  from sending an event to its membership change in a subscription, ${latencies.length} times: p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}; not heard of a minute after the end: ${unheard}`,
  );
  console.log(`  customers waiting at its end: ${backlog}; memberships that changed: ${moved}`);
  console.log(
    `  a rebuild afterwards: ${again.entered} entered, ${again.left} left, in ${(again.ms / 1000).toFixed(1)} s`,
  );
}

process.once("SIGTERM", () => {
  killServers();
  process.exit(143);
});

if (process.argv.includes("--help")) console.log(USAGE);
else await bench(parseArgs({ options }).values);
