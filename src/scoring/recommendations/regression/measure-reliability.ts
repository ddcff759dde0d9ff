import { probabilityAt } from "../../../math/calibration.ts";
import { type Reliability, reliabilityOf } from "../../../math/reliability.ts";
import type { HeldOut } from "../recommender.ts";
import { pairsOf } from "./calibrate-scores.ts";
import { customersWithPast } from "./gather.ts";
import type { RegressionModel } from "./model.ts";

/**
 * How far the probabilities of a model can be relied on, that was learned from the past of what is held out and from no more.
 * Of all pairs of a customer and a product that they did not have, those that came true and some `most` of the others stand
 * for all, as in calibration. Probabilities are of the model's horizon: where what is held out is shorter or longer, the base
 * rate is another, and so are ECE and log loss; AUC and slope hardly. O(customers * products * features).
 */
export function measureReliability(
  held: HeldOut,
  { ground, linear, calibration }: RegressionModel,
  sample: { readonly most: number; readonly random: () => number },
): Reliability {
  const { scores, hits, weights } = pairsOf(held, ground, customersWithPast(held), [linear, linear], sample);
  return reliabilityOf({ probabilities: scores.map((score) => probabilityAt(calibration, score)), hits, weights });
}
