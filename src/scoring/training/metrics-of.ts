import type { ActiveModel, ModelMetric } from "../../models/index.ts";
import { LIST, type Means } from "./measure-recipe.ts";
import type { Measured } from "./train.tasks.ts";

const FIGURES: readonly { readonly name: string; readonly of: (means: Means) => number }[] = [
  { name: `ndcg@${LIST}`, of: ({ means }) => means.ndcg },
  { name: `recall@${LIST}`, of: ({ means }) => means.recall },
  { name: `hitRate@${LIST}`, of: ({ means }) => means.hit },
  { name: `coverage@${LIST}`, of: ({ coverage }) => coverage },
];

/** A model's figures beside those of plain popularity, and what the served version's recipe comes to on the same. */
export function metricsOf(measured: Measured, active: ActiveModel | undefined): ModelMetric[] {
  const protocol = protocolOf(measured);
  const figures = FIGURES.map(({ name, of }) => {
    return { name, value: of(measured.model), baseline: of(measured.popularity), protocol };
  });
  return [...figures, ...servedOf(measured, active, protocol), ...reliabilityOf(measured)].filter(({ value }) =>
    Number.isFinite(value),
  );
}

function servedOf({ active }: Measured, served: ActiveModel | undefined, protocol: string): ModelMetric[] {
  if (active === undefined || served === undefined) return [];
  return [{ name: `ndcg@${LIST} of version ${served.version}'s recipe`, value: active.means.ndcg, protocol }];
}

/** What the probabilities are worth; docs/science.md says what each figure is. */
function reliabilityOf({ model: { reliability }, from }: Measured): ModelMetric[] {
  if (reliability === undefined) return [];
  const { auc, slope, ece, brier, logLoss, baseRate } = reliability;
  const protocol = `The probabilities of what was fitted on the time before ${new Date(from).toISOString()} against what came then, over all pairs of a customer and a product that they did not have. The baseline is the same probability for all of them.`;
  const entropy = -baseRate * Math.log(baseRate) - (1 - baseRate) * Math.log(1 - baseRate);
  return [
    { name: "auc", value: auc, baseline: 0.5, protocol },
    { name: "calibrationSlope", value: slope, protocol },
    { name: "ece", value: ece, protocol },
    { name: "brier", value: brier, baseline: baseRate * (1 - baseRate), protocol },
    { name: "logLoss", value: logLoss, baseline: entropy, protocol },
  ];
}

const protocolOf = ({ from, customers }: Measured): string =>
  [
    `Fitted on what lies before ${new Date(from).toISOString()} and measured on what came then: the newest fifth of all touches.`,
    `${customers} customers came to have products that they had not had; all other products that anybody had touched are ranked, the first ${LIST} count.`,
    "The baseline is plain popularity: how many customers had ever turned to a product. What is served was then fitted on all of the time.",
  ].join(" ");

/** Why a version must not take the place of the served one; undefined where it may. */
export function whyWorse(measured: Measured | undefined, { version }: ActiveModel): string | undefined {
  if (measured === undefined) return "nobody came to have anything on held-out time, so it could not be compared";
  const { model, active } = measured;
  if (active === undefined || model.means.ndcg >= active.means.ndcg) return undefined;
  const [own, served] = [model.means.ndcg, active.means.ndcg].map((ndcg) => ndcg.toFixed(4));
  return `its ndcg@${LIST} on held-out time is ${own}, that of version ${version} on the same ${served}`;
}
