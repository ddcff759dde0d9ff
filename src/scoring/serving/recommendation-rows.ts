import { fromId } from "../../graphql/ids.ts";
import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { codeOf } from "../recommendations/signals.ts";
import type { Strategy } from "../strategies.ts";
import { type CustomerNeed, type NeededTouch, parseNeed, THIS_MOMENT } from "./customer-need.ts";
import type { RecommendationFilter } from "./filter.ts";
import { KnownLists } from "./known-lists.ts";
import { type Means, type Recommended, recommendTo, STRANGER } from "./recommend-to.ts";
import { recommendationId } from "./recommendation-id.ts";
import { SPARE } from "./still-shown.ts";
import { inWords } from "./words.ts";

export interface RecommendationArgs {
  readonly first?: number | null;
  readonly strategy?: Strategy | "AUTO" | null;
  readonly filter?: RecommendationFilter | null;
  /** Products that lie in a visitor's cart. */
  readonly basket?: readonly string[] | null;
}

export const RECOMMENDED = 10;
/** Of the reasons the strongest. */
const MOST_REASONS = 3;
const CHANNEL_OF_BASKET = "WEB";

/** What is shown of a recommendation, but for its id, which tells the moment. */
interface Shown {
  readonly product: string;
  readonly score: number;
  readonly strategy: Strategy;
  readonly model: string | undefined;
  readonly reasons: readonly object[];
}

const known = new WeakMap<Means["catalogue"], KnownLists<readonly Shown[]>>();

/** The rows of a list of recommendations. */
export function recommendationRows(ask: GapAsk, means: Means, at: Date): ComputedRow[] {
  const lists = known.get(means.catalogue) ?? new KnownLists<readonly Shown[]>();
  known.set(means.catalogue, lists);
  const models = [...means.models.values()].map(({ id }) => id);
  const key = [
    JSON.stringify(ask.args),
    String(ask.selected.has("reasons")),
    String(means.catalogue.version),
    ...models,
    ask.need,
  ];
  return lists
    .of(key, () => workOut(ask, means))
    .map(({ product, score, strategy, model, reasons }, index) => ({
      id: recommendationId({ strategy, model, product, at, rank: index + 1 }),
      product_id: product,
      score,
      strategy,
      model_id: model ?? null,
      reasons,
    }));
}

function workOut({ args, need, selected }: GapAsk, means: Means): Shown[] {
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
  return list.map((each) => {
    const { product, score, strategy: of, model, because } = each;
    const reasons = selected.has("reasons") ? reasonsOf(because(), each, means) : [];
    return { product, score, strategy: of, model: model?.id, reasons };
  });
}

/** What lies in the cart now is the newest thing that is known. */
function withBasket(customer: CustomerNeed, products: readonly string[]): CustomerNeed {
  if (products.length === 0) return customer;
  const inCart = products.map((id): NeededTouch => [id, codeOf("CART"), THIS_MOMENT, null, CHANNEL_OF_BASKET]);
  return { ...customer, touches: [...customer.touches, ...inCart] };
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
