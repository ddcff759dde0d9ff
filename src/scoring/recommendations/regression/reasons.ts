import type { Basket } from "../history.ts";
import type { Reason } from "../recommender.ts";
import { byWeight } from "../scores.ts";
import { featureNamed } from "./features.ts";
import { type Contribution, explain, type RegressionModel } from "./model.ts";
import { shopperOf } from "./shopper.ts";

/**
 * What lifts a product's linear score above that of a usual product: by feature weight * (value - mean). Features that say
 * the same, such as popularities of a week and of a month, are one reason, and one that is told against itself falls away.
 */
export function regressionBecause(model: RegressionModel, basket: Basket, product: number): Reason[] {
  const shopper = shopperOf(model.ground, basket);
  const reasons = new Map<string, Reason>();
  for (const [place, contribution] of explain(model, basket, product).contributions.entries()) {
    const lift = liftOf(contribution, model.linear.means[place] ?? 0);
    const said = lift === 0 ? undefined : featureNamed(contribution.feature).because(model.ground, shopper, product);
    if (said === undefined) continue;
    const key = [said.kind, said.product ?? "", said.what ?? ""].join("\n");
    reasons.set(key, { ...said, weight: (reasons.get(key)?.weight ?? 0) + lift });
  }
  return [...reasons.values()].filter(({ weight }) => weight > 0).sort(byWeight);
}

/** 0 where a feature speaks for a product by its absence: "you do not like its brand" is no reason to recommend. */
function liftOf({ weight, value }: Contribution, mean: number): number {
  const lift = weight * (value - mean);
  return lift > 0 && (weight < 0 || value <= 0) ? 0 : lift;
}
