import { Z95 } from "./normal-quantile.ts";

/**
 * A share of trials with its 95 % score interval: the shares p for which |share - p| <= z sqrt(p (1 - p) / trials). It stays between
 * 0 and 1, and holds for few trials and rare successes, where the usual share +- z s.e. does not. Null without trials. Wilson 1927,
 * Probable Inference, the Law of Succession, and Statistical Inference.
 */
export function wilson(successes: number, trials: number): { value: number; low: number; high: number } | null {
  if (trials <= 0) return null;
  const value = successes / trials;
  const square = Z95 ** 2 / trials;
  const middle = (value + square / 2) / (1 + square);
  const half = Math.sqrt(square * value * (1 - value) + square ** 2 / 4) / (1 + square);
  // Of none and of all the end is exact, whatever rounding leaves.
  return {
    value,
    low: successes === 0 ? 0 : middle - half,
    high: successes === trials ? 1 : middle + half,
  };
}
