import { itemNeighbours } from "../collaborative/item-neighbours.ts";
import { type NeighbourModel, neighboursBecause, scoreByNeighbours } from "../collaborative/neighbour-model.ts";
import { likingsMatrix, popularityOf } from "../likings.ts";
import { type Recommender, recommender } from "../recommender.ts";

/** The count that every paper compares with: how many customers have liked a product, ever. */
const popularity = recommender<Float64Array, never>({
  code: "BASELINE_POPULARITY",
  about: "How many customers turned to a product, whenever it was: the same for everybody.",
  settings: {},
  fit: (history) => popularityOf(likingsMatrix(history, Number.POSITIVE_INFINITY), history.products.length),
  score: (counts, _basket, scores) => scores.set(counts),
  because: () => [],
});

const itemKnn = recommender<NeighbourModel, never>({
  code: "BASELINE_ITEM_KNN",
  about: "Products liked by the same customers, by cosine: what COLLABORATIVE is where a shop has too many products.",
  settings: {},
  fit: (history) => itemNeighbours(history, Number.POSITIVE_INFINITY),
  score: scoreByNeighbours,
  because: neighboursBecause,
});

export const POPULARITY = popularity.code;

/** What strategies are measured against; they are served to nobody. */
export const BASELINES: readonly Recommender[] = [popularity, itemKnn];
