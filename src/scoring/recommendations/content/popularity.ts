import type { History } from "../history.ts";

/**
 * How many customers touch each product, each counted by the strongest of their touches of it as `weights` has them. O(touches).
 */
export function popularityOf({ products, starts, product }: History, weights: Float64Array): Float64Array {
  const popularity = new Float64Array(products.length);
  const strongest = new Float64Array(products.length);
  for (let customer = 0; customer + 1 < starts.length; customer++) {
    const own = product.subarray(starts[customer], starts[customer + 1]);
    for (const [touch, place] of own.entries()) {
      const weight = weights[(starts[customer] ?? 0) + touch] ?? 0;
      strongest[place] = Math.max(strongest[place] ?? 0, weight);
    }
    for (const place of own) {
      popularity[place] = (popularity[place] ?? 0) + (strongest[place] ?? 0);
      strongest[place] = 0;
    }
  }
  return popularity;
}
