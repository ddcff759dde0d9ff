import { Scratch } from "../../math/scratch.ts";
import type { Basket } from "./history.ts";
import { opinionOf, type Recommender } from "./recommender.ts";
import { OWNED_CODES, productsWith } from "./signals.ts";

export interface Scored {
  /** Place in the history's products. */
  readonly product: number;
  readonly score: number;
}

export interface RecommendOptions {
  readonly count: number;
  /** 1 for each product that may be recommended: in stock, available, of the wanted category and so on. */
  readonly shelf: Uint8Array;
  /** Signals after which a product is not recommended again; those of somebody who has it where it is left out. */
  readonly excluding?: readonly number[];
}

/**
 * The products that a recommender scores highest for a basket: of those on the shelf, without what the customer has, ties
 * in the order of ids. Filters come before the cut, so that there are fewer than `count` only where no more exist.
 */
export function recommend(
  recommender: Recommender,
  model: unknown,
  basket: Basket,
  options: RecommendOptions,
): Scored[] {
  const { count, shelf, excluding = OWNED_CODES } = options;
  const left = productsWith(basket, excluding);
  const open = (product: number): boolean => shelf[product] === 1 && !left.has(product);
  const best = opinionOf(recommender, model, basket, SCORES.of(shelf.length)).best(count, open);
  return best.map(({ place, value }) => ({ product: place, score: value }));
}

const SCORES = new Scratch();
