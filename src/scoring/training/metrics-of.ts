import type { ActiveModel, ModelMetric } from "../../models/index.ts";
import { LIST } from "./measure-recipe.ts";
import type { Means, Measured } from "./train.tasks.ts";

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
  if (measured.active === undefined || active === undefined) return figures;
  const [ndcg] = FIGURES;
  const served = {
    name: `${ndcg?.name} of version ${active.version}'s recipe`,
    value: measured.active.means.ndcg,
    protocol,
  };
  return [...figures, served];
}

const protocolOf = ({ from, customers }: Measured): string =>
  [
    `Fitted on what lies before ${new Date(from).toISOString()} and measured on what came then: the newest fifth of all touches.`,
    `${customers} customers came to have products that they had not had; all other products that anybody had touched are ranked, the first ${LIST} count.`,
    "The baseline is plain popularity: how many customers had ever turned to a product. What is served was then fitted on all of the time.",
  ].join(" ");

/** Why a version must not take the place of the served one; undefined where it may. */
export function whyWorse({ model, active }: Measured, { version }: ActiveModel): string | undefined {
  if (active === undefined || model.means.ndcg >= active.means.ndcg) return undefined;
  const [own, served] = [model.means.ndcg, active.means.ndcg].map((ndcg) => ndcg.toFixed(4));
  return `its ndcg@${LIST} on held-out time is ${own}, that of version ${version} on the same ${served}`;
}
