import { transposed } from "../../../math/sparse-rows.ts";
import { catalogueOf } from "../content/catalogue.ts";
import { factTastesOf } from "../content/fact-tastes.ts";
import { scoreByContent } from "../content/likeness.ts";
import type { ContentModel } from "../content/model.ts";
import { contentOpinion } from "../content/opinion.ts";
import { reasonsOf } from "../content/reasons.ts";
import type { History } from "../history.ts";
import { likingsMatrix, popularityOf, touchWeights } from "../likings.ts";
import { CannotLearn, recommender } from "../recommender.ts";

interface ContentSettings {
  /** After so many days a touch counts half. */
  readonly halfLifeDays: number;
  /** 0 leaves a product's popularity out; 1 doubles the score of one that is twice as popular. */
  readonly popularity: number;
  /** 1 compares products with a customer's taste as a whole, 2 rather with each product touched. */
  readonly degree: number;
}

export const contentBased = recommender<ContentModel, keyof ContentSettings>({
  code: "CONTENT_BASED",
  about:
    "Products that are like what the customer bought and viewed: by category, brand, price, attributes and the words of name and description. It also recommends products that nobody has bought yet.",
  settings: { halfLifeDays: [90, 365], popularity: [0.5, 0.75], degree: [1, 2] },
  fit: learn,
  score: scoreByContent,
  opinion: contentOpinion,
  because: reasonsOf,
});

function learn(history: History, { halfLifeDays, popularity: exponent, degree }: ContentSettings): ContentModel {
  const catalogue = catalogueOf(history);
  const { terms, vectors } = catalogue;
  if (terms.length === 0) {
    throw new CannotLearn(
      "No product of this history has a category, brand, price, attribute, name or description that others do not have; CONTENT_BASED needs one of them.",
    );
  }
  const weights = touchWeights(history, history.now, halfLifeDays);
  return {
    halfLifeDays,
    degree,
    ...catalogue,
    postings: transposed(vectors, terms.length),
    popularity: popularityOf(likingsMatrix(history, halfLifeDays), history.products.length).map(
      (popularity) => (1 + popularity) ** exponent,
    ),
    ...factTastesOf(history, weights, vectors, terms.length),
  };
}
