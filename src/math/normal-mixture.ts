/**
 * How far a sum of mean 0 whose variance grows may stray, at whatever moment one looks: |sum| < sqrt(variance) * this at all times
 * at once, with a probability of at least 1 - alpha, where `ratio` = variance / rho and rho is any number that was fixed before.
 *
 * For each slope s, exp(s sum - s^2 variance / 2) is a fair game. Its average over slopes that are normal with variance 1 / rho is one
 * too, sqrt(rho / (variance + rho)) exp(sum^2 / (2 (variance + rho))), and a fair game that begins with 1 ever reaches 1 / alpha with a
 * probability of at most alpha (Ville 1939). Solved for the sum:
 *
 *     sqrt((1 + 1 / ratio) (ln(1 + ratio) + 2 ln(1 / alpha)))
 *
 * Robbins 1970, Statistical Methods Related to the Law of the Iterated Logarithm. A normal mixture has both sides: alpha is for
 * both. It is narrowest where ratio = ln(1 + ratio) + 2 ln(1 / alpha), which is 8.21 for alpha = 5 %.
 */
export function mixtureBound(ratio: number, alpha: number): number {
  return Math.sqrt((1 + 1 / ratio) * (Math.log1p(ratio) + 2 * Math.log(1 / alpha)));
}

/**
 * The smallest alpha whose bound a sum of so many standard deviations has reached, at most 1: a p-value that is below alpha at any moment
 * at all with a probability of at most alpha. It is 1 / the average above.
 */
export function mixturePValue(deviations: number, ratio: number): number {
  if (ratio === 0) return 1;
  return Math.min(1, Math.sqrt(1 + ratio) * Math.exp((-deviations * deviations) / (2 * (1 + 1 / ratio))));
}
