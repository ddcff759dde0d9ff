import type { ArmSummary, CovariateSummary } from "./arm-summary.ts";
import type { Estimate } from "./estimate.ts";
import { type Sample, welch } from "./welch.ts";

/** What is left of a variance by rounding alone, as a share of it. */
const ROUNDING = 1e-12;

/**
 * The same difference with less noise: what a covariate from before the assignment foretells of the outcome is taken out of it. Each
 * outcome becomes y - theta (x - mean x), theta = cov(y, x) / var(x) pooled within the arms, which changes nothing on average, as the lot
 * knows no covariate, and leaves 1 - correlation^2 of the variance (CUPED: Deng, Xu, Kohavi and Walker 2013, Improving the Sensitivity
 * of Online Controlled Experiments by Utilizing Pre-Experiment Data). Null where there is no covariate, or where it never varies.
 */
export function cuped(treated: ArmSummary, control: ArmSummary): Estimate | null {
  if (treated.covariate === undefined || control.covariate === undefined) return null;
  const theta = thetaOf(treated, treated.covariate, control, control.covariate);
  if (theta === null) return null;
  const { absolute, standardError, low, high, pValue } = welch(
    adjusted(treated, treated.covariate, theta),
    adjusted(control, control.covariate, theta),
  );
  return { absolute, standardError, low, high, pValue };
}

function thetaOf(
  treated: ArmSummary,
  own: CovariateSummary,
  control: ArmSummary,
  other: CovariateSummary,
): number | null {
  const [n, m] = [treated.customers - 1, control.customers - 1];
  const variance = n * own.variance + m * other.variance;
  return variance > 0 ? (n * own.covariance + m * other.covariance) / variance : null;
}

function adjusted(arm: ArmSummary, covariate: CovariateSummary, theta: number): Sample {
  const variance = arm.variance - 2 * theta * covariate.covariance + theta ** 2 * covariate.variance;
  return {
    customers: arm.customers,
    mean: arm.mean - theta * covariate.mean,
    variance: variance > ROUNDING * arm.variance ? variance : 0,
  };
}
