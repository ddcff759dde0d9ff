import { type Entry, entriesOf, type SparseRows, sparseRows } from "../../../math/sparse-rows.ts";
import { ofLengthOne, type TermVectors, tfIdf, tfIdfVector } from "../../../math/tf-idf.ts";
import type { History, ProductFacts } from "../history.ts";
import { remembered } from "../remember.ts";
import { bandFloorsOf, bandOf, pricesOf } from "./price-bands.ts";
import { GROUPS, type Group, termsOf } from "./terms.ts";

/** Each group's share in the likeness of two products that have all of them. */
const SHARES: Record<Group, number> = { WORDS: 0.4, CATEGORY: 0.25, BRAND: 0.15, PRICE: 0.05, ATTRIBUTES: 0.15 };

/** A word that more products have than these is no more than "and". */
const MOST_OF_PRODUCTS = 0.5;

export interface Catalogue {
  readonly terms: readonly string[];
  /** The group of each term, as its place in GROUPS. */
  readonly groups: Uint8Array;
  /** By term how much it counts for being rare. */
  readonly idf: Float64Array;
  /** Where the bands of prices begin, ascending. */
  readonly priceFloors: readonly number[];
  /** A row a product, of length 1, or empty where nothing is known of it. */
  readonly vectors: SparseRows;
}

/**
 * Products as vectors. Each group is a vector of length 1 of its own (tf-idf); they stand side by side, each times the
 * root of its share, and the whole is divided by its length, so that the likeness of two products is the mean of the
 * likenesses of their groups by share. A group that a product does not have falls away.
 */
export function catalogueOf(history: History): Catalogue {
  const prices = pricesOf(history);
  const priceFloors = bandFloorsOf(prices);
  const documents = history.products.map((product, place) =>
    termsOf(product, bandOf(prices[place] ?? Number.NaN, priceFloors)),
  );
  const known = GROUPS.map((group) =>
    tfIdf(
      documents.map((document) => document[group]),
      group === "WORDS" ? MOST_OF_PRODUCTS : 1,
    ),
  );
  const offsets = offsetsOf(known);
  return {
    terms: known.flatMap(({ terms }) => terms),
    groups: Uint8Array.from(known.flatMap(({ terms }, place) => terms.map(() => place))),
    idf: Float64Array.from(known.flatMap(({ idf }) => [...idf])),
    priceFloors,
    vectors: sparseRows(
      documents.map((_, product) => {
        const ofGroups = known.map(({ rows }) => entriesOf(rows, product));
        return joined(ofGroups, offsets);
      }),
    ),
  };
}

/** The vectors of all groups side by side: each times the root of its share, the whole of length 1. */
function joined(ofGroups: readonly (readonly Entry[])[], offsets: readonly number[]): Entry[] {
  return ofLengthOne(
    ofGroups.flatMap((entries, place) => {
      const factor = Math.sqrt(SHARES[GROUPS[place] ?? "WORDS"]);
      return entries.map(([column, value]): Entry => [(offsets[place] ?? 0) + column, factor * value]);
    }),
  );
}

/** The first column of each group. */
function offsetsOf(known: readonly TermVectors[]): number[] {
  let sum = 0;
  return known.map(({ terms }) => {
    sum += terms.length;
    return sum - terms.length;
  });
}

/** The columns of a catalogue's terms, by group. */
type Columns = readonly ReadonlyMap<string, number>[];

/**
 * A product that is not of the history, as a vector of its catalogue: by the terms, their rarity and the bands of prices that
 * it has. Terms that no product of the history has are left out, as there is nothing that they could match. O(terms).
 */
export const contentVectorOf = remembered((model: Omit<Catalogue, "vectors">, facts: ProductFacts): Entry[] => {
  const document = termsOf(facts, bandOf(facts.price ?? Number.NaN, model.priceFloors));
  const columns = columnsOf(model, model.terms);
  const ofGroups = GROUPS.map((group, place) => tfIdfVector(document[group], columns[place] ?? new Map(), model.idf));
  return joined(
    ofGroups,
    GROUPS.map(() => 0),
  );
});

/** Once for a model. */
const columnsOf = remembered((model: Omit<Catalogue, "vectors">, terms: readonly string[]): Columns => {
  const columns = GROUPS.map(() => new Map<string, number>());
  for (const [column, term] of terms.entries()) columns[model.groups[column] ?? 0]?.set(term, column);
  return columns;
});
