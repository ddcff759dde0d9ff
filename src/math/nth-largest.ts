/**
 * The nth largest of numbers, n from 1 on; equal numbers count each. The numbers are put in another order. Hoare's selection with the
 * median of three as the pivot: O(length) on the average. Hoare 1961, Algorithm 65: Find.
 */
export function nthLargest(numbers: Float64Array, n: number): number {
  const wanted = n - 1;
  let from = 0;
  let to = numbers.length - 1;
  while (from < to) {
    const [left, right] = partition(numbers, from, to);
    if (wanted <= right) to = right;
    else if (wanted >= left) from = left;
    else break;
  }
  return numbers[wanted] ?? Number.NaN;
}

/** Larger ones to the front, smaller ones to the back: where the back begins and the front ends; between lie equal ones. */
function partition(numbers: Float64Array, from: number, to: number): readonly [number, number] {
  const pivot = medianOfThree(numbers[from] ?? 0, numbers[(from + to) >>> 1] ?? 0, numbers[to] ?? 0);
  let left = from;
  let right = to;
  while (left <= right) {
    while ((numbers[left] ?? 0) > pivot) left += 1;
    while ((numbers[right] ?? 0) < pivot) right -= 1;
    if (left > right) break;
    const kept = numbers[left] ?? 0;
    numbers[left] = numbers[right] ?? 0;
    numbers[right] = kept;
    left += 1;
    right -= 1;
  }
  return [left, right];
}

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
