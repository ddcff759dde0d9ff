import { type ArmSummary, spreadOf } from "./arm-summary.ts";

/** In each arm so many customers with an outcome, and, of a yes or no or of amounts that are much the same, so many without one. */
export const LEAST_OUTCOMES = 20;

/** By so little, of 1, amounts may differ and count as the same. */
const ROUNDING = 1e-9;

/**
 * Whether so much has happened in both arms that 95 % intervals are what they claim to be, which was reckoned out and simulated
 * (docs/science.md, "Lift"): from about 20 expected in the smaller arm on, however small that is, they hold the truth 94 to 95 times of a
 * hundred; with 5 expected it may be 91.
 */
export function enoughData(treated: ArmSummary, control: ArmSummary): boolean {
  const hasZero = [treated, control].some(({ customers, withOutcome }) => withOutcome < customers);
  return [treated, control].every((arm) => enoughIn(arm, hasZero));
}

/**
 * Where amounts differ, a few large ones decide the mean, and as many more are needed as (mean square / mean^2)^2 of the amounts. Those
 * without an outcome count as well, unless amounts differ by more than so many of them would add to the variance, or nobody is without.
 */
function enoughIn(arm: ArmSummary, hasZero: boolean): boolean {
  const { customers, withOutcome } = arm;
  if (withOutcome === 0) return false;
  const spread = spreadOf(arm);
  if (withOutcome < LEAST_OUTCOMES * spread ** 2 * (1 - ROUNDING)) return false;
  return customers - withOutcome >= LEAST_OUTCOMES || spread - 1 > (hasZero ? LEAST_OUTCOMES / customers : ROUNDING);
}
