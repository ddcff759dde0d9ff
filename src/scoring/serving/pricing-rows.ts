import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { type PricingRules, USUAL_RULES } from "../pricing/rails.ts";
import type { PriceResponses, ProductResponse } from "../pricing/response.ts";
import { positionOf, suggestPrice, type Weighed, weighPrice } from "../pricing/suggest-price.ts";
import type { Interval, PriceFacts, PricingSuggestion } from "../pricing/suggestion.ts";
import type { LoadedModel } from "./loaded-models.ts";
import type { PricingInput } from "./pricing.graphql.ts";
import type { Means } from "./recommend-to.ts";

export const PRICE_RESPONSE = "PRICE_RESPONSE";
export const SUGGESTED = 20;

export interface PricingArgs {
  readonly input?: PricingInput | null;
}

export interface PricingListArgs extends PricingArgs {
  readonly first?: number | null;
}

/** What the statement read of a product. */
type PricingNeed = readonly [
  id: string,
  currency: string,
  price: number | null,
  cost: number | null,
  stock: number | null,
  offers: readonly number[],
];

/** The one row of a product's suggestion. */
export function pricingRow({ args, need }: GapAsk, { models }: Means): ComputedRow[] {
  const product: PricingNeed = JSON.parse(need);
  const { input } = args as PricingArgs; // of the field that asks
  return [rowOf(product, rulesOf(input), models.get(PRICE_RESPONSE))];
}

/** Those of a category, the largest gain first; then those that stay, and at last those of which nothing can be said. */
export function pricingRows({ args, need }: GapAsk, { models }: Means): ComputedRow[] {
  const products: readonly PricingNeed[] = JSON.parse(need);
  const { input, first } = args as PricingListArgs; // of the field that asks
  const [rules, model] = [rulesOf(input), models.get(PRICE_RESPONSE)];
  const weighed = model === undefined ? () => UNKNOWN : weigher(model, rules);
  const byGain = products
    .map((product) => ({ product, weighed: weighed(product) }))
    .sort(
      (left, right) =>
        placeOf(left.weighed) - placeOf(right.weighed) ||
        right.weighed.gain - left.weighed.gain ||
        (left.product[0] < right.product[0] ? -1 : 1),
    );
  return byGain.slice(0, first ?? SUGGESTED).map(({ product }) => rowOf(product, rules, model));
}

/** Suggestions, what stays, what only lacks a cost or a price that keeps the rails, and at last what nothing is known of. */
function placeOf({ status, isKnown }: Weighed): number {
  if (status === "SUGGESTED") return 0;
  if (status === "KEEP") return 1;
  return isKnown ? 2 : 3;
}

const UNKNOWN: Weighed = { status: "NOT_ENOUGH_DATA", price: undefined, gain: 0, isKnown: false };

/** Of each version so many rules are remembered; the one that came first is forgotten first. */
const MOST_RULES = 16;
type ByProduct = Map<string, { readonly facts: string; readonly weighed: Weighed }>;
const remembered = new WeakMap<LoadedModel, Map<string, ByProduct>>();

/** Weighs products by a version and rules; what was weighed holds until the version or a fact of the product is another. */
function weigher(model: LoadedModel, rules: PricingRules): (product: PricingNeed) => Weighed {
  const ofModel = remembered.get(model) ?? new Map<string, ByProduct>();
  remembered.set(model, ofModel);
  const key = JSON.stringify(rules);
  const [oldest] = ofModel.keys();
  if (!ofModel.has(key) && ofModel.size >= MOST_RULES && oldest !== undefined) ofModel.delete(oldest);
  const known: ByProduct = ofModel.get(key) ?? new Map();
  ofModel.set(key, known);
  const responses = responsesOf(model);
  return (product) => {
    const response = responses.products[model.placeOf.get(product[0]) ?? -1];
    if (response === undefined) return UNKNOWN;
    const facts = JSON.stringify(product);
    const before = known.get(product[0]);
    if (before?.facts === facts) return before.weighed;
    const weighed = weighPrice(response, responses, factsOf(product), rules);
    known.set(product[0], { facts, weighed });
    return weighed;
  };
}

/** A model of this kind is only ever made by its own trainer. */
const responsesOf = (model: LoadedModel): PriceResponses => model.model as PriceResponses;

export function rulesOf(input: PricingInput | null | undefined): PricingRules {
  const amount = (text: string | null | undefined): number | undefined =>
    text === null || text === undefined ? undefined : Number(text);
  return {
    objective: input?.objective ?? USUAL_RULES.objective,
    minMargin: input?.minMargin ?? USUAL_RULES.minMargin,
    maxChange: input?.maxChange ?? USUAL_RULES.maxChange,
    priceEnding: amount(input?.priceEnding),
    matchCompetitors: input?.matchCompetitors ?? USUAL_RULES.matchCompetitors,
    floor: amount(input?.floor),
    ceiling: amount(input?.ceiling),
  };
}

const factsOf = ([, currency, price, cost, stock, offers]: PricingNeed): PriceFacts => ({
  currency,
  price: price ?? undefined,
  cost: cost ?? undefined,
  stock: stock ?? undefined,
  offers,
});

const NO_MODEL =
  "Nothing is known of prices: no PRICE_RESPONSE model is served. trainModel(input: { kind: PRICE_RESPONSE }) makes one.";
const NEVER_SOLD = "It had not been sold when prices were learned last.";

function unknown({ price, offers }: PriceFacts, reason: string): PricingSuggestion {
  return {
    status: "NOT_ENOUGH_DATA",
    currentPrice: price,
    suggestedPrice: undefined,
    shrinkage: undefined,
    elasticity: undefined,
    expectedUnits: undefined,
    expectedRevenue: undefined,
    expectedProfit: undefined,
    profitChange: undefined,
    gain: 0,
    competitorPosition: price === undefined ? undefined : positionOf(offers, price),
    curve: [],
    reasons: [reason],
  };
}

/** The columns of the type's rows; estimates are [value, low, high]. */
function rowOf(product: PricingNeed, rules: PricingRules, model: LoadedModel | undefined): ComputedRow {
  const [id, currency] = product;
  const facts = factsOf(product);
  const response = model && responsesOf(model).products[model.placeOf.get(id) ?? -1];
  const suggestion =
    model === undefined || response === undefined
      ? unknown(facts, model === undefined ? NO_MODEL : NEVER_SOLD)
      : suggestPrice(response, responsesOf(model), facts, rules);
  const { competitorPosition: position } = suggestion;
  return {
    product_id: id,
    currency,
    status: suggestion.status,
    current_price: suggestion.currentPrice ?? null,
    shrinkage: suggestion.shrinkage ?? null,
    model_id: model?.id ?? null,
    suggested_price: suggestion.suggestedPrice ?? null,
    elasticity: triple(suggestion.elasticity),
    expected_units: triple(suggestion.expectedUnits),
    expected_revenue: triple(suggestion.expectedRevenue),
    expected_profit: triple(suggestion.expectedProfit),
    profit_change: triple(suggestion.profitChange),
    competitors: position === undefined ? null : [position.lowest, position.median, position.rank, position.offers],
    curve: suggestion.curve.map(({ price, units, revenue, profit = null }) => ({ price, units, revenue, profit })),
    backtest: backtestOf(response),
    reasons: suggestion.reasons,
  };
}

const triple = (interval: Interval | undefined) =>
  interval === undefined ? null : [interval.value, interval.low, interval.high];

function backtestOf(response: ProductResponse | undefined) {
  const { backtest } = response ?? {};
  return backtest === undefined ? null : [backtest.weeks, backtest.weightedError, backtest.naiveWeightedError];
}
