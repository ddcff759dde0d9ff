import { Scratch } from "../../../math/scratch.ts";
import { type Placed, TopList } from "../../../math/top-list.ts";
import type { Basket } from "../history.ts";
import { type Opinion, opinionOfAll } from "../opinion.ts";
import type { Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { rememberedOf } from "../remember.ts";
import { addCeilings, type Say, saysOf, sizeOf, sumOf } from "./blend.ts";
import { NO_SAY } from "./terms.ts";

/** The blend of a basket, where a list needs the terms of few products: see bestOf. */
export const blendOpinion =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket): Opinion => {
    const says = saysOf(blended, model, basket);
    return {
      scoreOf: (product) => sumOf(says, model, product),
      ceilings: () => ceilingsOf(says, model),
      best: (count, open) => bestOf(says, model, count, open),
    };
  };

/**
 * The best products of a blend. First come those of the highest ceilings: what they reach is the mark for all others, of
 * which only those need be added up whose ceiling reaches it.
 */
function bestOf(says: readonly Say[], model: HybridModel, count: number, open: (product: number) => boolean): Placed[] {
  if (count < 1) return [];
  const ceilings = ceilingsOf(says, model);
  const list = new TopList(count);
  const add = (product: number): void => list.offer(product, sumOf(says, model, product));
  for (const { place } of opinionOfAll(ceilings).best(count, open)) {
    add(place);
    ceilings[place] = ADDED;
  }
  for (let product = 0; product < ceilings.length; product++) {
    const ceiling = ceilings[product] ?? ADDED;
    if (ceiling > ADDED && list.mayTake(ceiling) && open(product)) add(product);
  }
  return list.placed();
}

const CEILINGS = new Scratch();
/** In the place of the ceiling of a product that is in the list already. */
const ADDED = Number.NEGATIVE_INFINITY;

/** What no product's sum exceeds but by rounding. O(products). */
function ceilingsOf(says: readonly Say[], model: HybridModel): Float64Array {
  const ceilings = CEILINGS.of(sizeOf(model));
  ceilings.set(ownTerms(model));
  const nothing = says.reduce((sum, { weight }) => sum + weight * NO_SAY, 0);
  for (let product = 0; product < ceilings.length; product++) ceilings[product] = (ceilings[product] ?? 0) + nothing;
  for (const say of says) addCeilings(say, ceilings);
  return ceilings;
}

/** By product the weighted sum of its own terms, which is the same for every basket. */
const ownTerms = rememberedOf((model: HybridModel): Float64Array => {
  const sums = new Float64Array(sizeOf(model));
  for (const { weight, values } of model.products) {
    if (weight === 0) continue;
    for (let product = 0; product < sums.length; product++) {
      sums[product] = (sums[product] ?? 0) + weight * (values[product] ?? 0);
    }
  }
  return sums;
});
