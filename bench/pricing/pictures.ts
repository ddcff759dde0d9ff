import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { normalQuantile } from "../../src/math/normal-quantile.ts";
import { quantile } from "../../src/math/quantile.ts";
import { demandAt } from "../../src/scoring/pricing/demand.ts";
import { type Form, formOf } from "../../src/scoring/pricing/forms.ts";
import { learnResponses } from "../../src/scoring/pricing/learn-responses.ts";
import { type Rails, railsOf, USUAL_RULES } from "../../src/scoring/pricing/rails.ts";
import type { ProductResponse } from "../../src/scoring/pricing/response.ts";
import { moneyOf } from "../../src/scoring/pricing/suggestion.ts";
import { elasticitiesPicture } from "./elasticities-picture.ts";
import type { Point } from "./frame.ts";
import type { Judged, Judgement } from "./judge.ts";
import { profitPicture, unitsPicture } from "./product-pictures.ts";
import type { ShopProduct } from "./shop.ts";
import { trueUnits } from "./truth.ts";

/** A product as pictures show it: units a week at each price, as demand was of late. */
export interface Shown {
  readonly judged: Judged;
  /** What was sold in each week, brought to the same level, season and promotion. */
  readonly weeks: readonly Point[];
  readonly expected: readonly Point[];
  readonly low: readonly Point[];
  readonly high: readonly Point[];
  readonly truth: readonly Point[];
  readonly rails: Rails;
}

/** Draws one product's units and profit over its price, and all products' elasticities against the true ones. */
export function drawPictures(judgement: Judgement, shop: readonly ShopProduct[], folder: string): void {
  const shown = shownOf(chosenOf(judgement), judgement, shop);
  writeFileSync(join(folder, "price-units.svg"), unitsPicture(shown));
  writeFileSync(join(folder, "price-profit.svg"), profitPicture(shown));
  writeFileSync(join(folder, "price-elasticities.svg"), elasticitiesPicture(judgement));
}

/** The best seller whose price was tested, and whose suggestion is another price that is bound by nothing. */
function chosenOf({ products }: Judgement): Judged {
  const [best] = products
    .filter(({ pricing, suggestion: { status, reasons } }) => {
      return pricing === "TESTED" && status === "SUGGESTED" && !reasons.some((reason) => reason.startsWith("Bound"));
    })
    .sort((left, right) => right.response.units - left.response.units);
  if (best === undefined) throw new Error("no product of this shop can be shown");
  return best;
}

const STEPS = 80;

function shownOf(judged: Judged, { responses, span }: Judgement, shop: readonly ShopProduct[]): Shown {
  const { product, response } = judged;
  const form = formOf(responses.form);
  const { lowestPrice, highestPrice, reference, level } = response;
  const [from, to] = [0.85 * lowestPrice, 1.15 * highestPrice];
  const prices = Array.from({ length: STEPS + 1 }, (_, step) => from + ((to - from) * step) / STEPS);
  const believed = prices.map((price) => believedAt(price, response, form));
  const truly = (price: number) => (level * trueUnits(product, price)) / trueUnits(product, reference);
  const facts = { ...response, currentPrice: product.price, cost: product.cost, competitors: undefined };
  return {
    judged,
    weeks: weeksOf(judged, form, span, shop),
    expected: prices.map((price, step): Point => [price, believed[step]?.mean ?? 0]),
    low: prices.map((price, step): Point => [price, believed[step]?.low ?? 0]),
    high: prices.map((price, step): Point => [price, believed[step]?.high ?? 0]),
    truth: prices.map((price): Point => [price, truly(price)]),
    rails: railsOf(USUAL_RULES, facts, (amount) => moneyOf(amount, product.currency)),
  };
}

const NODES = Array.from({ length: 31 }, (_, node) => normalQuantile((node + 0.5) / 31));

function believedAt(price: number, response: ProductResponse, form: Form) {
  const { levelError, elasticity, deviation } = response;
  const sold = NODES.map((z) => demandAt(response, form, Math.min(-0.05, elasticity + z * deviation))(price));
  const units = sold.flatMap((each) => NODES.map((z) => each * Math.exp(z * levelError)));
  units.sort((left, right) => left - right);
  const mean = sold.reduce((sum, each) => sum + each, 0) / sold.length;
  return { mean, low: quantile(units, 0.025), high: quantile(units, 0.975) };
}

function weeksOf({ response }: Judged, form: Form, span: Judgement["span"], shop: readonly ShopProduct[]): Point[] {
  const histories = shop.map(({ history }) => history);
  const { market, series: all, responses } = learnResponses(histories, { span, form: form.code });
  const series = all.find(({ product }) => product === response.product);
  if (series === undefined) return [];
  const index = market.indexOf(series).map((each, row) => each * (series.isPromoted[row] ? responses.promotion : 1));
  const usual = index.reduce(
    (sum, each, row) => sum + each * form.shape(series.ratio[row] ?? 1, response.elasticity),
    0,
  );
  const scale = (demandAt(response, form, response.elasticity)(response.reference) * usual) / series.total;
  return [...series.price].map((price, row): Point => [price, ((series.units[row] ?? 0) / (index[row] ?? 1)) * scale]);
}
