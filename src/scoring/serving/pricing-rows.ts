import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import type { PricingRules } from "../pricing/rails.ts";
import type { PriceResponses, ProductResponse } from "../pricing/response.ts";
import { positionOf, suggestPrice } from "../pricing/suggest-price.ts";
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

/** Suggestions that were worked out of a version of the model; the newest so many are kept. */
const MOST_KEPT = 20_000;
const kept = new WeakMap<LoadedModel, Map<string, PricingSuggestion>>();

/** The one row of a product's suggestion. */
export function pricingRow({ args, need }: GapAsk, { models }: Means): ComputedRow[] {
  const product: PricingNeed = JSON.parse(need);
  const { input } = args as PricingArgs; // of the field that asks
  const model = models.get(PRICE_RESPONSE);
  return [rowOf(product, suggestionOf(product, rulesOf(input), model), model)];
}

/** Those of a category, the largest gain first; then those that stay, and at last those of which nothing can be said. */
export function pricingRows({ args, need }: GapAsk, { models }: Means): ComputedRow[] {
  const products: readonly PricingNeed[] = JSON.parse(need);
  const { input, first } = args as PricingListArgs; // of the field that asks
  const [rules, model] = [rulesOf(input), models.get(PRICE_RESPONSE)];
  const told = products.map((product) => ({ product, suggestion: suggestionOf(product, rules, model) }));
  const byGain = told.sort(
    (left, right) =>
      right.suggestion.gain - left.suggestion.gain ||
      placeOf(left.suggestion) - placeOf(right.suggestion) ||
      (left.product[0] < right.product[0] ? -1 : 1),
  );
  return byGain.slice(0, first ?? SUGGESTED).map(({ product, suggestion }) => rowOf(product, suggestion, model));
}

const placeOf = ({ status }: PricingSuggestion): number => (status === "SUGGESTED" ? 0 : status === "KEEP" ? 1 : 2);

export function rulesOf(input: PricingInput | null | undefined): PricingRules {
  const amount = (text: string | null | undefined): number | undefined =>
    text === null || text === undefined ? undefined : Number(text);
  return {
    objective: input?.objective ?? "PROFIT",
    minMargin: input?.minMargin ?? 0,
    maxChange: input?.maxChange ?? 0.2,
    priceEnding: amount(input?.priceEnding),
    matchCompetitors: input?.matchCompetitors ?? "NONE",
    floor: amount(input?.floor),
    ceiling: amount(input?.ceiling),
  };
}

function suggestionOf(product: PricingNeed, rules: PricingRules, model: LoadedModel | undefined): PricingSuggestion {
  const [id, currency, price, cost, stock, offers] = product;
  const facts: PriceFacts = {
    currency,
    price: price ?? undefined,
    cost: cost ?? undefined,
    stock: stock ?? undefined,
    offers,
  };
  if (model === undefined) return unknown(facts, NO_MODEL);
  const responses = model.model as PriceResponses; // a model of this kind is only ever made by its own trainer
  const response = responses.products[model.placeOf.get(id) ?? -1];
  if (response === undefined) return unknown(facts, NEVER_SOLD);
  const known = kept.get(model) ?? new Map<string, PricingSuggestion>();
  kept.set(model, known);
  const key = JSON.stringify([product, rules]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const suggestion = suggestPrice(response, responses, facts, rules);
  const [oldest] = known.keys();
  if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest);
  known.set(key, suggestion);
  return suggestion;
}

const NO_MODEL = "Nothing has been learned of prices yet: trainModel(input: { kind: PRICE_RESPONSE }) does it.";
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
function rowOf(
  [id, currency]: PricingNeed,
  suggestion: PricingSuggestion,
  model: LoadedModel | undefined,
): ComputedRow {
  const { competitorPosition: position } = suggestion;
  const response = (model?.model as PriceResponses | undefined)?.products[model?.placeOf.get(id) ?? -1];
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
