import type { Basket } from "../recommendations/history.ts";
import type { Reason, ReasonKind } from "../recommendations/recommender.ts";
import { SIGNAL_NAMES, type Signal } from "../recommendations/signals.ts";

const DID: Readonly<Record<Signal, (name: string) => string>> = {
  PURCHASE: (name) => `Because you bought ${name}`,
  REVIEW: (name) => `Because you reviewed ${name}`,
  CART: (name) => `Because you put ${name} into your cart or on your wish list`,
  VIEW: (name) => `Because you looked at ${name}`,
};

/** A reason in a sentence that is true of the customer: of a product, the strongest that they did with it. */
export function inWords(reason: Reason, basket: Basket, nameOf: (product: number) => string): string {
  const { kind, product, what } = reason;
  if (product !== undefined) {
    const did = DID[strongestOf(basket, product)](nameOf(product));
    return kind === "BOUGHT_TOGETHER" ? `${did}: others bought the two together` : did;
  }
  return OTHERS[kind]?.(what) ?? "Because it suits you";
}

/** What is true of the customer is not said aloud: whoever looks over their shoulder would read it. */
const SAME: Readonly<Record<string, string>> = {
  gender: "Liked by customers of the same gender",
  ageBand: "Liked by customers of the same age",
  occupation: "Liked by customers of the same occupation",
  country: "Liked by customers of the same country",
};

const OTHERS: Readonly<Partial<Record<ReasonKind, (what: string | undefined) => string>>> = {
  MATCHES_INTEREST: (what) =>
    what === undefined ? "It matches what you are interested in" : `It matches your interest in ${what}`,
  PROFILE_LIKE_YOURS: (what) => SAME[what?.split(":")[0] ?? ""] ?? "Liked by customers like you",
  TRENDING: (what) =>
    what === undefined ? "It is popular with customers" : "It is popular with customers in your country",
  NEW: () => "It is new in the shop",
};

function strongestOf({ product, signal }: Basket, wanted: number): Signal {
  let strongest = 0;
  for (const [touch, place] of product.entries())
    if (place === wanted) strongest = Math.max(strongest, signal[touch] ?? 0);
  return SIGNAL_NAMES[strongest] ?? "VIEW";
}
