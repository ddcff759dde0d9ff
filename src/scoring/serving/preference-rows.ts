import { fromId } from "../../graphql/ids.ts";
import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { explainAll, type Score, scoreAll } from "../recommendations/regression/model.ts";
import { KIND_OF } from "../strategies.ts";
import { basketFor } from "./basket.ts";
import { parseNeed } from "./customer-need.ts";
import type { Means } from "./recommend-to.ts";

export interface PreferenceArgs {
  readonly productIds: readonly string[];
}

/** The rows of preference scores, in the order of the products; none where the customer refuses, or nothing has been learned. */
export function preferenceRows({ args, need, selected }: GapAsk, { models }: Means): ComputedRow[] {
  const { productIds } = args as PreferenceArgs; // of the field that asks
  const customer = parseNeed(need);
  const model = models.get(KIND_OF.REGRESSION);
  if (customer === undefined || !customer.personal || model === undefined) return [];
  const wanted = productIds.flatMap((id) => fromId("prd", id) ?? []);
  const known = [...new Set(wanted)].flatMap((id) => {
    const place = model.placeOf.get(id);
    return place === undefined ? [] : [{ id, place }];
  });
  const places = known.map(({ place }) => place);
  const basket = basketFor(model, customer);
  const regression = model.model as never; // a model of this kind is only ever made by its own recommender
  const row = (at: number, { probability, intercept, linearScore }: Score): ComputedRow => ({
    product_id: known[at]?.id,
    model_id: model.id,
    score: probability,
    intercept,
    linear_score: linearScore,
  });
  if (!selected.has("contributions")) return scoreAll(regression, basket, places).map((score, at) => row(at, score));
  return explainAll(regression, basket, places).map((told, at) => {
    return { ...row(at, told), contributions: told.contributions };
  });
}
