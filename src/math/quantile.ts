/**
 * The value below which a share of the sorted values lies, by linear interpolation between the two nearest: R's type 7,
 * which is also the default of numpy and of spreadsheets. With n values and h = (n - 1) * share it is
 * x[floor(h)] + (h - floor(h)) * (x[floor(h) + 1] - x[floor(h)]), counted from 0. NaN of no values. O(1).
 *
 * Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7. The quartile of 1, 2, 3, 4 is 1.75.
 */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[below + 1] ?? low;
  return low + (position - below) * (high - low);
}

/** The same of values in any order. O(n log n). */
export const quantileOf = (values: readonly number[], share: number): number =>
  quantile(
    [...values].sort((left, right) => left - right),
    share,
  );
