import type { TermCounts } from "../../../math/tf-idf.ts";
import { wordCounts } from "../../../math/words.ts";
import type { History, ProductFacts } from "../history.ts";
import { bandsOf, pricesOf } from "./price-bands.ts";

/** What products are compared by. A term's group is its place in this list. */
export const GROUPS = ["WORDS", "CATEGORY", "BRAND", "PRICE", "ATTRIBUTES"] as const;

export type Group = (typeof GROUPS)[number];

/** Between the steps of a category path. */
export const STEP = " > ";

/** What each product has of each group, in the order of the products. */
export function termsOf(history: History): Record<Group, TermCounts[]> {
  const { products } = history;
  return {
    WORDS: products.map(({ name = "", description = "" }) => wordCounts(`${name}\n${description}`)),
    CATEGORY: products.map(({ category = [] }) =>
      once(category.map((_, depth) => category.slice(0, depth + 1).join(STEP))),
    ),
    BRAND: products.map(({ brand }) => once(brand === undefined ? [] : [brand])),
    PRICE: bandsOf(pricesOf(history)).map((band) => once(band === undefined ? [] : [band])),
    ATTRIBUTES: products.map((product) => once(attributesOf(product))),
  };
}

const attributesOf = ({ attributes = {} }: ProductFacts): string[] =>
  Object.entries(attributes).map(([name, value]) => `${name}=${value}`);

const once = (terms: readonly string[]): TermCounts => new Map(terms.map((term) => [term, 1]));
