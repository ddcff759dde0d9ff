import type { SoldLine } from "./sales.ts";

export interface PricePoint {
  readonly price: number;
  /** Per store and week, or whatever the protocol says. */
  readonly units: number;
}

/** What an evaluation of price responses found out of one product or brand: a line of the table. */
export interface PricingResult {
  readonly product: string;
  /** How many rows of the panel, or weeks of the product, the elasticity rests on. */
  readonly observations: number;
  /** How units depend on the price: LOG_LOG, SEMI_LOG, ... */
  readonly form: string;
  /** d ln(units) / d ln(price): of a panel the same at every price, of a shop's product at its geometric mean price; null where there is too little to tell, as `refused` says. */
  readonly elasticity: number | null;
  /** The ends of its 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
  readonly standardError: number | null;
  /** Sum of |actual - predicted| / sum of actual units over the last fifth of the weeks; null where nothing was sold in them. */
  readonly weightedError: number | null;
  /** The same of a guess that knows no price: the mean of the weeks before. */
  readonly naiveWeightedError: number | null;
  /** Units by price as the model sees them, for the picture: rising prices. */
  readonly curve: readonly PricePoint[];
  /** What was seen, all else as in the curve: rising prices; left out where nothing is to be shown beside it. */
  readonly observed?: readonly PricePoint[];
  /** Why no elasticity can be told; left out where one is. */
  readonly refused?: string;
}

export interface PricingReport {
  readonly kind: "pricing";
  /** What was measured and how, in words. */
  readonly protocol: string;
  readonly rows: number;
  readonly seconds: number;
  readonly peakMemoryMb: number;
  readonly files: Readonly<Record<string, string>>;
  readonly results: readonly PricingResult[];
}

/** A line of an order, as a file tells it. */
export interface ProductSale extends SoldLine {
  readonly product: string;
  readonly currency: string;
}

/** Measures a shop's lines, in any order; categories are paths by product, of those that have one. */
export type EvaluatesShop = (
  lines: readonly ProductSale[],
  categories: ReadonlyMap<string, string>,
) => readonly PricingResult[];
