import { addLogCeilings } from "../../../math/log-ceilings.ts";
import { Scratch } from "../../../math/scratch.ts";
import type { Basket } from "../history.ts";
import type { Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { toPowers } from "./terms.ts";

/** What one part says of all products for one basket: its term is the logarithm. */
export interface Say {
  readonly part: Recommender;
  readonly model: unknown;
  readonly weight: number;
  readonly powers: Float64Array;
}

export const sizeOf = ({ products }: HybridModel): number => products[0]?.values.length ?? 0;

interface Said {
  readonly model: HybridModel;
  readonly basket: Basket;
  readonly says: readonly Say[];
}

const POWERS: Scratch[] = [];
let last: Said | undefined;

/**
 * What the parts say. It is remembered until something is asked for another basket, as the reasons of a list's products are
 * asked for one after the other; until then it stays in memory that is used again. O(that of all parts).
 */
export function saysOf(blended: readonly Recommender[], model: HybridModel, basket: Basket): readonly Say[] {
  if (last?.model === model && last.basket === basket) return last.says;
  last = undefined; // what is in the memory of the last one is overwritten even where a part throws
  const says = model.parts.flatMap(({ weight, model: ofPart }, place): Say[] => {
    const part = blended[place];
    if (part === undefined || ofPart === undefined || !(weight > 0)) return [];
    POWERS[place] ??= new Scratch();
    const powers = POWERS[place].of(sizeOf(model));
    part.score(ofPart, basket, powers);
    return [{ part, model: ofPart, weight, powers: toPowers(powers) }];
  });
  last = { model, basket, says };
  return says;
}

/** The weighted sum of all terms of one product. It is never -Infinity: what no part knows is ranked by its own terms. */
function sumOf(says: readonly Say[], { products }: HybridModel, product: number): number {
  let sum = 0;
  for (const { weight, powers } of says) sum += weight * Math.log(powers[product] ?? 1);
  for (const { weight, values } of products) if (weight !== 0) sum += weight * (values[product] ?? 0);
  return sum;
}

export const scoreByBlend =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket, scores: Float64Array): void => {
    const says = saysOf(blended, model, basket);
    for (let product = 0; product < scores.length; product++) scores[product] = sumOf(says, model, product);
  };

/** Four logarithms for each of 10,000 products take three times as long as all else: their ceilings are looked up. */
export const boundBlend =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket, ceilings: Float64Array): ((product: number) => number) => {
    const says = saysOf(blended, model, basket);
    ceilings.set(ownTerms(model));
    for (const { weight, powers } of says) addLogCeilings(powers, weight, ceilings);
    return (product) => sumOf(says, model, product);
  };

const OWN_TERMS = new WeakMap<HybridModel, Float64Array>();

/** By product the weighted sum of its own terms, which is the same for every basket. */
function ownTerms(model: HybridModel): Float64Array {
  const known = OWN_TERMS.get(model);
  if (known !== undefined) return known;
  const sums = new Float64Array(sizeOf(model));
  for (const { weight, values } of model.products) {
    for (let product = 0; product < sums.length; product++) {
      sums[product] = (sums[product] ?? 0) + weight * (values[product] ?? 0);
    }
  }
  OWN_TERMS.set(model, sums);
  return sums;
}
