import { addLogCeilings } from "../../../math/log-ceilings.ts";
import { Scratch } from "../../../math/scratch.ts";
import type { Basket } from "../history.ts";
import { anyProduct, type Opinion } from "../opinion.ts";
import { opinionOf, type Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { NOTHING, powerOf, TOP } from "./terms.ts";

/** What one part says to one basket: its term is the logarithm of score / usual + .03. */
export interface Say {
  readonly part: Recommender;
  readonly model: unknown;
  readonly weight: number;
  readonly opinion: Opinion;
  /** The mean of its highest scores. */
  readonly usual: number;
}

export const sizeOf = ({ products }: HybridModel): number => products[0]?.values.length ?? 0;

interface Said {
  readonly model: HybridModel;
  readonly basket: Basket;
  readonly says: readonly Say[];
}

const MEMORIES: Scratch[] = [];
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
    MEMORIES[place] ??= new Scratch();
    const opinion = opinionOf(part, ofPart, basket, MEMORIES[place].of(sizeOf(model)));
    return [{ part, model: ofPart, weight, opinion, usual: usualOf(opinion) }];
  });
  last = { model, basket, says };
  return says;
}

function usualOf(opinion: Opinion): number {
  const placed = opinion.best(TOP, anyProduct);
  return placed.reduce((sum, { value }) => sum + Math.max(0, value), 0) / Math.max(1, placed.length);
}

/** A part's term of a product, without its weight. */
export const termOf = ({ opinion, usual }: Say, product: number): number =>
  Math.log(powerOf(usual, opinion.scoreOf(product)));

/** Adds to each product's ceiling what the weighted term has above having no say, or a little more. O(products). */
export function addCeilings({ opinion, usual, weight }: Say, ceilings: Float64Array): void {
  if (usual > 0) addLogCeilings(ceilings, opinion.ceilings(), { factor: 1 / usual, offset: NOTHING, weight });
}

/** The weighted sum of all terms of one product. It is never -Infinity: what no part knows is ranked by its own terms. */
export function sumOf(says: readonly Say[], { products }: HybridModel, product: number): number {
  let sum = 0;
  for (const say of says) sum += say.weight * termOf(say, product);
  for (const { weight, values } of products) if (weight !== 0) sum += weight * (values[product] ?? 0);
  return sum;
}

export const scoreByBlend =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket, scores: Float64Array): void => {
    const says = saysOf(blended, model, basket);
    for (let product = 0; product < scores.length; product++) scores[product] = sumOf(says, model, product);
  };
