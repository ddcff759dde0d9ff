import { Scratch } from "../../../math/scratch.ts";
import type { SparseRows } from "../../../math/sparse-rows.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { Basket } from "../history.ts";
import { touchWeights } from "../likings.ts";
import type { ReasonKind } from "../recommender.ts";
import { remembered } from "../remember.ts";
import { OWNED_CODES } from "../signals.ts";
import { factsOf } from "./fact-tastes.ts";
import type { ContentModel } from "./model.ts";

/** What one fact counts against a purchase of today: less than a single view of a product does. */
const FACT_WEIGHT = 0.1;

/** Of what somebody has touched, the products that count most; it bounds what a reseller's basket costs. */
const MOST_PRODUCTS = 100;

/** What tells of a customer's taste, a product that they touched or a fact: a vector and how much it counts. */
export interface Witness {
  readonly kind: ReasonKind;
  readonly product?: number;
  readonly what?: string;
  readonly weight: number;
  /** Its vector is this row. */
  readonly rows: SparseRows;
  readonly row: number;
}

/** Who tells of the taste of a basket's customer: what they touched and, weakly, what they told of themselves. O(touches). */
function witnessesOf(model: ContentModel, basket: Basket): Witness[] {
  return [...touchedProducts(model, basket), ...knownFacts(model, basket)];
}

/** What a basket tells of its customer's taste. */
export interface Taste {
  readonly witnesses: readonly Witness[];
  /** What the witnesses j say together, sum_j w_j * y_j: the terms that it has, and its value at each of them. */
  readonly terms: readonly number[];
  readonly values: readonly number[];
  readonly length: number;
}

/** The taste of a basket's customer; the reasons of ten products ask for it ten times. O(entries of the witnesses). */
export const tasteOf = remembered((model: ContentModel, basket: Basket): Taste => {
  const witnesses = witnessesOf(model, basket);
  const liking = clearedLiking(model);
  const terms: number[] = [];
  for (const { rows, row, weight } of witnesses) {
    const { starts, columns, values } = rows;
    const end = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < end; at++) {
      const term = columns[at] ?? 0;
      if (liking[term] === 0) terms.push(term);
      liking[term] = (liking[term] ?? 0) + weight * (values[at] ?? 0);
    }
  }
  const values = terms.map((term) => liking[term] ?? 0);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  inLiking = { witnesses, terms, values, length };
  return inLiking;
});

/** All but the terms of the taste that stands in it is 0: as long as a vocabulary, it is too long to be made for each basket. */
const LIKING = new Scratch();
let inLiking: Taste | undefined;

/** By term what a taste has of it. It is the caller's until the next call for another taste. O(1), or O(terms of the taste). */
export function likingOf(model: ContentModel, taste: Taste): Float64Array {
  if (inLiking === taste) return LIKING.of(model.terms.length);
  const liking = clearedLiking(model);
  for (const [place, term] of taste.terms.entries()) liking[term] = taste.values[place] ?? 0;
  inLiking = taste;
  return liking;
}

function clearedLiking({ terms }: ContentModel): Float64Array {
  const liking = LIKING.of(terms.length); // of another length it is made anew, and 0
  for (const term of inLiking?.terms ?? []) if (term < liking.length) liking[term] = 0;
  inLiking = undefined;
  return liking;
}

function touchedProducts(model: ContentModel, basket: Basket): Witness[] {
  const weights = touchWeights(basket, basket.now, model.halfLifeDays);
  const sums = new Map<number, number>();
  const bought = new Set<number>();
  for (let touch = 0; touch < weights.length; touch++) {
    const product = basket.product[touch] ?? 0;
    sums.set(product, (sums.get(product) ?? 0) + (weights[touch] ?? 0));
    if (OWNED_CODES.includes(basket.signal[touch] ?? -1)) bought.add(product);
  }
  const touched = [...sums].sort(([left], [right]) => left - right);
  const strongest = topPlaces(
    Float64Array.from(touched, ([, weight]) => weight),
    MOST_PRODUCTS,
  );
  return strongest.flatMap((place) => {
    const [product, weight] = touched[place] ?? [0, 0];
    const kind = bought.has(product) ? "BOUGHT_SIMILAR" : "VIEWED_SIMILAR";
    return weight > 0 ? [{ kind, product, weight, rows: model.vectors, row: product }] : [];
  });
}

function knownFacts({ facts, factTastes }: ContentModel, basket: Basket): Witness[] {
  const told = basket.facts === undefined ? [] : factsOf(basket.facts);
  return told.flatMap((what) => {
    const row = facts.indexOf(what);
    return row < 0 ? [] : [{ kind: "PROFILE_LIKE_YOURS", what, weight: FACT_WEIGHT, rows: factTastes, row }];
  });
}
