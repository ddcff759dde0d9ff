import { groupBy } from "../../../math/group-by.ts";
import { addRow } from "../../../math/sparse-rows.ts";
import { categoriesOf } from "../groups.ts";
import type { Basket, History } from "../history.ts";
import { likingsMatrix, likingsOf, popularityOf } from "../likings.ts";
import { type Reason, recommender } from "../recommender.ts";
import { remembered } from "../remember.ts";

interface PopularModel {
  readonly halfLifeDays: number;
  /** The share of each product in what everybody likes. */
  readonly everywhere: Float64Array;
  readonly countries: readonly string[];
  /** By country: the share of each product in what its customers like, drawn towards everybody's. */
  readonly within: readonly Float64Array[];
  /** By country: 1 for each product that its customers like themselves. */
  readonly liked: readonly Uint8Array[];
  readonly categories: readonly string[];
  /** The place of each product's category; -1 where it has none. */
  readonly categoryOf: Int32Array;
  /** The share of each category in what everybody likes. */
  readonly categoryShares: Float64Array;
}

/** A country's own tastes weigh as much as everybody's once its customers have liked so many products. */
const COUNTRY_DOUBT = 500;
/** A customer's own categories weigh as much as everybody's once they have liked so many products. */
const CATEGORY_DOUBT = 10;
const MOST_COUNTRIES = 50;

export const popular = recommender<PopularModel, "halfLifeDays">({
  code: "POPULAR",
  about:
    "What most customers turn to of late, in the customer's country and in the categories that they turn to. It knows something for everybody, also for a stranger.",
  settings: { halfLifeDays: [28, 7, 90, Number.POSITIVE_INFINITY] },
  fit: countPopularity,
  score: scoreByPopularity,
  because: popularBecause,
});

function countPopularity(history: History, { halfLifeDays }: { readonly halfLifeDays: number }): PopularModel {
  const likings = likingsMatrix(history, halfLifeDays);
  const products = history.products.length;
  const everywhere = sharesOf(popularityOf(likings, products));
  const categories = categoriesOf(history);
  const byCountry = groupBy(history.customers.keys(), (customer) => history.customers[customer]?.country);
  byCountry.delete(undefined);
  const largest = [...byCountry].sort(([, left], [, right]) => right.length - left.length).slice(0, MOST_COUNTRIES);
  const likedIn = largest.map(([, customers]) => {
    const liked = new Float64Array(products);
    for (const customer of customers) addRow(likings, customer, 1, liked);
    return liked;
  });
  return {
    halfLifeDays,
    everywhere,
    countries: largest.map(([country]) => country ?? ""),
    within: likedIn.map((liked) => drawnTowards(liked, everywhere, COUNTRY_DOUBT)),
    liked: likedIn.map((liked) => Uint8Array.from(liked, (amount) => (amount > 0 ? 1 : 0))),
    categories: categories.names,
    categoryOf: categories.of,
    categoryShares: byCategory(everywhere, categories.of, categories.names.length),
  };
}

function sharesOf(amounts: Float64Array): Float64Array {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.map((amount) => (total > 0 ? amount / total : 0));
}

/** (amount + doubt * share) / (total + doubt): the share itself without any amounts, theirs with many. */
function drawnTowards(amounts: Float64Array, shares: Float64Array, doubt: number): Float64Array {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.map((amount, place) => (amount + doubt * (shares[place] ?? 0)) / (total + doubt));
}

function byCategory(shares: Float64Array, categoryOf: Int32Array, categories: number): Float64Array {
  const sums = new Float64Array(categories);
  for (const [product, share] of shares.entries()) {
    const category = categoryOf[product] ?? -1;
    if (category >= 0) sums[category] = (sums[category] ?? 0) + share;
  }
  return sums;
}

/**
 * The share of a product in what the customer's country likes, times how much more of its category the customer likes than
 * everybody does. O(products).
 */
function scoreByPopularity(model: PopularModel, basket: Basket, scores: Float64Array): void {
  const shares = model.within[countryOf(model, basket)] ?? model.everywhere;
  const lifts = categoryLifts(model, basket);
  for (let product = 0; product < scores.length; product++) {
    const score = (shares[product] ?? 0) * (lifts[model.categoryOf[product] ?? -1] ?? 1);
    scores[product] = score > 0 ? score : Number.NEGATIVE_INFINITY;
  }
}

const countryOf = ({ countries }: PopularModel, { facts }: Basket): number =>
  facts?.country === undefined ? -1 : countries.indexOf(facts.country);

/** By category how much more of it the customer likes than everybody does. */
const categoryLifts = remembered((model: PopularModel, basket: Basket): Float64Array => {
  const { halfLifeDays, categoryOf, categoryShares } = model;
  const liked = likingsOf(basket, basket.now, halfLifeDays);
  const own = new Float64Array(categoryShares.length);
  for (const [place, product] of liked.products.entries()) {
    const category = categoryOf[product] ?? -1;
    if (category >= 0) own[category] = (own[category] ?? 0) + (liked.weights[place] ?? 0);
  }
  const drawn = drawnTowards(own, categoryShares, CATEGORY_DOUBT);
  return drawn.map((share, category) => (categoryShares[category] ? share / (categoryShares[category] ?? 1) : 1));
});

function popularBecause(model: PopularModel, basket: Basket, product: number): Reason[] {
  const country = countryOf(model, basket);
  const share = (model.within[country] ?? model.everywhere)[product] ?? 0;
  if (!(share > 0)) return [];
  const category = model.categoryOf[product] ?? -1;
  const lift = categoryLifts(model, basket)[category] ?? 1;
  const where = model.liked[country]?.[product] === 1 ? model.countries[country] : undefined;
  const trending: Reason = { kind: "TRENDING", weight: share, ...(where !== undefined && { what: where }) };
  const what = model.categories[category];
  // Of somebody who has touched nothing of it the lift is 1, but for the rounding.
  const isTouched = basket.product.some((touched) => model.categoryOf[touched] === category);
  if (what === undefined || !isTouched || lift <= 1) return [{ ...trending, weight: share * lift }];
  const interest: Reason = { kind: "MATCHES_INTEREST", what, weight: share * (lift - 1) };
  return [trending, interest].sort((left, right) => right.weight - left.weight);
}
