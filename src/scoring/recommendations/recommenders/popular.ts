import { groupBy } from "../../../math/group-by.ts";
import { addRow } from "../../../math/sparse-rows.ts";
import { categoriesOf } from "../groups.ts";
import type { History } from "../history.ts";
import { likingsMatrix, popularityOf } from "../likings.ts";
import { drawnTowards } from "../popular/drawn-towards.ts";
import { type PopularModel, popularBecause, popularOpinion, scoreByPopularity } from "../popular/model.ts";
import { recommender } from "../recommender.ts";

/** A country's own tastes weigh as much as everybody's once its customers have liked so many products. */
const COUNTRY_DOUBT = 500;
const MOST_COUNTRIES = 50;

export const popular = recommender<PopularModel, "halfLifeDays">({
  code: "POPULAR",
  about:
    "What most customers turn to of late, in the customer's country and in the categories that they turn to. It knows something for everybody, also for a stranger.",
  settings: { halfLifeDays: [28, 7, 90, Number.POSITIVE_INFINITY] },
  fit: countPopularity,
  score: scoreByPopularity,
  opinion: popularOpinion,
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

function byCategory(shares: Float64Array, categoryOf: Int32Array, categories: number): Float64Array {
  const sums = new Float64Array(categories);
  for (const [product, share] of shares.entries()) {
    const category = categoryOf[product] ?? -1;
    if (category >= 0) sums[category] = (sums[category] ?? 0) + share;
  }
  return sums;
}
