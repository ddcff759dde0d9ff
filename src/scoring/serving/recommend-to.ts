import { scoreUnseen } from "../recommendations/content/score-unseen.ts";
import type { Basket } from "../recommendations/history.ts";
import { recommend } from "../recommendations/recommend.ts";
import type { Reason } from "../recommendations/recommender.ts";
import { OWNED_CODES } from "../recommendations/signals.ts";
import { FALLBACKS, KIND_OF, recommenderOf, type Strategy } from "../strategies.ts";
import { basketFor } from "./basket.ts";
import type { Catalogue } from "./catalogue.ts";
import type { CustomerNeed } from "./customer-need.ts";
import { type RecommendationFilter, showable } from "./filter.ts";
import type { LoadedModel } from "./loaded-models.ts";
import type { Shelves } from "./shelves.ts";

/** Whom to recommend to, and what. */
export interface Wish {
  readonly customer: CustomerNeed;
  /** Products that are not recommended whatever else is said of them. */
  readonly without: ReadonlySet<string>;
  readonly count: number;
  readonly strategy: Strategy | "AUTO";
  readonly filter: RecommendationFilter;
}

export interface Means {
  /** The served models that are in memory, by kind. */
  readonly models: ReadonlyMap<string, LoadedModel>;
  readonly catalogue: Catalogue;
  readonly shelves: Shelves;
}

export interface Recommended {
  readonly product: string;
  readonly score: number;
  readonly strategy: Strategy;
  readonly model: LoadedModel | undefined;
  /** Why, the strongest first, with the basket that it speaks of; worked out when asked. */
  readonly because: () => { readonly reasons: readonly Reason[]; readonly basket: Basket };
}

/**
 * The products to recommend, the best first: those of the wished strategy; where it knows too few, of the next in the order; then
 * whatever else may be shown, the newest first. So there are fewer than `count` only where the catalogue has no more.
 */
export function recommendTo(wish: Wish, means: Means): Recommended[] {
  const without = new Set([...wish.without, ...(wish.filter.excludeBought === false ? [] : ownedBy(wish.customer))]);
  const found = new Map<string, Recommended>();
  for (const strategy of orderFor(wish)) {
    if (found.size >= wish.count) break;
    const model = means.models.get(KIND_OF[strategy]);
    if (model === undefined) continue;
    for (const each of listOf(strategy, model, wish, without, means)) {
      if (found.size < wish.count && !found.has(each.product)) found.set(each.product, each);
    }
  }
  if (found.size < wish.count) addNewest(found, wish, without, means);
  return [...found.values()];
}

const ownedBy = ({ touches }: CustomerNeed): string[] =>
  touches.flatMap(([product, signal]) => (OWNED_CODES.includes(signal) ? [product] : []));

/** Whoever refuses personalisation gets what is popular with everybody. */
function orderFor({ customer, strategy }: Wish): readonly Strategy[] {
  if (!customer.personal) return ["POPULAR"];
  return strategy === "AUTO" ? FALLBACKS : [strategy, "POPULAR"];
}

function listOf(
  strategy: Strategy,
  model: LoadedModel,
  wish: Wish,
  without: ReadonlySet<string>,
  { shelves, catalogue }: Means,
): Recommended[] {
  const basket = basketFor(model, wish.customer.personal ? wish.customer : STRANGER);
  if (basket.product.length === 0 && strategy !== "POPULAR") return [];
  const recommender = recommenderOf(strategy);
  const shelf = shelves.of(model, wish.filter, catalogue).slice();
  for (const product of without) shelf[model.placeOf.get(product) ?? -1] = 0;
  const list = recommend(recommender, model.model, basket, { count: wish.count, shelf, excluding: [] });
  const known = list.map(({ product, score }) => ({
    product: model.products[product] ?? "",
    score,
    strategy,
    model,
    because: () => ({ reasons: recommender.because(model.model, basket, product), basket }),
  }));
  if (strategy !== "CONTENT_BASED") return known;
  const unseen = unseenLike(model, basket, wish, without, catalogue);
  return [...known, ...unseen].sort((left, right) => right.score - left.score).slice(0, wish.count);
}

/** Products that came after the training are compared by what is told of them. */
function unseenLike(
  model: LoadedModel,
  basket: Basket,
  { filter }: Wish,
  without: ReadonlySet<string>,
  catalogue: Catalogue,
): Recommended[] {
  const isShown = showable(filter);
  const unseen = catalogue.beside(model).filter(({ product }) => isShown(product) && !without.has(product.id));
  // A model of this kind is only ever made by its own recommender.
  const scores = scoreUnseen(
    model.model as never,
    basket,
    unseen.map(({ facts }) => facts),
  );
  return unseen.flatMap(({ product }, place) => {
    const score = scores[place] ?? Number.NEGATIVE_INFINITY;
    if (score === Number.NEGATIVE_INFINITY) return [];
    const because = () => ({ reasons: [IT_IS_NEW], basket });
    return [{ product: product.id, score, strategy: "CONTENT_BASED", model, because }];
  });
}

const IT_IS_NEW: Reason = { kind: "NEW", weight: 1 };

/** Of whom nothing is known. */
export const STRANGER: CustomerNeed = { id: "", personal: true, facts: {}, touches: [] };

const NOTHING_TOUCHED: Basket = {
  product: new Int32Array(),
  signal: new Uint8Array(),
  at: new Float64Array(),
  price: new Float64Array(),
  channel: new Uint8Array(),
  now: 0,
};

/** What nobody has a say on, such as what came into the shop since the models learned. */
function addNewest(found: Map<string, Recommended>, wish: Wish, without: ReadonlySet<string>, means: Means): void {
  const isShown = showable(wish.filter);
  const popular = means.models.get(KIND_OF.POPULAR);
  for (const product of means.catalogue.newest()) {
    if (found.size >= wish.count) return;
    if (found.has(product.id) || without.has(product.id) || !isShown(product)) continue;
    const isNews = popular !== undefined && !popular.placeOf.has(product.id);
    const reasons = isNews ? [IT_IS_NEW] : [];
    const because = () => ({ reasons, basket: NOTHING_TOUCHED });
    found.set(product.id, { product: product.id, score: 0, strategy: "POPULAR", model: undefined, because });
  }
}
