import { isSold } from "../../src/demo/world/catalogue.ts";
import { probabilityAt } from "../../src/math/calibration.ts";
import { type Reliability, reliabilityOf } from "../../src/math/reliability.ts";
import { basketOf, type History } from "../../src/scoring/recommendations/history.ts";
import { cutsAt, holdOut, momentOfShare } from "../../src/scoring/recommendations/hold-out.ts";
import { DAY } from "../../src/scoring/recommendations/likings.ts";
import type { Tools } from "../../src/scoring/recommendations/recommender.ts";
import { learn } from "../../src/scoring/recommendations/regression/learn.ts";
import { type RegressionModel, scoreByRegression } from "../../src/scoring/recommendations/regression/model.ts";
import { hasProduct, OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { seededRandom } from "../../src/scoring/recommendations/training/seeded-random.ts";
import { Ranking } from "./ranking.ts";
import { historyBefore, personOf, type Shop } from "./shop.ts";
import { demandOf, LIKES, tasteOf } from "./tastes.ts";

const unneeded = (): never => {
  throw new Error("a regression needs neither an inverse nor others' settings");
};

/** As the evaluation has them: the newest 20 % of all touches are held out. */
export const toolsOf = (seed: number): Tools => ({
  invert: unneeded,
  random: seededRandom(seed),
  holdOut: (history) => holdOut(history, cutsAt(history, momentOfShare(history, 0.8)), OWNED_CODES),
  chosen: {},
});

export interface Foretold {
  readonly from: Date;
  readonly model: RegressionModel;
  readonly pairs: number;
  readonly purchases: number;
  readonly ranking: Ranking;
  /** The ceiling: how readily people would buy each, and that times how often they come. */
  readonly tastes: Ranking;
  readonly demand: Ranking;
  readonly reliability: Reliability;
}

/**
 * Learns from the first `share` of all touches and foretells what each customer comes to have within the model's horizon, of
 * all that was known and on sale and that they did not have.
 */
export function judgeForetelling(shop: Shop, share: number, seed: number): Foretold {
  const whole = historyBefore(shop, Number.POSITIVE_INFINITY);
  const from = momentOfShare(whole, share);
  const known = historyBefore(shop, from);
  const model = learn(known, toolsOf(seed));
  const until = from + model.learned.horizonDays * DAY;
  const came = boughtBetween(whole, from, until);
  const [ranking, tastes, demand] = [new Ranking(), new Ranking(), new Ranking()];
  const scores = new Float64Array(known.products.length);
  for (const [customer, { id }] of known.customers.entries()) {
    const basket = basketOf(known, customer);
    const owned = hasProduct(basket);
    scoreByRegression(model, basket, scores);
    const open = onSale(shop, known, from).filter((product) => !owned.has(product));
    const hits = open.map((product) => (came.has(`${id} ${known.products[product]?.id}`) ? 1 : 0));
    const taste = tasteOf(shop, known, id, from);
    const often = demandOf(personOf(shop, id), from, until);
    ranking.add(
      open.map((product) => probabilityAt(model.calibration, scores[product] ?? 0)),
      hits,
    );
    tastes.add(
      open.map((product) => taste[product] ?? 0),
      hits,
    );
    demand.add(
      open.map((product) => often * (taste[product] ?? 0)),
      hits,
    );
  }
  const { hits } = ranking;
  const reliability = reliabilityOf({ probabilities: ranking.scores, hits });
  const purchases = hits.reduce((sum, hit) => sum + hit, 0);
  return { from: new Date(from), model, pairs: hits.length, purchases, ranking, tastes, demand, reliability };
}

/** Pairs of ids of customers and what they came to have. */
function boughtBetween(history: History, from: number, until: number): Set<string> {
  const came = new Set<string>();
  for (const [customer, { id }] of history.customers.entries()) {
    const { at, product, signal } = basketOf(history, customer);
    for (const [touch, moment] of at.entries()) {
      const later = moment >= from && moment < until && OWNED_CODES.includes(signal[touch] ?? -1);
      if (later) came.add(`${id} ${history.products[product[touch] ?? -1]?.id}`);
    }
  }
  return came;
}

function onSale({ world }: Shop, { products }: History, at: number): number[] {
  const sold = new Set(world.products.filter((product) => isSold(product, at)).map(({ sku }) => sku));
  return [...products.keys()].filter((product) => sold.has(products[product]?.id ?? ""));
}

/** Of how many touches, up to so many. */
const STEPS = [2, 5, 10, 20, 40];

/**
 * Scores against the 20 products that each person likes best in truth at a moment, by group of people and for all of them; of
 * those alone who were known at an earlier moment, where it is given.
 */
export function judgeTastes(
  shop: Shop,
  known: History,
  at: number,
  model: RegressionModel,
  knownBy = Number.POSITIVE_INFINITY,
): Map<string, Ranking> {
  const groups = new Map<string, Ranking>();
  const scores = new Float64Array(known.products.length);
  const open = onSale(shop, known, at);
  for (const [customer, { id }] of known.customers.entries()) {
    const basket = basketOf(known, customer);
    if (!((basket.at[0] ?? Number.NaN) < knownBy)) continue;
    scoreByRegression(model, basket, scores);
    const liked = likedBy(tasteOf(shop, known, id, at));
    const touches = basket.product.length;
    const step = STEPS.find((most) => touches <= most);
    for (const group of ["all", personOf(shop, id).kind, step ? `up to ${step} touches` : "more touches"]) {
      const ranking = groups.get(group) ?? new Ranking();
      groups.set(group, ranking);
      ranking.add(
        open.map((product) => scores[product] ?? 0),
        open.map((product) => (liked.has(product) ? 1 : 0)),
      );
    }
  }
  return groups;
}

const likedBy = (taste: Float64Array): Set<number> =>
  new Set([...taste.keys()].sort((left, right) => (taste[right] ?? 0) - (taste[left] ?? 0)).slice(0, LIKES));
