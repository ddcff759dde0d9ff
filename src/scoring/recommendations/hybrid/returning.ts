import type { Basket } from "../history.ts";
import { touchWeights } from "../likings.ts";
import { type Reason, recommender } from "../recommender.ts";
import { remembered } from "../remember.ts";

/** After so many days what a customer looked at tempts them half as much. */
const HALF_LIFE_DAYS = 30;

/**
 * What the customer viewed or put into the cart and did not buy, each time counted: in a history with such touches it
 * foretells purchases best, and the others say nothing of it. It is a part of the blend alone: as a list of its own it would
 * be the customer's history.
 */
export const returning = recommender<Readonly<Record<string, never>>, never>({
  code: "RETURNING",
  about: "What the customer viewed or put into the cart of late and did not buy.",
  settings: {},
  fit: () => ({}),
  score(model, basket, scores) {
    scores.fill(Number.NEGATIVE_INFINITY);
    for (const [product, sum] of sumsOf(model, basket)) scores[product] = sum;
  },
  because: returningBecause,
});

/** By product. */
const sumsOf = remembered((_model: unknown, basket: Basket): ReadonlyMap<number, number> => {
  const weights = touchWeights(basket, basket.now, HALF_LIFE_DAYS);
  const sums = new Map<number, number>();
  for (const [touch, product] of basket.product.entries()) {
    sums.set(product, (sums.get(product) ?? 0) + (weights[touch] ?? 0));
  }
  return sums;
});

function returningBecause(model: unknown, basket: Basket, product: number): Reason[] {
  const weight = sumsOf(model, basket).get(product) ?? 0;
  return weight > 0 ? [{ kind: "MATCHES_INTEREST", product, weight }] : [];
}
