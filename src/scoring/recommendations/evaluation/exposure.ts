import { gini } from "../../../math/gini.ts";

/** What recommendations are held against beside the purchases: the products that could be recommended, by their index. */
export interface Catalogue {
  /** Of each product, how many customers of the training data have it. */
  readonly owners: ArrayLike<number>;
  /** How many customers the training data have. */
  readonly customers: number;
}

/** How a strategy's recommendations spread over the catalogue. */
export interface Exposure {
  /** Products recommended to anybody / products of the catalogue. */
  readonly coverage: number;
  /** How surprising a recommendation is, in bits: a product that one customer in eight has counts 3. */
  readonly novelty: number;
  /** 0: each product is recommended as often as any other; towards 1: always the same few. */
  readonly gini: number;
}

/**
 * Novelty is the mean over all recommendations made (a product counts as often as it was recommended) of
 * -log2(owners / customers), the self-information of Zhou et al. 2010. A product that nobody has counts as if half a
 * customer had it: one bit more than the rarest product that somebody has, where the logarithm itself would be infinite and one
 * such recommendation would decide the mean. Where nothing is recommended novelty and Gini are 0. Gini counts the whole
 * catalogue, also what is never recommended. O(products log products).
 */
export function exposureOf(times: Int32Array, { owners, customers }: Catalogue): Exposure {
  let recommendations = 0;
  let distinct = 0;
  let surprise = 0;
  for (const [product, count] of times.entries()) {
    if (count === 0) continue;
    recommendations += count;
    distinct += 1;
    surprise -= count * Math.log2((owners[product] || 0.5) / customers);
  }
  return {
    coverage: times.length === 0 ? 0 : distinct / times.length,
    novelty: recommendations === 0 ? 0 : surprise / recommendations,
    gini: gini(times),
  };
}
