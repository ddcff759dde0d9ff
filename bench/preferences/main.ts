import { parseArgs } from "node:util";
import { DEMO_DEFAULTS } from "../../src/demo/settings.ts";
import { learn } from "../../src/scoring/recommendations/regression/learn.ts";
import { judgeForetelling, judgeTastes, toolsOf } from "./judge.ts";
import type { Ranking } from "./ranking.ts";
import { historyBefore, makeShop } from "./shop.ts";

const USAGE = `npm run bench:preferences -- [options]
  --seeds A,B        shops to make (1)
  --customers N      about how many each has (${DEMO_DEFAULTS.customers})
  --months N         how far back it begins (${DEMO_DEFAULTS.months})
  --until DATE       when its time ends (2026-06-15)
  --share S          of all touches, what is learned from before purchases are foretold (0.8)`;

interface Options {
  readonly customers: number;
  readonly months: number;
  readonly until: Date;
  readonly share: number;
}

function bench(seed: number, { share, ...settings }: Options): void {
  const shop = makeShop({ ...settings, seed, currency: "GBP" });
  const { model, ranking, tastes, demand, reliability, ...told } = judgeForetelling(shop, share, seed);
  const { horizonDays } = model.learned;
  console.log(`\nseed ${seed}: ${shop.people.size} people, ${shop.interactions.size} touches`);
  console.log(`purchases in ${horizonDays.toFixed(0)} days from ${told.from.toISOString().slice(0, 10)} on:`);
  console.log(`  ${told.purchases} of ${told.pairs} pairs; of ${ranking.customers} customers`);
  tell("REGRESSION", ranking);
  tell("true tastes", tastes);
  tell("true tastes times visits", demand);
  for (const [name, value] of Object.entries(reliability)) console.log(`  ${name.padEnd(26)} ${value.toPrecision(4)}`);
  console.log(`  features: ${model.linear.features.join(", ")}`);
  const known = historyBefore(shop, Number.POSITIVE_INFINITY);
  const last = learn(known, toolsOf(seed));
  console.log("the 20 products that each person likes best at the end:");
  const groups = [...judgeTastes(shop, known, shop.world.calendar.until - 1, last)];
  for (const [group, of] of groups.sort(([left], [right]) => (left < right ? -1 : 1))) tell(group, of);
}

function tell(name: string, ranking: Ranking): void {
  const figures = `AUC of customers ${ranking.ofCustomers.toFixed(3)}, pooled ${ranking.pooled.toFixed(3)}`;
  console.log(`  ${name.padEnd(26)} ${figures}  (${ranking.customers})`);
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} is a number above 0, not ${text}`);
  return value;
}

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;

try {
  const { values } = parseArgs({
    options: {
      seeds: text("1"),
      customers: text(String(DEMO_DEFAULTS.customers)),
      months: text(String(DEMO_DEFAULTS.months)),
      until: text("2026-06-15"),
      share: text("0.8"),
    },
  });
  const options = {
    customers: numberOf("--customers", values.customers),
    months: numberOf("--months", values.months),
    until: new Date(`${values.until}T12:00:00Z`),
    share: numberOf("--share", values.share),
  };
  for (const seed of values.seeds.split(",")) bench(numberOf("--seeds", seed), options);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
