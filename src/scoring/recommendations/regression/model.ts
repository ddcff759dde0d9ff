import { type Calibration, probabilityAt } from "../../../math/calibration.ts";
import type { Basket } from "../history.ts";
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
export function scoreByRegression({ ground, linear }: RegressionModel, basket: Basket, scores: Float64Array): void {
  const shopper = shopperOf(ground, basket);
  const column = new Float64Array(scores.length);
  scores.fill(linear.intercept);
  for (const [place, name] of linear.features.entries()) {
    const weight = linear.weights[place] ?? 0;
    featureNamed(name).fill(ground, shopper, column);
    for (let product = 0; product < scores.length; product++) {
      scores[product] = (scores[product] ?? 0) + weight * (column[product] ?? 0);
    }
  }
}

/** How a product's score for a customer comes about. */
export function explain(
  { ground, linear, calibration }: RegressionModel,
  basket: Basket,
  product: number,
): Explanation {
  const shopper = shopperOf(ground, basket);
  const column = new Float64Array(ground.products);
  const contributions = linear.features.map((feature, place): Contribution => {
    featureNamed(feature).fill(ground, shopper, column);
    const [weight, value] = [linear.weights[place] ?? 0, column[product] ?? 0];
    return { feature, weight, value, contribution: weight * value };
  });
  const linearScore = contributions.reduce((sum, { contribution }) => sum + contribution, linear.intercept);
  return {
    intercept: linear.intercept,
    contributions,
    linearScore,
    probability: probabilityAt(calibration, linearScore),
  };
}

export const explainAll = (model: RegressionModel, basket: Basket, products: readonly number[]): Explanation[] =>
  products.map((product) => explain(model, basket, product));
