import { columnSquares } from "../../../math/cosine-neighbours.ts";
import { addRow, rowTimes, type SparseRows, transposed } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import { likingsMatrix, likingsOf, popularityOf } from "../likings.ts";
import { type Recommender, recommender } from "../recommender.ts";
import { keepPositive } from "../scores.ts";

const EVER = Number.POSITIVE_INFINITY;

/** What every paper compares with: how many customers have liked a product, ever. */
export const popularity = recommender<Float64Array, never>({
  code: "BASELINE_POPULARITY",
  about:
    "How many customers turned to a product, each by their strongest signal, whenever it was: the same for everybody.",
  settings: {},
  fit: (history) => popularityOf(likingsMatrix(history, EVER), history.products.length),
  score: (counts, _basket, scores) => scores.set(counts),
  because: () => [],
});

interface Cosines {
  /** A row a customer, a column a product. */
  readonly likings: SparseRows;
  readonly byProduct: SparseRows;
  readonly lengths: Float64Array;
}

const itemKnn = recommender<Cosines, never>({
  code: "BASELINE_ITEM_KNN",
  about: "Products liked by the same customers: the sum of the cosines with all products of the basket.",
  settings: {},
  fit(history) {
    const likings = likingsMatrix(history, EVER);
    const products = history.products.length;
    return {
      likings,
      byProduct: transposed(likings, products),
      lengths: columnSquares(likings, products).map(Math.sqrt),
    };
  },
  score: scoreByCosines,
  because: () => [],
});

/**
 * s_j = sum over basket products i other than j of w_i cos(i, j), by way of the customers: with v = sum of w_i x_i / |x_i|,
 * s_j = x_j v / |x_j|. All neighbours count, and no matrix of products is made. O(pairs).
 */
function scoreByCosines({ likings, byProduct, lengths }: Cosines, basket: Basket, scores: Float64Array): void {
  const liked = likingsOf(basket, basket.now, EVER);
  const customers = new Float64Array(likings.starts.length - 1);
  const weightOver = (place: number, product: number): number => {
    const length = lengths[product] ?? 0;
    return length > 0 ? (liked.weights[place] ?? 0) / length : 0;
  };
  for (const [place, product] of liked.products.entries()) {
    addRow(byProduct, product, weightOver(place, product), customers);
  }
  for (let product = 0; product < scores.length; product++) {
    const length = lengths[product] ?? 0;
    scores[product] = length > 0 ? rowTimes(byProduct, product, customers) / length : 0;
  }
  for (const [place, product] of liked.products.entries()) {
    scores[product] = (scores[product] ?? 0) - (liked.weights[place] ?? 0); // its cosine with itself
  }
  keepPositive(scores);
}

export const POPULARITY = popularity.code;

/** What strategies are measured against; they are served to nobody. */
export const BASELINES: readonly Recommender[] = [popularity, itemKnn];
