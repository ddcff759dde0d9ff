import { fromId } from "../../graphql/ids.ts";
import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { codeOf } from "../recommendations/signals.ts";
import type { Strategy } from "../strategies.ts";
import { type CustomerNeed, type NeededTouch, parseNeed } from "./customer-need.ts";
import type { RecommendationFilter } from "./filter.ts";
import { type Means, type Recommended, recommendTo, STRANGER } from "./recommend-to.ts";
import { recommendationId } from "./recommendation-id.ts";
import { inWords } from "./words.ts";

export interface RecommendationArgs {
  readonly first?: number | null;
  readonly strategy?: Strategy | "AUTO" | null;
  readonly filter?: RecommendationFilter | null;
  /** Products that lie in a visitor's cart. */
  readonly basket?: readonly string[] | null;
}

export const RECOMMENDED = 10;
/** More than are asked for: a product may have been deleted by hand since the catalogue was looked at. */
const SPARE = 5;
/** Of the reasons the strongest. */
const MOST_REASONS = 3;
const CHANNEL_OF_BASKET = "WEB";

/** The rows of a list of recommendations. */
export function recommendationRows({ args, need, selected }: GapAsk, means: Means, at: Date): ComputedRow[] {
  const { first, strategy, filter, basket } = args as RecommendationArgs; // of the field that asks
  const products = (basket ?? []).flatMap((id) => fromId("prd", id) ?? []);
  const excluded = (filter?.excludeProductIds ?? []).flatMap((id) => fromId("prd", id) ?? []);
  const list = recommendTo(
    {
      customer: withBasket(parseNeed(need) ?? STRANGER, products),
      without: new Set([...products, ...excluded]),
      count: (first ?? RECOMMENDED) + SPARE,
      strategy: strategy ?? "AUTO",
      filter: filter ?? {},
    },
    means,
  );
  return list.map((each, index) => toRow(each, index, at, means, selected.has("reasons")));
}

/** What lies in the cart now is the newest thing that is known. */
function withBasket(customer: CustomerNeed, products: readonly string[]): CustomerNeed {
  if (products.length === 0) return customer;
  const at = customer.touches.at(-1)?.[2] ?? 0;
  const inCart = products.map((id): NeededTouch => [id, codeOf("CART"), at, null, CHANNEL_OF_BASKET]);
  return { ...customer, touches: [...customer.touches, ...inCart] };
}

function toRow(each: Recommended, index: number, at: Date, means: Means, withReasons: boolean): ComputedRow {
  const { product, score, strategy, model, because } = each;
  const id = recommendationId({ strategy, model: model?.id, product, at, rank: index + 1 });
  return {
    id,
    product_id: product,
    score,
    strategy,
    model_id: model?.id ?? null,
    reasons: withReasons ? reasonsOf(because(), each, means) : [],
  };
}

function reasonsOf(
  { reasons, basket }: ReturnType<Recommended["because"]>,
  { model }: Recommended,
  { catalogue }: Means,
) {
  const idOf = (place: number): string => model?.products[place] ?? "";
  const nameOf = (place: number): string => catalogue.get(idOf(place))?.name ?? "a product";
  const told = new Map<string, object>();
  for (const reason of reasons) {
    const message = inWords(reason, basket, nameOf);
    if (told.has(message)) continue;
    const product_id = reason.product === undefined ? null : idOf(reason.product);
    told.set(message, { kind: reason.kind, message, product_id, weight: reason.weight });
    if (told.size === MOST_REASONS) break;
  }
  return [...told.values()];
}
