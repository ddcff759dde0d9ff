import type { Reason } from "./recommender.ts";

/** A score of zero or less is no reason to recommend. */
export function keepPositive(scores: Float64Array): void {
  for (let product = 0; product < scores.length; product++) {
    if (!((scores[product] ?? 0) > 0)) scores[product] = Number.NEGATIVE_INFINITY;
  }
}

/** What is said, with a weight. Written out: copying by spread, for a thousand reasons of a list, took most of their time. */
export function weighing({ kind, product, what }: Omit<Reason, "weight">, weight: number): Reason {
  if (product !== undefined) return what === undefined ? { kind, product, weight } : { kind, product, what, weight };
  return what === undefined ? { kind, weight } : { kind, what, weight };
}

/** The strongest first, equal ones in the order of their products. */
export const byWeight = (left: Reason, right: Reason): number =>
  right.weight - left.weight || (left.product ?? -1) - (right.product ?? -1);
