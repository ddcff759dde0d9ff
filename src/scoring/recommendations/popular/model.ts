import { Scratch } from "../../../math/scratch.ts";
import { TopList } from "../../../math/top-list.ts";
import type { Basket } from "../history.ts";
import { likingsOf } from "../likings.ts";
import type { Opinion } from "../opinion.ts";
import type { Reason } from "../recommender.ts";
import { remembered } from "../remember.ts";
import { drawnTowards } from "./drawn-towards.ts";

export interface PopularModel {
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

/** A customer's own categories weigh as much as everybody's once they have liked so many products. */
const CATEGORY_DOUBT = 10;

/**
 * The share of a product in what the customer's country likes, times how much more of its category the customer likes than
 * everybody does. O(products).
 */
export function scoreByPopularity(model: PopularModel, basket: Basket, scores: Float64Array): void {
  const scoreOf = scorerFor(model, basket);
  for (let product = 0; product < scores.length; product++) {
    const score = scoreOf(product);
    scores[product] = score > 0 ? score : Number.NEGATIVE_INFINITY;
  }
}

function scorerFor(model: PopularModel, basket: Basket): (product: number) => number {
  const shares = sharesFor(model, basket);
  const lifts = categoryLifts(model, basket);
  const { categoryOf } = model;
  return (product) => (shares[product] ?? 0) * (lifts[categoryOf[product] ?? -1] ?? 1);
}

const sharesFor = (model: PopularModel, basket: Basket): Float64Array =>
  model.within[countryOf(model, basket)] ?? model.everywhere;

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

interface Ranked {
  /** The products of category c are those from starts[c] up to starts[c + 1]; those without any come last. */
  readonly starts: Int32Array;
  /** Within a category the largest share first, equal ones by place. */
  readonly products: Int32Array;
}

/** For everybody's shares, or a country's, once. O(products log products). */
const rankedBy = remembered(({ categories, categoryOf }: PopularModel, shares: Float64Array): Ranked => {
  const groupOf = (product: number): number => {
    const category = categoryOf[product] ?? -1;
    return category < 0 ? categories.length : category;
  };
  const products = Int32Array.from(shares.keys()).sort(
    (left, right) => groupOf(left) - groupOf(right) || (shares[right] ?? 0) - (shares[left] ?? 0) || left - right,
  );
  const starts = new Int32Array(categories.length + 2);
  for (const product of products) starts[groupOf(product) + 1] = (starts[groupOf(product) + 1] ?? 0) + 1;
  for (let group = 0; group <= categories.length; group++) {
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  }
  return { starts, products };
});

const CEILINGS = new Scratch();

/** Within a category a larger share is a higher score: of each category its first products are looked at. */
export function popularOpinion(model: PopularModel, basket: Basket): Opinion {
  const shares = sharesFor(model, basket);
  const scoreOf = scorerFor(model, basket);
  return {
    scoreOf,
    ceilings() {
      const scores = CEILINGS.of(shares.length);
      scoreByPopularity(model, basket, scores);
      return scores;
    },
    best(count, open) {
      const { starts, products } = rankedBy(model, shares);
      const list = new TopList(count);
      for (let group = 0; group + 1 < starts.length; group++) {
        const end = starts[group + 1] ?? 0;
        for (let at = starts[group] ?? 0; at < end; at++) {
          const product = products[at] ?? 0;
          const score = scoreOf(product);
          if (!(score > 0 && score >= list.least)) break;
          if (open(product)) list.offer(product, score);
        }
      }
      return list.placed();
    },
  };
}

export function popularBecause(model: PopularModel, basket: Basket, product: number): Reason[] {
  const country = countryOf(model, basket);
  const share = sharesFor(model, basket)[product] ?? 0;
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
