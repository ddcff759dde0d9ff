import type { History } from "../history.ts";
import { type Cuts, cutsAt, cutsOfShare, holdOut, momentOfShare } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import type { HeldOut } from "../recommender.ts";
import { codeOf, OWNED_CODES, SIGNAL_NAMES } from "../signals.ts";

/** How the newest part of a history is held out: from one moment on for everybody, or each customer's last share. */
export type Split = { readonly at: number } | { readonly share: number };

export interface Protocol {
  readonly split: Split;
  /** Signals whose new products are to be guessed, by their codes. */
  readonly goals: readonly number[];
  /** How many products of a list count. */
  readonly k: number;
  readonly seed: number;
}

/** Before this share of all touches lies what strategies are tuned on, where one moment splits the history. */
const VALIDATION_FROM = 0.8;

export const cutsOf = (history: History, { split, goals }: Protocol): Cuts =>
  "at" in split ? cutsAt(history, split.at) : cutsOfShare(history, split.share, goals);

/** The validation period inside a history: cut the same way as the history itself was. */
export function validationOf(history: History, { split, goals }: Protocol): HeldOut {
  const cuts =
    "at" in split ? cutsAt(history, momentOfShare(history, VALIDATION_FROM)) : cutsOfShare(history, split.share, goals);
  return holdOut(history, cuts, goals);
}

/**
 * What is guessed: the products that customers come to have, where what may be learned from tells of any; else those of the
 * strongest signal that it has, such as views in a history of views alone.
 */
export function goalsOf({ signal, at }: Interactions, split: Split): readonly number[] {
  const met = new Set(signal.filter((_, row) => !("at" in split) || (at[row] ?? 0) < split.at));
  if (OWNED_CODES.some((code) => met.has(code))) return OWNED_CODES;
  return [met.has(codeOf("CART")) ? codeOf("CART") : codeOf("VIEW")];
}

const DEEDS = { VIEW: "viewed", CART: "put into the cart or on the wish list", REVIEW: "reviewed", PURCHASE: "bought" };

const percent = (share: number): string => `${Number((100 * share).toFixed(6))} %`;

/** The protocol for people. */
export function protocolInWords({ split, goals, k, seed }: Protocol, minimum: number): string {
  const byDate = "at" in split;
  const deed = goals.map((code) => DEEDS[SIGNAL_NAMES[code] ?? "VIEW"]).join(" or ");
  return [
    byDate
      ? `Learned from what lies before ${new Date(split.at).toISOString()}, measured on what comes then.`
      : `Of each customer's products, in the order of time, the last ${percent(split.share)} (rounded up) are held out; what others do later is known, and where a history has nothing but such touches a sitting may be parted.`,
    minimum > 1
      ? `Customers and products with fewer than ${minimum} pairs ${byDate ? "in the training" : "(those held out count)"} are left out, until all have as many.`
      : "No customer and no product is left out for being rare.",
    `To be guessed: the products of the training that a customer had not ${deed} and later has.`,
    `All other products of the training are ranked, no sample of them; the first ${k} count.`,
    byDate
      ? "Settings and weights were chosen on the last 20 % of the training's touches alone."
      : "Settings and weights were chosen on the same share of the training, cut the same way.",
    `Intervals are of 95 %, by 2,000 bootstrap samples of customers, the same for all strategies; seed ${seed}.`,
  ].join(" ");
}
