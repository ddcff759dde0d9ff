import type { Basket } from "../history.ts";
import type { Reason, Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { byWeight } from "../scores.ts";
import { NO_SAY, toTerm } from "./terms.ts";

/**
 * Each part's reasons, scaled to what the part adds to the sum above having no say; and what the product's own terms add
 * above those of the catalogue on average.
 */
export const hybridBecause =
  (blended: readonly Recommender[]) =>
  ({ parts, products }: HybridModel, basket: Basket, product: number): Reason[] => {
    const ofParts = parts.flatMap(({ weight, model }, place) => {
      const part = blended[place];
      return part === undefined || model === undefined || !(weight > 0)
        ? []
        : scaled(part, model, weight, basket, product, sizeOf(products));
    });
    return [...ofParts, ...ownReasons(products, product)].filter(({ weight }) => weight > 0).sort(byWeight);
  };

const sizeOf = (products: HybridModel["products"]): number => products[0]?.values.length ?? 0;

function scaled(
  part: Recommender,
  model: unknown,
  weight: number,
  basket: Basket,
  product: number,
  size: number,
): Reason[] {
  const scores = new Float64Array(size);
  part.score(model, basket, scores);
  const said = weight * ((toTerm(scores)[product] ?? NO_SAY) - NO_SAY);
  const reasons = part.because(model, basket, product);
  const total = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return total > 0 ? reasons.map((reason) => ({ ...reason, weight: (reason.weight / total) * said })) : [];
}

/** What has more of a term than the catalogue on average, and a weight above 0 for it: a negative weight is no trend. */
function ownReasons(products: HybridModel["products"], product: number): Reason[] {
  const saying = (wanted: (term: string) => boolean): number =>
    products.reduce((sum, { term, weight, values }) => {
      const above = (values[product] ?? 0) - meanOf(values);
      return wanted(term) && weight > 0 && above > 0 ? sum + weight * above : sum;
    }, 0);
  return [
    { kind: "NEW", weight: saying((term) => term === "newness") },
    { kind: "TRENDING", weight: saying((term) => term !== "newness") },
  ];
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
