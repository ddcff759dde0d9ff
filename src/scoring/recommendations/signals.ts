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

const OWNED_CODES: ReadonlySet<number> = new Set(OWNED.map(codeOf));

/** The products of some touches that whoever touched them has. */
export function hasProduct({ product, signal }: { product: Int32Array; signal: Uint8Array }): Set<number> {
  return new Set(product.filter((_, touch) => OWNED_CODES.has(signal[touch] ?? -1)));
}
