import { solve } from "../../../math/solve.ts";
import type { Groups } from "../groups.ts";
import { basketOf, type History } from "../history.ts";
import { sittingsOf } from "./sittings.ts";

/**
 * Products and people as places in a space of few dimensions: a person touches a product, of all in its category, 1 + place .
 * place times as often as everybody does. Plain data.
 */
export interface TasteSpace {
  /** By product, dimension after dimension. */
  readonly places: Float64Array;
  /** By product its category; products without one are a category together. */
  readonly category: Int32Array;
  /** By category: the mean of its products' places, and of their squares row by row, by how often they are touched. */
  readonly means: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
}

/** Products and in how many sittings somebody touched each: pairs, which are gone over much faster than a Map, round after round. */
type Counts = readonly (readonly [product: number, count: number])[];

/** Of 2, 3, 4 and 6 dimensions 4 told most of the demo shop's tastes. */
const DIMENSIONS = 4;
/** A person is drawn to the middle as by so many sittings, a product to the middle of its brand. */
const DOUBT_OF_PERSON = 2;
const DOUBT_OF_PRODUCT = 4;
/** A brand is drawn to the middle as by so many sittings. */
const DOUBT_OF_BRAND = 5;
/** After so many, places hardly move. */
const ROUNDS = 15;
/** No multiple of it is near a whole number of turns: products begin all over the space, and in the same places every time. */
const GOLDEN_ANGLE = 2.399963;

/**
 * Alternating least squares (Hu, Koren and Volinsky 2008) on how much more often than expected, which is the product's share
 * in what the person touched of its category: whoever looks for lamps touches lamps, and which of them tells the taste. Each
 * distance counts by the inverse of what was expected, as chi-square has it (correspondence analysis, Greenacre 1984).
 * O(rounds * (pairs + (customers + products) * dimensions^3)).
 */
export function tasteSpaceOf(history: History, categories: Groups, brands: Groups): TasteSpace {
  const size = history.products.length;
  const category = categories.of.map((group) => (group < 0 ? categories.names.length : group));
  const people = history.customers.map((_, customer) => [
    ...sittingsOf(basketOf(history, customer), history.now).byProduct,
  ]);
  const touched = new Float64Array(size);
  for (const counts of people) for (const [product, count] of counts) addAt(touched, product, count);
  const shares = sharesIn(touched, category, categories.names.length + 1);
  let places = Float64Array.from({ length: size * DIMENSIONS }, (_, at) =>
    Math.cos((Math.floor(at / DIMENSIONS) + 1) * ((at % DIMENSIONS) + 1) * GOLDEN_ANGLE),
  );
  let space = withMoments(places, category, shares);
  for (let round = 0; round < ROUNDS; round++) {
    places = placesOfProducts(space, shares, people, brandPlaces(space, touched, brands));
    space = withMoments(places, category, shares);
  }
  return space;
}

/** Where somebody stands who touched these products; in the middle where there are none. O(touched * dimensions^2). */
export function placeIn({ places, category, means, squares }: TasteSpace, counts: Counts): Float64Array {
  const right = new Float64Array(DIMENSIONS);
  const matrix = diagonal(DOUBT_OF_PERSON);
  for (const [product, count] of counts) {
    const group = category[product] ?? 0;
    for (let at = 0; at < DIMENSIONS; at++) addAt(right, at, count * (places[product * DIMENSIONS + at] ?? 0));
    addTimes(right, means[group], -count);
    addTimes(matrix, squares[group], count);
  }
  return solve(matrix, right);
}

/** How much more often than everybody, as a share: -.2 is a fifth less. */
export function fillPulls({ places }: TasteSpace, person: Float64Array, column: Float64Array): void {
  for (let product = 0; product < column.length; product++) {
    let pull = 0;
    for (let at = 0; at < DIMENSIONS; at++) pull += (person[at] ?? 0) * (places[product * DIMENSIONS + at] ?? 0);
    column[product] = pull;
  }
}

const placeOf = (places: Float64Array, product: number): Float64Array =>
  places.subarray(product * DIMENSIONS, (product + 1) * DIMENSIONS);

function sharesIn(touched: Float64Array, category: Int32Array, categories: number): Float64Array {
  const sums = new Float64Array(categories);
  for (const [product, count] of touched.entries()) addAt(sums, category[product] ?? 0, count + 1);
  return touched.map((count, product) => (count + 1) / (sums[category[product] ?? 0] ?? 1));
}

function withMoments(places: Float64Array, category: Int32Array, shares: Float64Array): TasteSpace {
  const categories = category.reduce((most, group) => Math.max(most, group + 1), 0);
  const means = Array.from({ length: categories }, () => new Float64Array(DIMENSIONS));
  const squares = Array.from({ length: categories }, () => diagonal(0));
  for (const [product, group] of category.entries()) {
    const place = placeOf(places, product);
    addTimes(means[group], place, shares[product] ?? 0);
    addSquare(squares[group], place, shares[product] ?? 0);
  }
  return { places, category, means, squares };
}

/** Of those who touch a category the sums, by which each of its products is then held against its share. */
function placesOfProducts(space: TasteSpace, shares: Float64Array, people: readonly Counts[], prior: Float64Array) {
  const { category, means } = space;
  const sums = means.map(() => new Float64Array(DIMENSIONS));
  const squares = means.map(() => diagonal(0));
  const rights = prior.map((value) => DOUBT_OF_PRODUCT * value);
  for (const counts of people) {
    const person = placeIn(space, counts);
    for (const [product, count] of counts) {
      const group = category[product] ?? 0;
      for (let at = 0; at < DIMENSIONS; at++) addAt(rights, product * DIMENSIONS + at, count * (person[at] ?? 0));
      addTimes(sums[group], person, count);
      addSquare(squares[group], person, count);
    }
  }
  const places = new Float64Array(prior.length);
  for (const [product, group] of category.entries()) {
    const [share, right, matrix] = [shares[product] ?? 0, placeOf(rights, product), diagonal(DOUBT_OF_PRODUCT)];
    addTimes(right, sums[group], -share);
    addTimes(matrix, squares[group], share);
    places.set(solve(matrix, right), product * DIMENSIONS);
  }
  return places;
}

/** By product the middle of its brand: what little is known of a product is that. */
function brandPlaces({ places }: TasteSpace, touched: Float64Array, brands: Groups): Float64Array {
  const middles = brands.names.map(() => new Float64Array(DIMENSIONS));
  const weights = new Float64Array(brands.names.length).fill(DOUBT_OF_BRAND);
  for (const [product, brand] of brands.of.entries()) {
    if (brand < 0) continue;
    addTimes(middles[brand], placeOf(places, product), touched[product] ?? 0);
    addAt(weights, brand, touched[product] ?? 0);
  }
  const prior = new Float64Array(places.length);
  for (const [product, brand] of brands.of.entries()) {
    addTimes(placeOf(prior, product), middles[brand], 1 / (weights[brand] ?? 1));
  }
  return prior;
}

function diagonal(value: number): Float64Array {
  const matrix = new Float64Array(DIMENSIONS ** 2);
  for (let at = 0; at < matrix.length; at += DIMENSIONS + 1) matrix[at] = value;
  return matrix;
}

const addAt = (sums: Float64Array, at: number, value: number): void => {
  sums[at] = (sums[at] ?? 0) + value;
};

function addTimes(sums: Float64Array | undefined, values: Float64Array | undefined, factor: number): void {
  if (sums === undefined || values === undefined) return;
  for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + factor * (values[at] ?? 0);
}

function addSquare(sums: Float64Array | undefined, place: Float64Array, factor: number): void {
  if (sums === undefined) return;
  for (let row = 0; row < DIMENSIONS; row++) {
    for (let column = 0; column < DIMENSIONS; column++) {
      addAt(sums, row * DIMENSIONS + column, factor * (place[row] ?? 0) * (place[column] ?? 0));
    }
  }
}
