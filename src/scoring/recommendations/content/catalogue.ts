import { type Entry, entriesOf, type SparseRows, sparseRows } from "../../../math/sparse-rows.ts";
import { ofLengthOne, tfIdf } from "../../../math/tf-idf.ts";
import type { History } from "../history.ts";
import { GROUPS, type Group, termsOf } from "./terms.ts";

/** Each group's share in the likeness of two products that have all of them. */
const SHARES: Record<Group, number> = { WORDS: 0.4, CATEGORY: 0.25, BRAND: 0.15, PRICE: 0.05, ATTRIBUTES: 0.15 };

/** A word that more products have than these is no more than "and". */
const MOST_OF_PRODUCTS = 0.5;

export interface Catalogue {
  readonly terms: readonly string[];
  /** The group of each term, as its place in GROUPS. */
  readonly groups: Uint8Array;
  /** A row a product, of length 1, or empty where nothing is known of it. */
  readonly vectors: SparseRows;
}

/**
 * Products as vectors. Each group is a vector of length 1 of its own (tf-idf); they stand side by side, each times the
 * root of its share, and the whole is divided by its length, so that the likeness of two products is the mean of the
 * likenesses of their groups by share. A group that a product does not have falls away.
 */
export function catalogueOf(history: History): Catalogue {
  const documents = termsOf(history);
  const terms: string[] = [];
  const groups: number[] = [];
  const rows: Entry[][] = history.products.map(() => []);
  for (const [place, group] of GROUPS.entries()) {
    const known = tfIdf(documents[group], group === "WORDS" ? MOST_OF_PRODUCTS : 1);
    const factor = Math.sqrt(SHARES[group]);
    for (const [product, row] of rows.entries()) {
      for (const [column, value] of entriesOf(known.rows, product)) row.push([terms.length + column, factor * value]);
    }
    for (const term of known.terms) {
      terms.push(term);
      groups.push(place);
    }
  }
  return { terms, groups: Uint8Array.from(groups), vectors: sparseRows(rows.map(ofLengthOne)) };
}
