import { twoSidedQuantile, twoSidedTail } from "../../math/student-t.ts";
import { ALPHA, type Estimate } from "./estimate.ts";

/** As much of an arm as its mean's error needs. */
export interface Sample {
  readonly customers: number;
  readonly mean: number;
  readonly variance: number;
}

export interface WelchEstimate extends Estimate {
  readonly freedom: number;
}

/** From so many degrees of freedom on the normal distribution takes the place of Student's t, which is wider by a thousandth there. */
const NORMAL_FROM = 1000;

/**
 * The difference of two means with its 95 % interval and two-sided p-value by Student's t, each arm with a variance of its own, and the
 * degrees of freedom of Welch (1947, The Generalization of Student's Problem when Several Different Population Variances are Involved)
 * and Satterthwaite (1946). It is for one look that was agreed on before. Each arm needs two customers.
 */
export function welch(treated: Sample, control: Sample): WelchEstimate {
  const [own, other] = [treated.variance / treated.customers, control.variance / control.customers];
  const absolute = treated.mean - control.mean;
  const standardError = Math.sqrt(own + other);
  if (standardError === 0) return withoutError(absolute);
  const welchs = (own + other) ** 2 / (own ** 2 / (treated.customers - 1) + other ** 2 / (control.customers - 1));
  const freedom = welchs < NORMAL_FROM ? welchs : Number.POSITIVE_INFINITY;
  const half = twoSidedQuantile(ALPHA, freedom) * standardError;
  const pValue = twoSidedTail(absolute / standardError, freedom);
  return { absolute, standardError, low: absolute - half, high: absolute + half, pValue, freedom };
}

/** Nothing varies within the arms. */
const withoutError = (absolute: number): WelchEstimate => ({
  absolute,
  standardError: 0,
  low: absolute,
  high: absolute,
  pValue: absolute === 0 ? 1 : 0,
  freedom: Number.POSITIVE_INFINITY,
});
