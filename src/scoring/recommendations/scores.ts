import type { Reason } from "./recommender.ts";

/** A score of zero or less is no reason to recommend. */
export function keepPositive(scores: Float64Array): void {
  for (let product = 0; product < scores.length; product++) {
    if (!((scores[product] ?? 0) > 0)) scores[product] = Number.NEGATIVE_INFINITY;
  }
}

/** The strongest first, equal ones in the order of their products. */
export const byWeight = (left: Reason, right: Reason): number =>
  right.weight - left.weight || (left.product ?? -1) - (right.product ?? -1);
