import { addRow, type SparseRows, valueAt } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import { type Likings, likingsOf } from "../likings.ts";
import type { Reason } from "../recommender.ts";
import { remembered } from "../remember.ts";
import { byWeight, keepPositive } from "../scores.ts";
import { hasProduct } from "../signals.ts";

/** A product's score is the sum of what the products that the customer likes say of it. */
export interface NeighbourModel {
  readonly halfLifeDays: number;
  /** Row i: what product i says of others. */
  readonly weights: SparseRows;
}

const likedOf = remembered(
  ({ halfLifeDays }: NeighbourModel, basket: Basket): Likings & { readonly owned: ReadonlySet<number> } => ({
    ...likingsOf(basket, basket.now, halfLifeDays),
    owned: hasProduct(basket),
  }),
);

/** O(products + products liked * weights of a row). */
export function scoreByNeighbours(model: NeighbourModel, basket: Basket, scores: Float64Array): void {
  const { products, weights } = likedOf(model, basket);
  scores.fill(0);
  for (let place = 0; place < products.length; place++) {
    addRow(model.weights, products[place] ?? 0, weights[place] ?? 0, scores);
  }
  keepPositive(scores);
}

export function neighboursBecause(model: NeighbourModel, basket: Basket, product: number): Reason[] {
  const liked = likedOf(model, basket);
  const reasons: Reason[] = [];
  for (const [place, other] of liked.products.entries()) {
    const weight = valueAt(model.weights, other, product) * (liked.weights[place] ?? 0);
    const kind = liked.owned.has(other) ? "BOUGHT_SIMILAR" : "VIEWED_SIMILAR";
    if (weight > 0) reasons.push({ kind, product: other, weight });
  }
  return reasons.sort(byWeight);
}
