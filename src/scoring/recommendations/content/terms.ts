import type { TermCounts } from "../../../math/tf-idf.ts";
import { wordCounts } from "../../../math/words.ts";
import type { ProductFacts } from "../history.ts";

/** What products are compared by. A term's group is its place in this list. */
export const GROUPS = ["WORDS", "CATEGORY", "BRAND", "PRICE", "ATTRIBUTES"] as const;

export type Group = (typeof GROUPS)[number];

/** Between the steps of a category path. */
export const STEP = " > ";

/** What a product has of each group; its price's band is told by what all products cost. */
export function termsOf(product: ProductFacts, band: string | undefined): Record<Group, TermCounts> {
  const { name = "", description = "", category = [], brand } = product;
  return {
    WORDS: wordCounts(`${name}\n${description}`),
    CATEGORY: once(category.map((_, depth) => category.slice(0, depth + 1).join(STEP))),
    BRAND: once(brand === undefined ? [] : [brand]),
    PRICE: once(band === undefined ? [] : [band]),
    ATTRIBUTES: once(attributesOf(product)),
  };
}

const attributesOf = ({ attributes = {} }: ProductFacts): string[] =>
  Object.entries(attributes).map(([name, value]) => `${name}=${value}`);

const once = (terms: readonly string[]): TermCounts => new Map(terms.map((term) => [term, 1]));
