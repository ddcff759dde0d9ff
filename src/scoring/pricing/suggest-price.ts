import { normalQuantile, Z95 } from "../../math/normal-quantile.ts";
import { quantile } from "../../math/quantile.ts";
import { demandAt } from "./demand.ts";
import { type Form, formOf } from "./forms.ts";
import { BEYOND, candidates, endsIn, type PricingRules, railsOf, toDigits } from "./rails.ts";
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

const NODES = 31;
const BELIEFS = Array.from({ length: NODES }, (_, node) => normalQuantile((node + 0.5) / NODES));
/** However it is estimated, nobody buys more because it costs more. */
const LEAST_ELASTIC = -0.05;
const CURVE_POINTS = 21;
/** Fewer have no logarithm. */
const LEAST_UNITS = 1e-300;
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
  /** Whether anything is known of what its price does. */
  readonly isKnown: boolean;
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
  const currentPrice = isAsked ? (facts.price ?? 0) : toDigits(response.latestPrice, digits) || response.latestPrice;
  const position = positionOf(facts.offers, currentPrice);
  const rails = railsOf(rules, { ...facts, ...response, currentPrice, competitors: position }, (amount) =>
    moneyOf(amount, facts.currency),
  );
  const open = candidates(rails.low.at, rails.high.at, rules.priceEnding, digits);
  const isWithin = currentPrice >= rails.low.at - CLOSE && currentPrice <= rails.high.at + CLOSE;
  const isAllowed = isWithin && endsIn(currentPrice, rules.priceEnding, digits);
  const demand = demandOf(response, formOf(responses.form));
  return { facts, rules, demand, currentPrice, isAllowed, position, rails, open, digits };
}

function weigh(known: Case): Weighed {
  const { facts, rules, demand, open, currentPrice, isAllowed } = known;
  const refused = (status: PricingStatus): Weighed => ({
    status,
    price: undefined,
    gain: 0,
    isKnown: demand.response.refusal === undefined,
  });
  const { refusal } = demand.response;
  if (refusal !== undefined) return refused(refusal);
  if (facts.cost === undefined && (rules.objective === "PROFIT" || rules.minMargin > 0))
    return refused("NOT_ENOUGH_DATA");
  const prices = isAllowed ? [...open, currentPrice] : open;
  if (prices.length === 0) return refused("CONSTRAINTS_CONFLICT");
  const now = goalAt(currentPrice, known);
  const goals = prices.map((price) => ({ price, goal: goalAt(price, known) }));
  const best = goals.reduce((left, right) => (right.goal > left.goal ? right : left));
  const isWorthIt = best.goal > now + WORTH_IT * Math.abs(now);
  const isKept = isAllowed && (best.price === currentPrice || !isWorthIt);
  return isKept
    ? { status: "KEEP", price: currentPrice, gain: 0, isKnown: true }
    : { status: "SUGGESTED", price: best.price, gain: best.goal - now, isKnown: true };
}

function demandOf(response: ProductResponse, form: Form): Demand {
  const { elasticity, deviation } = response;
  const at = (z: number) => demandAt(response, form, elasticityAt(elasticity + z * deviation));
  return { form, response, beliefs: BELIEFS.map(at), middle: at(0), low: at(-Z95), high: at(Z95) };
}

const elasticityAt = (believed: number): number => Math.min(LEAST_ELASTIC, believed);

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
function unitsAt(price: number, { beliefs }: Demand): number {
  let units = 0;
  for (const belief of beliefs) units += belief(price);
  return units / beliefs.length;
}

/** What is told whatever becomes of it; without an elasticity there is no curve. */
function described({ demand, currentPrice, position, rails, facts, digits }: Case) {
  const { response, form } = demand;
  const { refusal } = response;
  const isKnown = refusal === undefined || refusal === "INELASTIC_OR_WRONG_SIGN";
  // What lies beyond the prices that were seen is as at the last of them.
  const seen = [response.lowestPrice * (1 - BEYOND), response.highestPrice * (1 + BEYOND)] as const;
  const ratio = Math.min(Math.max(currentPrice, seen[0]), seen[1]) / response.reference;
  const at = (z: number) => form.elasticityAt(ratio, response.elasticity + z * response.deviation);
  const [low, high] = [rails.low.at, rails.high.at];
  const isOpen = refusal === undefined && high >= low;
  const prices = Array.from({ length: CURVE_POINTS }, (_, place) => low + ((high - low) * place) / (CURVE_POINTS - 1));
  const told = [...new Set(prices.map((price) => toDigits(price, digits)))].filter((price) => price > 0);
  return {
    currentPrice,
    shrinkage: isKnown ? response.shrinkage : undefined,
    elasticity: isKnown ? { value: at(0), low: at(-Z95), high: at(Z95) } : undefined,
    competitorPosition: position,
    curve: isOpen ? told.map((price) => pointAt(price, demand, facts)) : [],
  };
}

function pointAt(price: number, demand: Demand, { cost }: PriceFacts): CurvePoint {
  const units = unitsAt(price, demand);
  return { price, units, revenue: units * price, profit: cost === undefined ? undefined : units * (price - cost) };
}

/**
 * What is expected a week at a price, and how sure that is. What is not known of the level of demand and of the elasticity are taken
 * as independent, since the level holds at the prices of late, and add up as logarithms.
 */
function expected({ demand, facts, currentPrice }: Case, price: number) {
  const { cost } = facts;
  const units = unitsOf(price, demand);
  return {
    expectedUnits: units,
    expectedRevenue: scaled(units, price),
    expectedProfit: cost === undefined ? undefined : scaled(units, price - cost),
    profitChange:
      cost === undefined ? undefined : changeOf(price - cost, currentPrice - cost, price, currentPrice, demand),
  };
}

function unitsOf(price: number, demand: Demand): Interval {
  const value = unitsAt(price, demand);
  const sold = (units: (at: number) => number): number => Math.max(LEAST_UNITS, units(price));
  const [low, middle, high] = [sold(demand.low), sold(demand.middle), sold(demand.high)];
  const ofLevel = Math.log(1 + demand.response.levelError ** 2);
  // Half the width of the logarithm, of which the elasticity's part need not be the same on both sides.
  const below = Math.hypot(Z95 * Math.sqrt(ofLevel), Math.log(middle / Math.min(low, high)));
  const above = Math.hypot(Z95 * Math.sqrt(ofLevel), Math.log(Math.max(low, high) / middle));
  return around(value, middle * Math.exp(-below), middle * Math.exp(above));
}

/** By which share a profit changes; the level of demand has no part in it. undefined where there is no profit now. */
function changeOf(profit: number, now: number, price: number, current: number, demand: Demand): Interval | undefined {
  const changeBy = (units: (at: number) => number): number => (profit * units(price)) / (now * units(current)) - 1;
  const ends = [changeBy(demand.low), changeBy(demand.high)];
  const value = changeBy((at) => unitsAt(at, demand));
  if (!(now > 0) || ![...ends, value].every(Number.isFinite)) return undefined;
  return around(value, Math.min(...ends), Math.max(...ends));
}

/** The mean of a skew distribution may lie outside of an interval that is very narrow. */
const around = (value: number, low: number, high: number): Interval => ({
  value,
  low: Math.min(low, value),
  high: Math.max(high, value),
});

const scaled = ({ value, low, high }: Interval, factor: number): Interval => {
  const [one, other] = [low * factor, high * factor];
  return { value: value * factor, low: Math.min(one, other), high: Math.max(one, other) };
};
