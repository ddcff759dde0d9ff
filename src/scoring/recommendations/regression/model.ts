import { type Calibration, probabilityAt } from "../../../math/calibration.ts";
import { Scratch } from "../../../math/scratch.ts";
import type { Basket } from "../history.ts";
import type { Standing } from "./contest.ts";
import { featureNamed } from "./features.ts";
import type { LinearModel } from "./fit-linear.ts";
import type { Ground } from "./ground.ts";
import type { LeftOut, Step } from "./select-features.ts";
import { shopperOf } from "./shopper.ts";

export interface Learned {
  /** From the last moment of the past that it learned from until the end of the history. */
  readonly horizonDays: number;
  readonly customers: number;
  readonly purchases: number;
  readonly condition: number;
  readonly ridge: number;
  readonly ndcg: number;
  readonly steps: readonly Step[];
  readonly leftOut: readonly LeftOut[];
  /** What was held against each other on the newest period, and how well each did. */
  readonly contest: readonly Standing[];
  readonly calibratedOn: { readonly pairs: number; readonly purchases: number };
}

export interface RegressionModel {
  readonly ground: Ground;
  readonly linear: LinearModel;
  readonly calibration: Calibration;
  readonly learned: Learned;
}

export interface Contribution {
  readonly feature: string;
  readonly weight: number;
  readonly value: number;
  /** weight * value */
  readonly contribution: number;
}

/** linearScore = intercept + the contributions in their order, to the last bit. */
export interface Explanation {
  readonly intercept: number;
  readonly contributions: readonly Contribution[];
  readonly linearScore: number;
  /** That the customer comes to have the product within the horizon: the calibrated linearScore. */
  readonly probability: number;
}

/**
 * The linear score of each product. The probability rises with it, but doubles far from the calibration's points cannot tell
 * one from the next, and a ranking must. O(features * products).
 */
export function scoreByRegression(model: RegressionModel, basket: Basket, scores: Float64Array): void {
  scores.fill(model.linear.intercept);
  forEachFeature(model, basket, ({ weight }, column) => {
    for (let product = 0; product < scores.length; product++) {
      scores[product] = (scores[product] ?? 0) + weight * (column[product] ?? 0);
    }
  });
}

/** What a score comes to, without how. */
export type Score = Omit<Explanation, "contributions">;

/** The scores of some products for a customer, in their order. O(features * all products). */
export function scoreAll(model: RegressionModel, basket: Basket, products: readonly number[]): Score[] {
  const sums = new Float64Array(products.length).fill(model.linear.intercept);
  forEachFeature(model, basket, ({ weight }, column) => {
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + weight * (column[products[at] ?? -1] ?? 0);
  });
  return Array.from(sums, (linearScore) => scoreOf(model, linearScore));
}

/** The same with how they come about. */
export function explainAll(model: RegressionModel, basket: Basket, products: readonly number[]): Explanation[] {
  const contributions = products.map((): Contribution[] => []);
  forEachFeature(model, basket, ({ feature, weight }, column) => {
    for (const [at, told] of contributions.entries()) {
      const value = column[products[at] ?? -1] ?? 0;
      told.push({ feature, weight, value, contribution: weight * value });
    }
  });
  return contributions.map((told) => {
    const linearScore = told.reduce((sum, { contribution }) => sum + contribution, model.linear.intercept);
    return { ...scoreOf(model, linearScore), contributions: told };
  });
}

const scoreOf = ({ linear: { intercept }, calibration }: RegressionModel, linearScore: number): Score => ({
  intercept,
  linearScore,
  probability: probabilityAt(calibration, linearScore),
});

const COLUMN = new Scratch();

interface Weighed {
  readonly feature: string;
  readonly weight: number;
}

/** Each feature in the model's order, with its value of every product; the column is the same for all, and not to be kept. */
function forEachFeature(
  { ground, linear }: RegressionModel,
  basket: Basket,
  tell: (weighed: Weighed, column: Float64Array) => void,
): void {
  const shopper = shopperOf(ground, basket);
  const column = COLUMN.of(ground.products);
  for (const [place, feature] of linear.features.entries()) {
    featureNamed(feature).fill(ground, shopper, column);
    tell({ feature, weight: linear.weights[place] ?? 0 }, column);
  }
}

/** How one product's score comes about. */
export function explain(model: RegressionModel, basket: Basket, product: number): Explanation {
  const [explanation] = explainAll(model, basket, [product]);
  if (explanation === undefined) throw new Error("an explanation was asked for, and none was given");
  return explanation;
}
