import { Scratch } from "../../../math/scratch.ts";
import { addRow } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import type { ContentModel } from "./model.ts";
import { type Taste, tasteOf, type Witness } from "./witnesses.ts";

/**
 * The score of product y for a basket: popularity_y * sum_j w_j * (y_j . y)^degree / |sum_j w_j * y_j| over its witnesses j.
 * With degree 1 that is the cosine of the customer's taste and the product. With degree 2, the polynomial kernel, whose
 * terms are pairs of terms, one close product says more than many remote ones: someone who likes red mugs and blue lamps
 * is not taken to like red lamps. Degree 1 costs O(entries of all vectors) at most, degree 2 O(witnesses * (products +
 * postings of a product's terms)), some ten times as much.
 */
export function scoreByContent(model: ContentModel, basket: Basket, scores: Float64Array): void {
  scores.fill(0);
  const taste = tasteOf(model, basket);
  if (taste.length > 0 && model.degree === 1) addLikeness(model, taste, scores);
  else if (taste.length > 0) addSquares(model, taste.witnesses, scores);
  for (let product = 0; product < scores.length; product++) {
    const likeness = scores[product] ?? 0;
    const factor = (model.popularity[product] ?? 0) / taste.length;
    scores[product] = likeness > 0 ? likeness * factor : Number.NEGATIVE_INFINITY;
  }
}

function addLikeness({ postings }: ContentModel, { terms, values }: Taste, scores: Float64Array): void {
  for (const [place, term] of terms.entries()) addRow(postings, term, values[place] ?? 0, scores);
}

function addSquares({ postings }: ContentModel, witnesses: readonly Witness[], scores: Float64Array): void {
  const likeness = LIKENESS.of(scores.length);
  for (const { rows, row, weight } of witnesses) {
    likeness.fill(0);
    const end = rows.starts[row + 1] ?? 0;
    for (let at = rows.starts[row] ?? 0; at < end; at++) {
      addRow(postings, rows.columns[at] ?? 0, rows.values[at] ?? 0, likeness);
    }
    for (let product = 0; product < scores.length; product++) {
      const like = likeness[product] ?? 0;
      scores[product] = (scores[product] ?? 0) + weight * like * like;
    }
  }
}

const LIKENESS = new Scratch();
