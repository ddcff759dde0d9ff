import { type Calibration, probabilityAt } from "../../../math/calibration.ts";
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

/** How the scores of some products for a customer come about, in their order. O(features * all products). */
export function explainAll(
  { ground, linear, calibration }: RegressionModel,
  basket: Basket,
  products: readonly number[],
): Explanation[] {
  const { intercept } = linear;
  const shopper = shopperOf(ground, basket);
  const column = new Float64Array(ground.products);
  const told = products.map(() => ({ intercept, contributions: [] as Contribution[], linearScore: intercept }));
  for (const [place, feature] of linear.features.entries()) {
    const weight = linear.weights[place] ?? 0;
    featureNamed(feature).fill(ground, shopper, column);
    for (const [at, explanation] of told.entries()) {
      const value = column[products[at] ?? -1] ?? 0;
      const contribution = weight * value;
      explanation.contributions.push({ feature, weight, value, contribution });
      explanation.linearScore += contribution;
    }
  }
  return told.map((explanation) => ({
    ...explanation,
    probability: probabilityAt(calibration, explanation.linearScore),
  }));
}

/** How one product's score comes about. */
export function explain(model: RegressionModel, basket: Basket, product: number): Explanation {
  const [explanation] = explainAll(model, basket, [product]);
  if (explanation === undefined) throw new Error("an explanation was asked for, and none was given");
  return explanation;
}
