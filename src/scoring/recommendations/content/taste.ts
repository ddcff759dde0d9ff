import { addRow } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import { factsOf } from "./fact-tastes.ts";
import type { ContentModel } from "./model.ts";
import { touchWeights } from "./touch-weights.ts";

/** What one fact counts against a purchase of today: less than a single view of a product does. */
export const FACT_WEIGHT = 0.1;

/** What a customer's own touches say that they like, term by term: x_i = sum_j w_ij * y_j over their touches j. */
export function ownTaste(model: ContentModel, basket: Basket): Float64Array {
  const weights = touchWeights(basket, basket.now, model.halfLifeDays);
  const taste = new Float64Array(model.terms.length);
  for (const [touch, product] of basket.product.entries()) addRow(model.vectors, product, weights[touch] ?? 0, taste);
  return taste;
}

/** The places of the facts that the model knows of a customer. */
export function knownFacts(model: ContentModel, basket: Basket): number[] {
  if (basket.facts === undefined) return [];
  return factsOf(basket.facts)
    .map((fact) => model.facts.indexOf(fact))
    .filter((place) => place >= 0);
}

/** Their own taste and, weakly, that of others who tell the same of themselves. O(touches * terms of a product). */
export function wholeTaste(model: ContentModel, basket: Basket): Float64Array {
  const taste = ownTaste(model, basket);
  for (const fact of knownFacts(model, basket)) addRow(model.factTastes, fact, FACT_WEIGHT, taste);
  return taste;
}

export const lengthOf = (taste: Float64Array): number =>
  Math.sqrt(taste.reduce((sum, value) => sum + value * value, 0));
