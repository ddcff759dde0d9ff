/**
 * What a touchpoint says of a customer's liking for a product, from the weakest to the strongest, with its weight against
 * a purchase. The weights are those of trending products (views 1, wish list and cart 3, an ordered line 5); a review is
 * written by somebody who has the product.
 */
export const SIGNALS = {
  VIEW: 0.2,
  CART: 0.6,
  REVIEW: 1,
  PURCHASE: 1,
} as const;

export type Signal = keyof typeof SIGNALS;

/** A signal is kept as its place in this list. */
export const SIGNAL_NAMES: readonly Signal[] = ["VIEW", "CART", "REVIEW", "PURCHASE"];

export const codeOf = (signal: Signal): number => SIGNAL_NAMES.indexOf(signal);

const WEIGHTS = SIGNAL_NAMES.map((signal) => SIGNALS[signal]);

export const weightOf = (code: number): number => WEIGHTS[code] ?? 0;

/** Signals of somebody who has the product. */
export const OWNED: readonly Signal[] = ["REVIEW", "PURCHASE"];

const OF_TYPES: Readonly<Record<string, Signal>> = {
  PRODUCT_VIEWED: "VIEW",
  PRODUCT_CLICKED: "VIEW",
  PRODUCT_SHARED: "VIEW",
  RECOMMENDATION_CLICKED: "VIEW",
  PRODUCT_ADDED: "CART",
  WISHLIST_ADDED: "CART",
  PRODUCT_REVIEWED: "REVIEW",
  ORDER_COMPLETED: "PURCHASE",
};

/** The signal of a touchpoint's type; undefined where the type says nothing of a liking (a search, a refund, a message). */
export const signalOf = (touchpointType: string): Signal | undefined => OF_TYPES[touchpointType];

/** The codes of those signals: after them a product is not recommended again. */
export const OWNED_CODES: readonly number[] = OWNED.map(codeOf);

interface Signals {
  readonly product: Int32Array;
  readonly signal: Uint8Array;
}

/** The products of some touches with one of these signals, by their codes. */
export function productsWith({ product, signal }: Signals, codes: readonly number[]): Set<number> {
  const products = new Set<number>();
  for (let touch = 0; touch < product.length; touch++) {
    if (codes.includes(signal[touch] ?? -1)) products.add(product[touch] ?? 0);
  }
  return products;
}

/** The products that whoever touched them has. */
export const hasProduct = (touches: Signals): Set<number> => productsWith(touches, OWNED_CODES);
