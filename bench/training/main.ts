import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { runInThread } from "../../src/threads/run-in-thread.ts";
import type { Sizes } from "./baskets.ts";
import type { Measured } from "./work.ts";

const USAGE = `npm run bench:training -- [options]
  --products N   products of the catalogue (3735); customers and what they bought grow with them
  --rounds R     rounds, of which the best is told (2)`;
const PROGRAM = new URL("./thread.js", import.meta.url);
const PEER_PRODUCTS = 800;
const LOOK_MS = 5; // counted by Node as part of the delay

/** As many customers and pairs for each product as Online Retail II has before September 2010. */
const sizesOf = (products: number): Sizes => ({
  products,
  customers: Math.ceil((products * 3_299) / 3_735),
  pairs: Math.ceil((products * 175_048) / 3_735),
});

interface Line {
  readonly what: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly residual: number | undefined;
  readonly delayMs: number;
}

async function measure(what: string, kind: string, data: object, rounds: number): Promise<Line> {
  const lines: Line[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
    delay.enable();
    const { seconds, cpuSeconds, residual } = await runInThread<Measured>(PROGRAM, { kind, ...data });
    delay.disable();
    lines.push({ what, seconds, cpuSeconds, residual, delayMs: delay.percentile(99) / 1e6 - LOOK_MS });
  }
  return lines.reduce((best, line) => (line.seconds < best.seconds ? line : best));
}

function tell({ what, seconds, cpuSeconds, residual, delayMs }: Line): void {
  const figures = [seconds.toFixed(3).padStart(8), cpuSeconds.toFixed(3).padStart(8), delayMs.toFixed(1).padStart(8)];
  console.log(`${what.padEnd(46)} ${figures.join(" ")}   ${residual?.toExponential(1) ?? ""}`);
}

async function main(products: number, rounds: number): Promise<void> {
  const sizes = sizesOf(products);
  const small = sizesOf(PEER_PRODUCTS);
  console.log(`${sizes.customers} customers, ${sizes.products} products, ${sizes.pairs} pairs; load ${loadOf()}\n`);
  console.log(`${"best of the rounds".padEnd(46)}  seconds      CPU   p99 ms   max |AP - I|`);
  const told = async (...asked: Parameters<typeof measure>): Promise<Line> => {
    const line = await measure(...asked);
    tell(line);
    return line;
  };
  await told("training of EASE, 2 threads", "measureTraining", { sizes, threads: 2 }, rounds);
  await told("training of EASE, 1 thread", "measureTraining", { sizes, threads: 1 }, rounds);
  await told("inverse, 2 threads", "measureInverse", { sizes, threads: 2 }, rounds);
  await told("inverse, 1 thread", "measureInverse", { sizes, threads: 1 }, rounds);
  const ours = await told(
    `inverse of ${small.products}, 1 thread`,
    "measureInverse",
    { sizes: small, threads: 1 },
    rounds,
  );
  const peer = await told(`inverse of ${small.products}, ml-matrix`, "measurePeer", { sizes: small }, rounds);
  console.log(`\nml-matrix takes ${(peer.seconds / ours.seconds).toFixed(1)} times as long; load ${loadOf()}`);
  console.log("CPU: seconds of all threads together, which a busy machine stretches less than those of the clock");
  console.log("p99 ms: how late the main thread's event loop was meanwhile, at 1 of 100 looks");
}

const loadOf = (): string => (loadavg()[0] ?? 0).toFixed(1);

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a whole number from 1 on, not ${text}`);
  return value;
}

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;

try {
  const { values } = parseArgs({ options: { products: text("3735"), rounds: text("2") } });
  await main(wholeNumber("--products", values.products), wholeNumber("--rounds", values.rounds));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
