import { meanOfTop } from "../../../math/mean-of-top.ts";
import type { History } from "../history.ts";
import { DAY, likingsMatrix, popularityOf } from "../likings.ts";

/** What stands for a product that a recommender knows nothing of, where its usual score at the top is 1. */
export const NOTHING = 0.03;
export const TOP = 20;

/** The logarithm of nothing: what a recommender's term is where it has no say. */
export const NO_SAY = Math.log(NOTHING);

/**
 * A recommender's scores as a term that can be weighed against those of others: ln(score / mean of the 20 highest + 0.03),
 * in place. Scores of different recommenders have different units and ranges; a weight on a logarithm is a power of the
 * score. O(products).
 */
export function toTerm(scores: Float64Array): Float64Array {
  const usual = meanOfTop(scores, TOP);
  for (let place = 0; place < scores.length; place++) scores[place] = Math.log(powerOf(usual, scores[place] ?? 0));
  return scores;
}

/** What that logarithm is taken of. */
export const powerOf = (usual: number, score: number): number =>
  usual > 0 && score > 0 ? score / usual + NOTHING : NOTHING;

/** What speaks for a product whoever the customer is, 0 to 1 each; the order is that of the learned weights. */
export const PRODUCT_TERMS = ["weekPopularity", "monthPopularity", "everPopularity", "newness"] as const;

const HALF_LIVES = [7, 28, Number.POSITIVE_INFINITY];
/** A product's newness falls to 1/e in so many days. */
const NEW_DAYS = 14;

/** Called new are products that were first touched within a month; one that nobody has touched may be of any age. */
const CALLED_NEW = Math.exp(-30 / NEW_DAYS);

export const isNew = (newness: number, everPopularity: number): boolean => everPopularity > 0 && newness >= CALLED_NEW;

/** ln(1 + popularity) / ln(1 + that of the most popular), for three half-lives; exp(-days since the first touch / 14). */
export function productTerms(history: History): Float64Array[] {
  const popularities = HALF_LIVES.map((halfLife) => {
    const popularity = popularityOf(likingsMatrix(history, halfLife), history.products.length);
    const most = popularity.reduce((highest, each) => Math.max(highest, each), 0);
    return popularity.map((each) => (most > 0 ? Math.log(1 + each) / Math.log(1 + most) : 0));
  });
  return [...popularities, newnessOf(history)];
}

function newnessOf({ products, product, at, now }: History): Float64Array {
  const first = new Float64Array(products.length).fill(Number.POSITIVE_INFINITY);
  for (const [touch, place] of product.entries()) {
    first[place] = Math.min(first[place] ?? Number.POSITIVE_INFINITY, at[touch] ?? Number.POSITIVE_INFINITY);
  }
  return first.map((moment) => (moment === Number.POSITIVE_INFINITY ? 1 : Math.exp(-(now - moment) / DAY / NEW_DAYS)));
}
