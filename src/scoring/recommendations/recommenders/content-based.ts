import { addRow, transposed } from "../../../math/sparse-rows.ts";
import { catalogueOf } from "../content/catalogue.ts";
import { factTastesOf } from "../content/fact-tastes.ts";
import type { ContentModel } from "../content/model.ts";
import { popularityOf } from "../content/popularity.ts";
import { reasonsOf } from "../content/reasons.ts";
import { lengthOf, wholeTaste } from "../content/taste.ts";
import { touchWeights } from "../content/touch-weights.ts";
import type { Basket, History } from "../history.ts";
import { recommender } from "../recommender.ts";

interface ContentSettings {
  /** After so many days a touch counts half. */
  readonly halfLifeDays: number;
  /** 0 leaves a product's popularity out; 1 doubles the score of one that is twice as popular. */
  readonly popularity: number;
}

export const contentBased = recommender<ContentModel, keyof ContentSettings>({
  code: "CONTENT_BASED",
  about:
    "Products that are like what the customer bought and viewed: by category, brand, price, attributes and the words of name and description. It also recommends products that nobody has bought yet.",
  settings: { halfLifeDays: [90, 30, 365], popularity: [0.5, 0.25, 0] },
  fit: learn,
  score: scoreByContent,
  because: reasonsOf,
});

function learn(history: History, { halfLifeDays, popularity: exponent }: ContentSettings): ContentModel {
  const { terms, groups, vectors } = catalogueOf(history);
  const weights = touchWeights(history, history.now, halfLifeDays);
  return {
    halfLifeDays,
    terms,
    groups,
    vectors,
    postings: transposed(vectors, terms.length),
    popularity: popularityOf(history, weights).map((popularity) => (1 + popularity) ** exponent),
    ...factTastesOf(history, weights, vectors, terms.length),
  };
}

/**
 * The cosine of the customer's taste and the product's vector, times the product's popularity to the power of the setting.
 * O(postings of the taste's terms), at most the entries of all vectors.
 */
function scoreByContent(model: ContentModel, basket: Basket, scores: Float64Array): void {
  const taste = wholeTaste(model, basket);
  const length = lengthOf(taste);
  scores.fill(0);
  for (const [term, liking] of taste.entries()) {
    if (liking > 0 && length > 0) addRow(model.postings, term, liking / length, scores);
  }
  for (const [product, likeness] of scores.entries()) {
    scores[product] = likeness > 0 ? likeness * (model.popularity[product] ?? 1) : Number.NEGATIVE_INFINITY;
  }
}
