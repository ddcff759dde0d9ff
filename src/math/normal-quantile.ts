/** Coefficients of rational approximations: in the middle, and in the tails. */
const MIDDLE = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
] as const;
const TAIL = [
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
] as const;
const TAIL_BEGINS = 0.02425;

/**
 * The z below which a share of the standard normal distribution lies, by Acklam's rational approximation (2003): its relative error
 * is below 1.15e-9. -Infinity for 0, Infinity for 1, NaN outside. The quantile of .975 is 1.959964.
 */
export function normalQuantile(share: number): number {
  if (share <= 0 || share >= 1)
    return share === 0 ? Number.NEGATIVE_INFINITY : share === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (share > 1 - TAIL_BEGINS) return -normalQuantile(1 - share);
  if (share < TAIL_BEGINS) {
    const q = Math.sqrt(-2 * Math.log(share));
    return polynomial(TAIL[0], q) / polynomial(TAIL[1], q);
  }
  const q = share - 0.5;
  return (q * polynomial(MIDDLE[0], q * q)) / polynomial(MIDDLE[1], q * q);
}

/** The highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((value, coefficient) => value * x + coefficient, 0);

/** Between its ends on both sides of the mean lie 95 % of a normal distribution: the 97.5 % quantile. */
export const Z95 = 1.959963984540054;
