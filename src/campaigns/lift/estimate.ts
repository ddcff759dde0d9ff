/** Intervals hold the true value 19 times out of 20. */
export const ALPHA = 0.05;

/** What may be believed of a difference: p is below 5 % exactly where the interval does not hold 0. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

/** Treated less control. */
export interface Estimate extends Interval {
  readonly absolute: number;
  readonly standardError: number;
}
