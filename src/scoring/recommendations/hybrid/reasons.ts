import type { Basket } from "../history.ts";
import type { Reason, Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { rememberedOf } from "../remember.ts";
import { byWeight, weighing } from "../scores.ts";
import { type Say, saysOf, termOf } from "./blend.ts";
import { isNew, NO_SAY } from "./terms.ts";

/**
 * Each part's reasons, scaled to what the part adds to the sum above having no say; and what the product's own terms add
 * above those of the catalogue on average.
 */
export const hybridBecause =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket, product: number): Reason[] => {
    const ofParts = saysOf(blended, model, basket).flatMap((say) => scaled(say, basket, product));
    return [...ofParts, ...ownReasons(model, product)].filter(({ weight }) => weight > 0).sort(byWeight);
  };

function scaled(say: Say, basket: Basket, product: number): Reason[] {
  const { part, model, weight } = say;
  const said = weight * (termOf(say, product) - NO_SAY);
  if (said === 0) return [];
  const reasons = part.because(model, basket, product);
  const total = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return total > 0 ? reasons.map((reason) => weighing(reason, (reason.weight / total) * said)) : [];
}

/** What has more of a term than the catalogue on average, and a weight above 0 for it: a negative weight is no trend. */
function ownReasons(model: HybridModel, product: number): Reason[] {
  const means = meansOf(model);
  const saying = (wanted: (term: string) => boolean): number =>
    model.products.reduce((sum, { term, weight, values }, place) => {
      const above = (values[product] ?? 0) - (means[place] ?? 0);
      return wanted(term) && weight > 0 && above > 0 ? sum + weight * above : sum;
    }, 0);
  const termNamed = (name: string): number => model.products.find(({ term }) => term === name)?.values[product] ?? 0;
  const newness = isNew(termNamed("newness"), termNamed("everPopularity")) ? saying((term) => term === "newness") : 0;
  return [
    { kind: "NEW", weight: newness },
    { kind: "TRENDING", weight: saying((term) => term !== "newness") },
  ];
}

/** By term its mean over the catalogue, counted once for a model. */
const meansOf = rememberedOf((model: HybridModel): readonly number[] =>
  model.products.map(({ values }) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)),
);
