import { type ArmSummary, meanSquare } from "./arm-summary.ts";

/** In each arm so many customers with an outcome, and of a yes or no so many without one. */
export const LEAST_OUTCOMES = 20;

/** By so little, of 1, amounts may differ and count as the same. */
const ROUNDING = 1e-9;

/**
 * Whether so much has happened in both arms that 95 % intervals are what they claim to be, which was reckoned out and simulated
 * (docs/science.md, "Lift"): from about 20 expected in the smaller arm on, however small that is, they hold the truth 94 to 95 times of a
 * hundred; with 5 expected it may be 91.
 */
export const enoughData = (treated: ArmSummary, control: ArmSummary): boolean =>
  [treated, control].every((arm) => enoughIn(arm));

/**
 * Where amounts differ, a few large ones decide the mean, and as many more are needed as (mean square / mean^2)^2 of the amounts. Where all
 * are the same, as of a yes or no, those without one count as well.
 */
function enoughIn(arm: ArmSummary): boolean {
  const { customers, withOutcome, mean } = arm;
  if (withOutcome === 0) return false;
  const spread = (meanSquare(arm) * withOutcome) / (customers * mean ** 2);
  if (withOutcome < LEAST_OUTCOMES * spread ** 2 * (1 - ROUNDING)) return false;
  return spread > 1 + ROUNDING || customers - withOutcome >= LEAST_OUTCOMES;
}
