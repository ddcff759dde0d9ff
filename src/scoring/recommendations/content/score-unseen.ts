import { rowTimes } from "../../../math/sparse-rows.ts";
import type { Basket, ProductFacts } from "../history.ts";
import { contentVectorOf } from "./catalogue.ts";
import type { ContentModel } from "./model.ts";
import { likingOf, type Taste, tasteOf } from "./witnesses.ts";

/** (1 + popularity) ^ the setting, of a product that nobody has touched. */
const UNTOUCHED = 1;

/**
 * What scoreByContent would give for products that were added after the training, in their order: they are compared by the
 * model's own terms, and are as popular as a product that nobody has touched. -Infinity where nothing speaks for one. The
 * facts are remembered as vectors, so the same objects should be given again. O(terms of the products), with degree 2 times
 * the witnesses.
 */
export function scoreUnseen(model: ContentModel, basket: Basket, facts: readonly ProductFacts[]): Float64Array {
  const taste = tasteOf(model, basket);
  return Float64Array.from(facts, (each) => {
    const likeness = taste.length > 0 ? likenessOf(model, taste, each) : 0;
    return likeness > 0 ? (likeness * UNTOUCHED) / taste.length : Number.NEGATIVE_INFINITY;
  });
}

function likenessOf(model: ContentModel, taste: Taste, facts: ProductFacts): number {
  const entries = contentVectorOf(model, facts);
  if (model.degree === 1) {
    const liking = likingOf(model, taste);
    return entries.reduce((sum, [term, value]) => sum + (liking[term] ?? 0) * value, 0);
  }
  const vector = new Float64Array(model.terms.length);
  for (const [term, value] of entries) vector[term] = value;
  return taste.witnesses.reduce((sum, { rows, row, weight }) => sum + weight * rowTimes(rows, row, vector) ** 2, 0);
}
