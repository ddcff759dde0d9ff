import type { SparseRows } from "../../src/math/sparse-rows.ts";

export interface Sizes {
  readonly customers: number;
  readonly products: number;
  readonly pairs: number;
}

/** Which customers bought which products, a pair counted once: both fall off as Zipf's law has it, as in a real shop. */
export function makeBaskets({ customers, products, pairs }: Sizes, random: () => number): SparseRows {
  const baskets = Array.from({ length: customers }, () => new Set<number>());
  const customer = zipf(customers, 0.6, random);
  const product = zipf(products, 0.8, random);
  const wanted = Math.min(pairs, (customers * products) / 4);
  for (let count = 0; count < wanted; ) {
    const basket = baskets[customer()];
    const before = basket?.size ?? 0;
    count += (basket?.add(product()).size ?? 0) - before;
  }
  const columns = baskets.flatMap((basket) => [...basket].sort((one, other) => one - other));
  const starts = [0];
  for (const basket of baskets) starts.push((starts.at(-1) ?? 0) + basket.size);
  return {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: new Float32Array(columns.length).fill(1),
  };
}

/** Draws 0 ... count - 1, the i-th with a chance in proportion to (i + 1)^-exponent. */
function zipf(count: number, exponent: number, random: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -exponent;
    sums[rank] = sum;
  }
  return () => firstAbove(sums, random() * sum);
}

function firstAbove(sums: Float64Array, wanted: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
