/**
 * How unevenly an amount is spread: the Gini coefficient, 0 where all have the same and (n - 1) / n where one has
 * everything; the variant without the correction n / (n - 1), so that 1 is a limit. With values in ascending order and
 * i from 1: G = sum (2 i - n - 1) x_i / (n * sum x_i). Values are not negative; 0 where there is nothing to spread.
 * O(n log n) time, O(n) memory.
 *
 * Gini 1912, in the form of Dixon et al. 1987. Of 1, 2, 3, 4 it is (-3 * 1 - 1 * 2 + 1 * 3 + 3 * 4) / (4 * 10) = 0.25.
 */
export function gini(values: ArrayLike<number>): number {
  const ascending = Float64Array.from(values).sort();
  const count = ascending.length;
  let [weighted, total] = [0, 0];
  for (const [index, value] of ascending.entries()) {
    weighted += (2 * index + 1 - count) * value;
    total += value;
  }
  return total === 0 ? 0 : weighted / (count * total);
}
