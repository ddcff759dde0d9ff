import { normalQuantile } from "../../math/normal-quantile.ts";
import { quantile } from "../../math/quantile.ts";
import { type Form, formOf } from "./forms.ts";
import { candidates, type PricingRules, railsOf, toDigits } from "./rails.ts";
import { reasonsOf } from "./reasons.ts";
import type { PriceResponses, ProductResponse } from "./response.ts";
import {
  type Case,
  type CompetitorPosition,
  type CurvePoint,
  type Demand,
  digitsOf,
  type Interval,
  moneyOf,
  type PriceFacts,
  type PricingStatus,
  type PricingSuggestion,
} from "./suggestion.ts";

const Z = 1.959963984540054;
const NODES = 31;
const BELIEFS = Array.from({ length: NODES }, (_, node) => normalQuantile((node + 0.5) / NODES));
const LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9].map(normalQuantile);
/** However it is estimated, nobody buys more because it costs more. */
const LEAST_ELASTIC = -0.05;
const CURVE_POINTS = 21;
/** A change that is expected to gain less is not worth it. */
const WORTH_IT = 0.005;
/** Prices that differ by less are the same. */
const CLOSE = 1e-9;

/** What becomes of a product's price, without what there is to tell of it. */
export interface Weighed {
  readonly status: PricingStatus;
  /** undefined unless it is SUGGESTED or KEEP. */
  readonly price: number | undefined;
  /** What the objective gains over the current price, a week; 0 where nothing else is suggested. */
  readonly gain: number;
}

/** Finds the price with the most expected profit (or revenue, or units) over all that is believed of the elasticity. */
export const weighPrice = (
  response: ProductResponse,
  responses: PriceResponses,
  facts: PriceFacts,
  rules: PricingRules,
): Weighed => weigh(caseOf(response, responses, facts, rules));

/** The same, with all that there is to tell of it. */
export function suggestPrice(
  response: ProductResponse,
  responses: PriceResponses,
  facts: PriceFacts,
  rules: PricingRules,
): PricingSuggestion {
  const known = caseOf(response, responses, facts, rules);
  const { status, price, gain } = weigh(known);
  const told = {
    ...described(known),
    ...(price === undefined ? NOTHING_EXPECTED : expected(known, price)),
    status,
    suggestedPrice: price,
  };
  return { ...told, gain, reasons: reasonsOf(known, told, responses) };
}

const NOTHING_EXPECTED = {
  expectedUnits: undefined,
  expectedRevenue: undefined,
  expectedProfit: undefined,
  profitChange: undefined,
};

function caseOf(response: ProductResponse, responses: PriceResponses, facts: PriceFacts, rules: PricingRules): Case {
  const digits = digitsOf(facts.currency);
  const isAsked = facts.price !== undefined && facts.price > 0;
  const currentPrice = isAsked ? (facts.price ?? 0) : toDigits(response.latestPrice, digits);
  const position = positionOf(facts.offers, currentPrice);
  const demand = demandOf(response, formOf(responses.form));
  const rails = railsOf(rules, { ...facts, ...response, currentPrice, competitors: position }, (amount) =>
    moneyOf(amount, facts.currency),
  );
  const open = candidates(rails.low.at, rails.high.at, rules.priceEnding, digits);
  return { facts, rules, demand, currentPrice, position, rails, open, digits };
}

function weigh(known: Case): Weighed {
  const { facts, rules, demand, rails, open, currentPrice } = known;
  const refused = (status: PricingStatus): Weighed => ({ status, price: undefined, gain: 0 });
  const { refusal } = demand.response;
  if (refusal !== undefined) return refused(refusal);
  if (facts.cost === undefined && (rules.objective === "PROFIT" || rules.minMargin > 0))
    return refused("NOT_ENOUGH_DATA");
  const isAllowed = currentPrice >= rails.low.at - CLOSE && currentPrice <= rails.high.at + CLOSE;
  const prices = isAllowed ? [...open, currentPrice] : open;
  if (prices.length === 0) return refused("CONSTRAINTS_CONFLICT");
  const now = goalAt(currentPrice, known);
  const goals = prices.map((price) => ({ price, goal: goalAt(price, known) }));
  const best = goals.reduce((left, right) => (right.goal > left.goal ? right : left));
  const isWorthIt = best.goal > now + WORTH_IT * Math.abs(now);
  const isKept = isAllowed && (best.price === currentPrice || !isWorthIt);
  return isKept
    ? { status: "KEEP", price: currentPrice, gain: 0 }
    : { status: "SUGGESTED", price: best.price, gain: best.goal - now };
}

function demandOf(response: ProductResponse, form: Form): Demand {
  const { elasticity, deviation } = response;
  return { form, response, beliefs: BELIEFS.map((z) => Math.min(LEAST_ELASTIC, elasticity + z * deviation)) };
}

/** Where a price stands among competitors' offers; undefined without any. */
export function positionOf(offers: readonly number[], price: number): CompetitorPosition | undefined {
  if (offers.length === 0) return undefined;
  const sorted = [...offers].sort((left, right) => left - right);
  return {
    lowest: sorted[0] ?? price,
    median: quantile(sorted, 0.5),
    rank: 1 + sorted.filter((offer) => offer < price).length,
    offers: sorted.length,
  };
}

/** What a price is expected to bring in a week. */
function goalAt(price: number, { demand, facts, rules }: Case): number {
  const units = unitsAt(price, demand);
  if (rules.objective === "UNITS") return units;
  return units * (rules.objective === "REVENUE" ? price : price - (facts.cost ?? 0));
}

/** Expected units a week: the mean over what is believed. */
function unitsAt(price: number, { form, response, beliefs }: Demand): number {
  const ratio = price / response.reference;
  let shapes = 0;
  for (const belief of beliefs) shapes += form.shape(ratio, belief);
  return (response.level * shapes) / beliefs.length;
}

/** What is told whatever becomes of it; without an elasticity there is no curve. */
function described(known: Case) {
  const { demand, currentPrice, position, rails, facts, digits } = known;
  const { response, form } = demand;
  const { refusal } = response;
  const isTold = refusal === undefined;
  const isKnown = isTold || refusal === "INELASTIC_OR_WRONG_SIGN";
  const at = (z: number) =>
    form.elasticityAt(currentPrice / response.reference, response.elasticity + z * response.deviation);
  const [low, high] = [Math.min(rails.low.at, currentPrice), Math.max(rails.high.at, currentPrice)];
  const prices = Array.from({ length: CURVE_POINTS }, (_, place) => low + ((high - low) * place) / (CURVE_POINTS - 1));
  return {
    currentPrice,
    shrinkage: isKnown ? response.shrinkage : undefined,
    elasticity: isKnown ? { value: at(0), low: at(-Z), high: at(Z) } : undefined,
    competitorPosition: position,
    curve: isTold ? [...new Set(prices.map((price) => toDigits(price, digits)))].map((price) => pointAt(price)) : [],
  };

  function pointAt(price: number): CurvePoint {
    const units = unitsAt(price, demand);
    const { cost } = facts;
    return { price, units, revenue: units * price, profit: cost === undefined ? undefined : units * (price - cost) };
  }
}

/** What is expected a week at a price, and how sure that is: over what is believed of the elasticity and of the level of demand. */
function expected({ demand, facts, currentPrice }: Case, price: number) {
  const { form, response, beliefs } = demand;
  const { cost } = facts;
  const at = (asked: number, belief: number) => form.shape(asked / response.reference, belief);
  const spread = Math.sqrt(Math.log(1 + response.levelError ** 2));
  const units = beliefs.flatMap((belief) =>
    LEVELS.map((z) => response.level * Math.exp(z * spread - spread ** 2 / 2) * at(price, belief)),
  );
  const profitNow = cost === undefined ? 0 : currentPrice - cost;
  const changes = beliefs.map((belief) => {
    return ((price - (cost ?? 0)) * at(price, belief)) / (profitNow * at(currentPrice, belief)) - 1;
  });
  const unitsExpected = intervalOf(units, unitsAt(price, demand));
  const meanNow = unitsAt(currentPrice, demand) * profitNow;
  return {
    expectedUnits: unitsExpected,
    expectedRevenue: scaled(unitsExpected, price),
    expectedProfit: cost === undefined ? undefined : scaled(unitsExpected, price - cost),
    profitChange:
      cost === undefined || !(meanNow > 0) || !changes.every(Number.isFinite)
        ? undefined
        : intervalOf(changes, (unitsAt(price, demand) * (price - cost)) / meanNow - 1),
  };
}

function intervalOf(values: readonly number[], value: number): Interval {
  const sorted = [...values].sort((left, right) => left - right);
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

const scaled = ({ value, low, high }: Interval, factor: number): Interval => {
  const [one, other] = [low * factor, high * factor];
  return { value: value * factor, low: Math.min(one, other), high: Math.max(one, other) };
};
