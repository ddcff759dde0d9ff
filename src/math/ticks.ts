/**
 * Round numbers from 0 to the first that is not below the highest value, for an axis: multiples of 1, 2 or 5 times a power
 * of ten, the smallest of these steps that comes out with at most five intervals. 0 and 1 where nothing is above zero. O(1).
 *
 * For 0.1362 it is 0, 0.05, 0.1, 0.15.
 */
export function ticks(highest: number): number[] {
  if (!(highest > 0 && Number.isFinite(highest))) return [0, 1];
  const power = Math.floor(Math.log10(highest / 5));
  for (const digit of [1, 2, 5, 10]) {
    const steps = Math.ceil(highest / (digit * 10 ** power) - 1e-9);
    // Divided by a whole power where there is one, since 3 * 10 ** -1 is 0.30000000000000004.
    const at = (index: number) => (power < 0 ? (index * digit) / 10 ** -power : index * digit * 10 ** power);
    if (steps <= 5) return Array.from({ length: steps + 1 }, (_, index) => at(index));
  }
  return [0, highest];
}
