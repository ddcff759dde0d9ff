import { itemNeighbours } from "../collaborative/item-neighbours.ts";
import type { NeighbourModel } from "../collaborative/neighbour-model.ts";
import { pricesOf } from "../content/price-bands.ts";
import { brandsOf, categoriesOf, type Groups, priceBandsOf } from "../groups.ts";
import type { History, Touches } from "../history.ts";
import { PRODUCT_TERMS, productTerms } from "../hybrid/terms.ts";
import { DAY, likingsMatrix } from "../likings.ts";
import { fitWherePossible } from "../recommender.ts";
import { contentBased } from "../recommenders/content-based.ts";
import { session } from "../recommenders/session.ts";
import { codeOf, OWNED_CODES } from "../signals.ts";
import { categoryTerms } from "./category-terms.ts";
import { channelLifts, type Fact, factLifts, type Lifts } from "./lifts.ts";
import { type TasteSpace, tasteSpaceOf } from "./taste-space.ts";

/** After so many days a touch counts half. */
export const HALF_LIFE_DAYS = 180;

/** Features whose part of the ground takes long to count and much memory to keep. */
const LIKENESSES = ["likeness", "likenessLog"];
const LARGE_PARTS = ["taste", "boughtByTheSame", "boughtTogether", ...LIKENESSES];

/** What a history says of its products: all that features need to know beside the customer's own touches. Plain data. */
export interface Ground {
  readonly products: number;
  /** The signals, by their codes, of coming to have a product. */
  readonly goals: readonly number[];
  /** From the first touch of all to now. */
  readonly days: number;
  /** By the place of a name in PRODUCT_TERMS; 0 to 1 each. */
  readonly terms: readonly Float64Array[];
  /** The usual one where a product's is not known. */
  readonly logPrice: Float64Array;
  readonly usualLogPrice: number;
  readonly facts: Readonly<Record<Fact, Lifts>>;
  readonly channels: Lifts;
  readonly categories: Groups;
  readonly brands: Groups;
  readonly priceBands: Groups;
  /** By category the share of it in all likings. */
  readonly categoryShares: Float64Array;
  /** By product: ln(the share of its category in the last month's likings / the mean category's). */
  readonly categoryMonth: Float64Array;
  /** By product: ln(its likings + 1 / the mean of its category's + 1). */
  readonly shareOfCategory: Float64Array;
  /** Models of the recommenders whose scores are features here; left out where no feature needs them or they cannot learn. */
  readonly neighbours?: NeighbourModel;
  readonly tasteSpace?: TasteSpace;
  readonly content?: unknown;
  readonly companions?: unknown;
}

/** A product's popularity or newness, by product. */
export const termOf = ({ terms }: Ground, name: (typeof PRODUCT_TERMS)[number]): Float64Array =>
  terms[PRODUCT_TERMS.indexOf(name)] ?? new Float64Array();

/**
 * Touches in which whoever came to a goal has the product: where a history tells of no purchases, what is guessed are views,
 * and a view there is what a review is elsewhere. O(touches) where goals are not those of having a product already.
 */
export function asOwned<Some extends Touches>(touches: Some, goals: readonly number[]): Some {
  if (goals.every((goal) => OWNED_CODES.includes(goal))) return touches;
  return { ...touches, signal: touches.signal.map((code) => (goals.includes(code) ? codeOf("REVIEW") : code)) };
}

/** Of a history; for the features that `needs` names alone, where it is given. */
export function groundOf(
  told: History,
  goals: readonly number[] = OWNED_CODES,
  needs: readonly string[] = LARGE_PARTS,
): Ground {
  const history = asOwned(told, goals);
  const likings = likingsMatrix(history, Number.POSITIVE_INFINITY);
  const prices = pricesOf(history).map((price) => (price > 0 ? Math.log(price) : Number.NaN));
  const known = prices.filter((price) => !Number.isNaN(price));
  const usualLogPrice = known.reduce((sum, price) => sum + price, 0) / Math.max(1, known.length);
  const [categories, brands] = [categoriesOf(history), brandsOf(history)];
  const facts = (fact: Fact): Lifts => factLifts(history, likings, fact);
  return {
    products: history.products.length,
    goals,
    days: (history.now - history.at.reduce((first, moment) => Math.min(first, moment), history.now)) / DAY,
    terms: productTerms(history),
    logPrice: Float64Array.from(prices, (price) => (Number.isNaN(price) ? usualLogPrice : price)),
    usualLogPrice,
    facts: {
      gender: facts("gender"),
      ageBand: facts("ageBand"),
      occupation: facts("occupation"),
      country: facts("country"),
    },
    channels: channelLifts(history),
    ...categoryTerms(history, likings, categories),
    categories,
    brands,
    priceBands: priceBandsOf(history),
    ...(needs.includes("taste") && { tasteSpace: tasteSpaceOf(history, categories, brands) }),
    ...(needs.includes("boughtByTheSame") && { neighbours: itemNeighbours(history, HALF_LIFE_DAYS) }),
    ...(needs.some((name) => LIKENESSES.includes(name)) && {
      content: fitWherePossible(
        contentBased,
        history,
        { halfLifeDays: HALF_LIFE_DAYS, popularity: 0, degree: 1 },
        NO_TOOLS,
      ),
    }),
    ...(needs.includes("boughtTogether") && { companions: session.fit(history, { halfLifeProducts: 20 }, NO_TOOLS) }),
  };
}

const unneeded = (): never => {
  throw new Error("what is only counted needs no tools");
};

const NO_TOOLS = { invert: unneeded, random: unneeded, holdOut: unneeded, chosen: {} };
