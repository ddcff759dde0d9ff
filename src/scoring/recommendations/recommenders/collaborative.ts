import { easeWeights, fillGram } from "../../../math/ease.ts";
import { allocateSymmetric } from "../../../math/inverse/symmetric-matrix.ts";
import { sparseRows } from "../../../math/sparse-rows.ts";
import { itemNeighbours } from "../collaborative/item-neighbours.ts";
import { type NeighbourModel, neighboursBecause, scoreByNeighbours } from "../collaborative/neighbour-model.ts";
import type { History } from "../history.ts";
import { likingsMatrix } from "../likings.ts";
import { recommender, type Tools } from "../recommender.ts";

interface CollaborativeSettings {
  /** Steck's lambda over the mean of the diagonal of X'X, so that it means the same in a small shop and in a large one. */
  readonly ridge: number;
  readonly halfLifeDays: number;
}

/** Of what a product says of others so many weights are kept, the largest by amount. */
const MOST_WEIGHTS = 256;

/** A dense inverse of so many products takes 800 MB and about a minute; a shop with more has item neighbours. */
export const MOST_FOR_INVERSE = 10_000;

/** Above so many products a fit takes tens of seconds: none is spent on trying settings. */
const MOST_FOR_TRYING = 5_000;

function worthTrying(history: History): readonly (keyof CollaborativeSettings)[] {
  if (tooManyProducts(history)) return ["halfLifeDays"]; // neighbours have no ridge
  return history.products.length > MOST_FOR_TRYING ? [] : ["ridge", "halfLifeDays"];
}

const tooManyProducts = ({ products }: History): boolean => products.length > MOST_FOR_INVERSE;

export const collaborative = recommender<NeighbourModel, keyof CollaborativeSettings>({
  code: "COLLABORATIVE",
  about: `What customers with the same products came to have (EASE); by the cosine of products where a shop has more than ${MOST_FOR_INVERSE.toLocaleString("en-GB")}.`,
  settings: { ridge: [8, 4, 16, 2], halfLifeDays: [365, 730, Number.POSITIVE_INFINITY] },
  mattering: worthTrying,
  fit: (history, settings, tools) =>
    tooManyProducts(history) ? itemNeighbours(history, settings.halfLifeDays) : ease(history, settings, tools),
  score: scoreByNeighbours,
  because: neighboursBecause,
});

/**
 * The linear model that foretells each product from the others, fitted by least squares with a ridge and nothing on its
 * diagonal: with P = (X'X + lambda I)^-1, B_ij = -P_ij / P_jj. O(products^3). Steck 2019, Embarrassingly Shallow
 * Autoencoders for Sparse Data. Of each row the weights that are largest by amount are kept.
 */
function ease(history: History, { ridge, halfLifeDays }: CollaborativeSettings, { invert }: Tools): NeighbourModel {
  const likings = likingsMatrix(history, halfLifeDays);
  const products = history.products.length;
  let diagonal = 0;
  for (const value of likings.values) diagonal += value * value;
  if (diagonal === 0) return { halfLifeDays, weights: sparseRows(history.products.map(() => [])) }; // no ridge, no inverse
  const matrix = allocateSymmetric(products);
  fillGram(matrix, likings, (ridge * diagonal) / products);
  invert(matrix);
  return { halfLifeDays, weights: easeWeights(matrix, MOST_WEIGHTS) };
}
