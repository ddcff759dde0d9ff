import { type Placed, TopList } from "../../math/top-list.ts";

/**
 * What a recommender says to one basket, without a score for every product: a list of ten needs the scores of few. It may
 * stand in memory that was lent for it, and holds until that is used again.
 */
export interface Opinion {
  /** The products that something speaks for, ascending, where they are few; left out where they may be most. */
  readonly products?: Int32Array;
  /** -Infinity, or 0 and less, where nothing speaks for a product. */
  scoreOf(product: number): number;
  /** What the score does not exceed but by rounding, where that is found sooner than the score. */
  ceilingOf(product: number): number;
  /** The products of the highest scores among the open ones, the highest first, equal ones by place. */
  best(count: number, open: (product: number) => boolean): Placed[];
}

export const anyProduct = (): boolean => true;

/** Of scores that are counted already. Best: O(products). */
export function opinionOfAll(scores: Float64Array): Opinion {
  const scoreOf = (product: number): number => scores[product] ?? Number.NEGATIVE_INFINITY;
  return {
    scoreOf,
    ceilingOf: scoreOf,
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

/** Of counted scores that are above 0 for few products, where others are no reason to recommend. Best: O(those products). */
export function opinionOfFew(scores: Float64Array): Opinion {
  const products = positivePlaces(scores);
  const scoreOf = (product: number): number => scores[product] ?? 0;
  return {
    products,
    scoreOf,
    ceilingOf: scoreOf,
    best(count, open) {
      const list = new TopList(count);
      for (let place = 0; place < products.length; place++) {
        const product = products[place] ?? 0;
        const score = scores[product] ?? 0;
        if (score > list.least && open(product)) list.offer(product, score);
      }
      return list.placed();
    },
  };
}

let places = new Int32Array();

function positivePlaces(scores: Float64Array): Int32Array {
  if (places.length < scores.length) places = new Int32Array(scores.length);
  let count = 0;
  for (let place = 0; place < scores.length; place++) {
    if ((scores[place] ?? 0) > 0) places[count++] = place;
  }
  return places.slice(0, count);
}
