import { type Placed, TopList } from "../../math/top-list.ts";

/**
 * What a recommender says to one basket, without a score for every product: a list of ten needs the scores of few. It may
 * stand in memory that was lent for it, and holds until that is used again.
 */
export interface Opinion {
  /** -Infinity, or 0 and less, where nothing speaks for a product. */
  scoreOf(product: number): number;
  /**
   * By product what its score does not exceed but by rounding, where that is found sooner than the scores. To be read alone, until
   * any opinion of the same recommender is asked for its own.
   */
  ceilings(): Float64Array;
  /** The products of the highest scores among the open ones, the highest first, equal ones by place. */
  best(count: number, open: (product: number) => boolean): Placed[];
}

export const anyProduct = (): boolean => true;

/** Of scores that are counted already. Best: O(products). */
export function opinionOfAll(scores: Float64Array): Opinion {
  return {
    scoreOf: (product) => scores[product] ?? Number.NEGATIVE_INFINITY,
    ceilings: () => scores,
    best(count, open) {
      const list = new TopList(count);
      for (let product = 0; product < scores.length; product++) {
        const score = scores[product] ?? Number.NEGATIVE_INFINITY;
        if (score > list.least && open(product)) list.offer(product, score);
      }
      return list.placed();
    },
  };
}
