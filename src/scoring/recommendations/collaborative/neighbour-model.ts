import { addRow, type SparseRows, valueAt } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import { likingsOf } from "../likings.ts";
import type { Reason } from "../recommender.ts";
import { byWeight, keepPositive } from "../scores.ts";
import { hasProduct } from "../signals.ts";

/** A product's score is the sum of what the products that the customer likes say of it. */
export interface NeighbourModel {
  readonly halfLifeDays: number;
  /** Row i: what product i says of others. */
  readonly weights: SparseRows;
}

/** O(products liked * weights of a row). */
export function scoreByNeighbours(
  { halfLifeDays, weights }: NeighbourModel,
  basket: Basket,
  scores: Float64Array,
): void {
  const liked = likingsOf(basket, basket.now, halfLifeDays);
  scores.fill(0);
  for (const [place, product] of liked.products.entries()) {
    addRow(weights, product, liked.weights[place] ?? 0, scores);
  }
  keepPositive(scores);
}

export function neighboursBecause(
  { halfLifeDays, weights }: NeighbourModel,
  basket: Basket,
  product: number,
): Reason[] {
  const liked = likingsOf(basket, basket.now, halfLifeDays);
  const owned = hasProduct(basket);
  const reasons = [...liked.products].flatMap((other, place): Reason[] => {
    const said = valueAt(weights, other, product);
    const weight = said * (liked.weights[place] ?? 0);
    return weight > 0 ? [{ kind: owned.has(other) ? "BOUGHT_SIMILAR" : "VIEWED_SIMILAR", product: other, weight }] : [];
  });
  return reasons.sort(byWeight);
}
