import type { Form } from "./forms.ts";
import type { CompetitorPrices, PricingRules, Rails } from "./rails.ts";
import type { ProductResponse } from "./response.ts";

export type PricingStatus =
  | "SUGGESTED"
  | "KEEP"
  | "NOT_ENOUGH_DATA"
  | "NOT_ENOUGH_PRICE_VARIATION"
  | "INELASTIC_OR_WRONG_SIGN"
  | "CONSTRAINTS_CONFLICT";

/** What is so of a product now. */
export interface PriceFacts {
  /** What is asked now; undefined where nobody has told: the latest price that was paid is taken. */
  readonly price: number | undefined;
  readonly cost: number | undefined;
  readonly stock: number | undefined;
  /** The latest of each competitor. */
  readonly offers: readonly number[];
  readonly currency: string;
}

/** An estimate with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface CurvePoint {
  readonly price: number;
  /** Expected, a week. */
  readonly units: number;
  readonly revenue: number;
  /** undefined where the cost is not known. */
  readonly profit: number | undefined;
}

export interface CompetitorPosition extends CompetitorPrices {
  /** 1 where nobody is cheaper. */
  readonly rank: number;
  readonly offers: number;
}

export interface PricingSuggestion {
  readonly status: PricingStatus;
  readonly currentPrice: number | undefined;
  readonly suggestedPrice: number | undefined;
  readonly shrinkage: number | undefined;
  readonly elasticity: Interval | undefined;
  readonly expectedUnits: Interval | undefined;
  readonly expectedRevenue: Interval | undefined;
  readonly expectedProfit: Interval | undefined;
  readonly profitChange: Interval | undefined;
  /** What the objective gains over the current price, a week; 0 where nothing is suggested. Suggestions are ordered by it. */
  readonly gain: number;
  readonly competitorPosition: CompetitorPosition | undefined;
  readonly curve: readonly CurvePoint[];
  readonly reasons: readonly string[];
}

/** The product as it is priced: what is believed of its demand, at any price. */
export interface Demand {
  readonly form: Form;
  readonly response: ProductResponse;
  /** Units a week by price, for elasticities that are equally likely. */
  readonly beliefs: readonly ((price: number) => number)[];
  /** The same for the mean of what is believed, and for the ends of its 95 % interval. */
  readonly middle: (price: number) => number;
  readonly low: (price: number) => number;
  readonly high: (price: number) => number;
}

/** What is known when a price is looked for. */
export interface Case {
  readonly facts: PriceFacts;
  readonly rules: PricingRules;
  readonly demand: Demand;
  readonly currentPrice: number;
  /** Whether it keeps all rails itself. */
  readonly isAllowed: boolean;
  readonly position: CompetitorPosition | undefined;
  readonly rails: Rails;
  /** The prices that can be asked between the rails, rising. */
  readonly open: readonly number[];
  readonly digits: number;
}

const digits = new Map<string, number>();

/** Decimals of a currency's smallest money. */
export function digitsOf(currency: string): number {
  const known = digits.get(currency) ?? fractionDigits(currency);
  digits.set(currency, known);
  return known;
}

const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

export const moneyOf = (amount: number, currency: string): string =>
  `${amount.toFixed(digitsOf(currency))} ${currency}`;
