import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { deserialize, serialize } from "node:v8";
import { validationOf } from "../../src/scoring/recommendations/evaluation/protocol.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { type Tools, usualSettings } from "../../src/scoring/recommendations/recommender.ts";
import { RECOMMENDERS } from "../../src/scoring/recommendations/recommenders/index.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { seededRandom } from "../../src/scoring/recommendations/training/seeded-random.ts";
import { teamInverse } from "../../src/scoring/recommendations/training/team-inverse.ts";
import { runInThread } from "../../src/threads/run-in-thread.ts";
import { measureFloor, measureServing, type Size, type Spread, sizeOf } from "./measure.ts";
import { makeShop } from "./shop.ts";

const USAGE = `npm run bench:scoring -- [options]
  --products N       products of the catalogue (10000)
  --customers N      customers, with 30 to 60 touches each (4000)
  --baskets N        for how many of them something is recommended (500)
  --strategies A,B   those to be measured (all)
  --threads N        threads of an inverse (2)
  --models FILE      where models are kept and read again: only what it does not hold is fitted`;
const SEED = 20260101;
const PROGRAM = new URL("../training/thread.js", import.meta.url);

interface Kept {
  readonly model: unknown;
  readonly seconds: number;
}

interface Asked {
  readonly products: number;
  readonly customers: number;
  readonly baskets: number;
  readonly threads: number;
  readonly strategies: readonly string[];
  readonly file: string | undefined;
}

async function fitAll(history: History, { strategies, threads, file }: Asked): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>(file && existsSync(file) ? deserialize(await readFile(file)) : []);
  const team = teamInverse(threads, (work) => runInThread(PROGRAM, work));
  const protocol = { split: { share: 0.2 }, goals: OWNED_CODES, k: 20, seed: SEED };
  const tools: Tools = {
    invert: team.invert,
    random: seededRandom(SEED),
    holdOut: (whole) => validationOf(whole, protocol),
    chosen: {},
  };
  for (const recommender of RECOMMENDERS.filter(({ code }) => strategies.includes(code) && !kept.has(code))) {
    const started = performance.now();
    const model = recommender.fit(history, usualSettings(recommender), tools);
    await team.settled();
    kept.set(recommender.code, { model, seconds: (performance.now() - started) / 1000 });
  }
  if (file !== undefined) await writeFile(file, serialize([...kept]));
  return kept;
}

async function main(asked: Asked): Promise<void> {
  const history = makeShop(asked, seededRandom(SEED));
  const { products, customers, product } = history;
  console.log(
    `${products.length} products, ${customers.length} customers, ${product.length} touches; load ${loadOf()}`,
  );
  const kept = await fitAll(history, asked);
  console.log(
    `\nms of CPU for a list of 10, and for the reasons of all 10; of ${asked.baskets} baskets median and p95`,
  );
  console.log(line("", "fit s", "list", "p95", "reasons", "p95", "arrays MB", "sent MB", "checksum"));
  const floor = measureFloor(products.length, asked.baskets, seededRandom(SEED));
  console.log(line("10 largest of as many doubles", "", ...told(floor)));
  for (const recommender of RECOMMENDERS) {
    const fitted = kept.get(recommender.code);
    if (fitted === undefined || !asked.strategies.includes(recommender.code)) continue;
    const { list, because, checksum } = measureServing(recommender, fitted.model, history, asked.baskets);
    const size = sizeOf(fitted.model);
    console.log(
      line(recommender.code, fitted.seconds.toFixed(1), ...told(list), ...told(because), ...megabytes(size), checksum),
    );
  }
  console.log(`load ${loadOf()}`);
}

const loadOf = (): string => (loadavg()[0] ?? 0).toFixed(1);
const told = ({ median, p95 }: Spread): string[] => [median.toFixed(3), p95.toFixed(3)];
const megabytes = ({ arrays, serialized }: Size): string[] => [
  (arrays / 1e6).toFixed(1),
  (serialized / 1e6).toFixed(1),
];
const line = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join("")}`;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a whole number from 1 on, not ${text}`);
  return value;
}

function strategiesOf(text: string | undefined): readonly string[] {
  const codes = RECOMMENDERS.map(({ code }) => code);
  const wanted = text?.split(",") ?? codes;
  const unknown = wanted.find((code) => !codes.includes(code));
  if (unknown !== undefined) throw new Error(`--strategies are of ${codes.join(", ")}, not ${unknown}`);
  return wanted;
}

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;

try {
  const { values } = parseArgs({
    options: {
      ...{ products: text("10000"), customers: text("4000"), baskets: text("500"), threads: text("2") },
      ...{ strategies: { type: "string" }, models: { type: "string" } },
    },
  });
  await main({
    products: wholeNumber("--products", values.products),
    customers: wholeNumber("--customers", values.customers),
    baskets: wholeNumber("--baskets", values.baskets),
    threads: wholeNumber("--threads", values.threads),
    strategies: strategiesOf(values.strategies),
    file: values.models,
  });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
