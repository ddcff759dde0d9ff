import type { RepricingBand } from "./follows-demand.ts";
import type { FormCode } from "./forms.ts";

/** Why nothing can be said of a product's price. */
export type Refusal = "NOT_ENOUGH_DATA" | "NOT_ENOUGH_PRICE_VARIATION" | "INELASTIC_OR_WRONG_SIGN";

/** What would have been predicted of the last fifth of the weeks by what was known before. */
export interface Backtest {
  readonly weeks: number;
  /** Sum of |actual - predicted| / sum of actual units. */
  readonly weightedError: number;
  /** The same of the mean of the 13 weeks before, which knows no price and no season. */
  readonly naiveWeightedError: number;
}

/** What was learned of how a product's units answer to its price. */
export interface ProductResponse {
  readonly product: string;
  readonly category: string;
  /** Weeks on offer, and what was left out because it was sold out or not shown. */
  readonly weeks: number;
  readonly gaps: number;
  readonly units: number;
  /** Prices that lie at least 2 % apart. */
  readonly pricePoints: number;
  readonly lowestPrice: number;
  readonly highestPrice: number;
  /** The price of the last week. */
  readonly latestPrice: number;
  /** The price at which `elasticity` holds; the model's form says what it is at others. */
  readonly reference: number;
  /** d ln(units) / d ln(price) at the reference price: mean and standard deviation of what is believed. */
  readonly elasticity: number;
  readonly deviation: number;
  /** What its own weeks say; undefined where they could not be fitted. */
  readonly own: { readonly elasticity: number; readonly standardError: number } | undefined;
  /** 0: its own weeks alone speak; 1: its category alone. */
  readonly shrinkage: number;
  /** How often its regular price changes, a year. */
  readonly changesAYear: number;
  /** Prices of products that are repriced as often follow their demand, so that its own weeks were left out. */
  readonly followsDemand: boolean;
  readonly hasCompetitors: boolean;
  /** Units a week as demand was of late, at the prices of these weeks. */
  readonly level: number;
  /** Relative standard error of the level. */
  readonly levelError: number;
  readonly recentPrices: readonly number[];
  /** How far its prices lie apart: the standard deviation of their logarithms. */
  readonly spread: number;
  readonly refusal: Refusal | undefined;
  readonly backtest: Backtest | undefined;
}

/** What a PRICE_RESPONSE model has learned. */
export interface PriceResponses {
  readonly form: FormCode;
  /** How well each form tells weeks that it has not seen: the mean of the log-likelihood a week above that of LOG_LOG. */
  readonly forms: readonly { readonly form: FormCode; readonly gain: number }[];
  /** Of the whole shop; undefined where too few products say anything. */
  readonly shop: { readonly elasticity: number; readonly spread: number } | undefined;
  /** How many products the shop's elasticity rests on. */
  readonly pooled: number;
  /** A clear fall of the price in the last four weeks sells so much more beyond the price itself: a factor. */
  readonly promotion: number;
  readonly bands: readonly RepricingBand[];
  /** By how much standard errors were widened, since two halves of the time differ by more than they say. */
  readonly widened: number;
  readonly weeks: { readonly first: number; readonly last: number };
  readonly products: readonly ProductResponse[];
}

/** Weeks that are looked at, at most: three years. */
export const MOST_WEEKS = 156;

export const LEAST = { weeks: 26, units: 30, pricePoints: 5, spread: 0.02, recentWeeks: 13, certainty: 0.9 } as const;
