import { Scratch } from "../../../math/scratch.ts";
import { addRow } from "../../../math/sparse-rows.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { Scored } from "../recommend.ts";
import type { ContentModel } from "./model.ts";

const LIKENESS = new Scratch();

/**
 * The products most like one, by the cosine of what they are, however popular: those on the shelf with anything in common, never
 * the product itself, ties in the order of ids. O(postings of its terms + products).
 */
export function likeProduct(model: ContentModel, product: number, count: number, shelf: Uint8Array): Scored[] {
  const { starts, columns, values } = model.vectors;
  const likeness = LIKENESS.of(shelf.length).fill(0);
  const end = starts[product + 1] ?? 0;
  for (let at = starts[product] ?? 0; at < end; at++)
    addRow(model.postings, columns[at] ?? 0, values[at] ?? 0, likeness);
  for (let other = 0; other < shelf.length; other++) {
    if (shelf[other] !== 1 || other === product || likeness[other] === 0) likeness[other] = Number.NEGATIVE_INFINITY;
  }
  return topPlaces(likeness, count).map((other) => ({ product: other, score: likeness[other] ?? 0 }));
}
