import { mixtureBound, mixturePValue } from "../../math/normal-mixture.ts";
import { type ArmSummary, meanSquare, spreadOf } from "./arm-summary.ts";
import { ALPHA, type Interval } from "./estimate.ts";
import type { WelchEstimate } from "./welch.ts";

/** The interval is narrowest, as a multiple of the standard error, at so much information. */
const NARROWEST_AT = 100;
/** Fixed for all campaigns: the bound holds for a rho that was chosen before anything was seen. 8.21 is explained at `mixtureBound`. */
export const RHO = NARROWEST_AT / 8.21;

/** By trying (docs/science.md, "Lift"): with it looks after every purchase hold for log-normal amounts. */
const CAUTION = 5;

/**
 * The interval and p-value that hold at every look, however often somebody looks and whenever they stop: the 95 % intervals of all looks
 * together hold the truth with a probability of at least 95 %. An asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy
 * and Ramdas 2024, Time-Uniform Central Limit Theory and Asymptotic Confidence Sequences; always-valid p-values: Johari, Koomen, Pekelis
 * and Walsh 2022) whose clock is not the number of customers, who are all there from the first day, but what they have done so far. It
 * never says more than the look at a moment agreed on, which counts where an arm is so small that Student's t is wider.
 */
export function sequential(treated: ArmSummary, control: ArmSummary, fixed: WelchEstimate): Interval {
  const { absolute } = fixed;
  const ratio = informationOf(treated, control, fixed.standardError) / RHO;
  const standardError = Math.sqrt(cautious(treated) + cautious(control));
  const half = mixtureBound(ratio, ALPHA) * standardError;
  return {
    low: Math.min(absolute - half, fixed.low),
    high: Math.max(absolute + half, fixed.high),
    pValue: Math.max(mixturePValue(absolute / standardError, ratio), fixed.pValue),
  };
}

/**
 * The square of the error of an arm's mean, and of unequal amounts something more: where large ones are yet to come, the mean and its error
 * are both too small, which looks at any time find out. Nothing is added to a yes or no.
 */
function cautious(arm: ArmSummary): number {
  if (arm.withOutcome === 0) return 0;
  return (arm.variance / arm.customers) * (1 + (CAUTION * (spreadOf(arm) ** 2 - 1)) / arm.withOutcome);
}

/**
 * How far the clock of a comparison has gone: about how many customers of the smaller arm have an outcome. With N = 1 / (1 / n + 1 / m) and
 * shares, squares and variances averaged over the arms as in the error of their difference,
 *
 *     N * share with an outcome * mean square / variance      (of a yes or no with probability p: N p / (1 - p))
 *
 * Of a yes or no in which nobody turns back, two looks correlate as sqrt(p_1 (1 - p_2) / (p_2 (1 - p_1))): a Brownian motion at the times
 * p / (1 - p), and not at p (1 - p), which would even run backwards beyond one half. Amounts that are paid once run by the same formula; of
 * what comes again and again from the same customers two looks correlate more, and the bound is wider than it needs to be.
 */
export function informationOf(treated: ArmSummary, control: ArmSummary, standardError: number): number {
  const [n, m] = [treated.customers, control.customers];
  const size = 1 / (1 / n + 1 / m);
  const share = treated.withOutcome / n ** 2 + control.withOutcome / m ** 2;
  const square = meanSquare(treated) / n + meanSquare(control) / m;
  return (size ** 2 * share * square) / standardError ** 2;
}
