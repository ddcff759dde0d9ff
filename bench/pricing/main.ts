import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { PRICING_RULES } from "../../src/demo/world/catalogue.ts";
import { USUAL_RULES } from "../../src/scoring/pricing/rails.ts";
import { suggestPrice } from "../../src/scoring/pricing/suggest-price.ts";
import { factsOf, type Judged, type Judgement, judge } from "./judge.ts";
import { drawPictures } from "./pictures.ts";
import { type ShopProduct, shopOf } from "./shop.ts";

const USAGE = `npm run bench:pricing -- [options]
  --seeds A,B        shops to make (1,2,3)
  --customers N      about how many each has (60000)
  --months N         how far back it begins (24)
  --until DATE       when its time ends (2026-06-15)
  --keep FOLDER      keeps simulated shops there, and takes them from there the next time
  --without-offers   leaves what competitors ask out of it
  --pictures FOLDER  draws the first shop there`;

interface Options {
  readonly customers: number;
  readonly months: number;
  readonly until: Date;
  readonly keep: string | undefined;
  readonly hasOffers: boolean;
}

function bench(seed: number, { keep, hasOffers, ...settings }: Options, pictures: string | undefined): void {
  const made = shopOf({ ...settings, seed, currency: "GBP" }, keep);
  const shop = hasOffers ? made : made.map(withoutOffers);
  const judgement = judge(shop);
  tell(seed, judgement);
  if (pictures !== undefined) drawPictures(judgement, shop, pictures);
}

const withoutOffers = (product: ShopProduct): ShopProduct => ({
  ...product,
  history: { ...product.history, offers: [] },
});

function tell(seed: number, judgement: Judgement): void {
  const { responses, total, span, products, seconds, milliseconds } = judgement;
  const units = products.reduce((sum, { response }) => sum + response.units, 0);
  const [first] = products.filter(({ isAnswered }) => isAnswered);
  const { elasticity, spread } = responses.shop ?? { elasticity: Number.NaN, spread: Number.NaN };
  console.log(`\nseed ${seed}: ${products.length} products, ${Math.round(units)} units, ${weeksOf(span)} weeks`);
  console.log(`  learned and measured in ${seconds.toFixed(1)} s`);
  console.log(`  all suggested in ${milliseconds.toFixed(0)} ms, one in ${first && timeOf(first, judgement)} ms`);
  console.log(
    `  form ${responses.form}; ${responses.forms.map(({ form, gain }) => `${form} ${gain.toFixed(5)}`).join(", ")}`,
  );
  console.log(`  the shop's elasticity ${elasticity.toFixed(2)}, products' spread ${spread.toFixed(2)}`);
  console.log(
    `  standard errors widened by ${responses.widened.toFixed(2)}, promotions ${responses.promotion.toFixed(3)}`,
  );
  for (const { from, to, products: number, t, followsDemand } of responses.bands) {
    const verdict = followsDemand ? "follow demand" : "do not";
    console.log(`  repriced ${from} to ${to} times a year: ${number} products, t ${t.toFixed(1)}, ${verdict}`);
  }
  const { weightedError, naiveWeightedError } = total ?? { weightedError: Number.NaN, naiveWeightedError: Number.NaN };
  console.log(`  held-out weeks: weighted error ${weightedError.toFixed(4)}, naive ${naiveWeightedError.toFixed(4)}`);
  for (const [status, count] of countsOf(products)) console.log(`  ${status.padEnd(27)} ${count}`);
  console.log("  rule        answered  covered  profit: suggested  current  naive   error / naive");
  for (const rule of [...Object.keys(PRICING_RULES), "ALL"]) console.log(`  ${lineOf(rule, products)}`);
}

const weeksOf = ({ first, last }: Judgement["span"]): number => last - first + 1;

const TIMES = 200;

function timeOf({ product, response }: Judged, { responses }: Judgement): string {
  const facts = factsOf(product);
  const began = performance.now();
  for (let time = 0; time < TIMES; time++) suggestPrice(response, responses, facts, USUAL_RULES);
  return ((performance.now() - began) / TIMES).toFixed(2);
}

function countsOf(products: readonly Judged[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { suggestion } of products) counts.set(suggestion.status, (counts.get(suggestion.status) ?? 0) + 1);
  return counts;
}

function lineOf(rule: string, products: readonly Judged[]): string {
  const all = products.filter(({ pricing }) => rule === "ALL" || pricing === rule);
  const own = all.filter(({ isAnswered }) => isAnswered);
  const total = (of: (each: Judged) => number) => own.reduce((sum, each) => sum + of(each), 0);
  const best = total(({ best: each }) => each);
  const share = (of: (each: Judged) => number) => (total(of) / best).toFixed(4);
  const measured = own.filter(({ response }) => response.backtest !== undefined);
  const units = measured.reduce((sum, { laterUnits }) => sum + laterUnits, 0);
  const errors = (["weightedError", "naiveWeightedError"] as const).map((name) => {
    const weighted = measured.map(({ response, laterUnits }) => (response.backtest?.[name] ?? 0) * laterUnits);
    return (weighted.reduce((sum, each) => sum + each, 0) / units).toFixed(3);
  });
  const covered = (own.filter(({ isCovered }) => isCovered).length / own.length).toFixed(3);
  return [
    rule.padEnd(11),
    `${own.length}/${all.length}`.padStart(8),
    covered.padStart(8),
    share(({ suggested }) => suggested).padStart(18),
    share(({ current }) => current).padStart(8),
    share(({ naive }) => naive).padStart(7),
    `  ${errors.join(" / ")}`,
  ].join(" ");
}

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`${name} is a number above 0, not ${value}`);
  return number;
}

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;

try {
  const { values } = parseArgs({
    options: {
      seeds: text("1,2,3"),
      customers: text("60000"),
      months: text("24"),
      until: text("2026-06-15"),
      keep: { type: "string" },
      pictures: { type: "string" },
      "without-offers": { type: "boolean", default: false },
    },
  });
  const { keep, pictures } = values;
  for (const folder of [keep, pictures]) if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const options: Options = {
    customers: numberOf("--customers", values.customers),
    months: numberOf("--months", values.months),
    until: new Date(`${values.until}T12:00:00Z`),
    keep,
    hasOffers: !values["without-offers"],
  };
  for (const [place, seed] of values.seeds.split(",").entries()) {
    bench(numberOf("--seeds", seed), options, place === 0 ? pictures : undefined);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
