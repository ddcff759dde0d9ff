import { type Interaction, Interactions } from "../../src/scoring/recommendations/interactions.ts";
import type { Signal } from "../../src/scoring/recommendations/signals.ts";

/** Who touched what, how and when; and what else the touch tells. */
export type Row = readonly [
  customer: string,
  product: string,
  signal: Signal,
  on: string,
  more?: Partial<Omit<Interaction, "customer" | "product" | "signal" | "at">>,
];

/** Touches in the order of a file. */
export function someInteractions(rows: readonly Row[]): Interactions {
  const interactions = new Interactions();
  for (const [customer, product, signal, on, more] of rows) {
    interactions.add({ channel: "WEB", ...more, customer, product, signal, at: new Date(on) });
  }
  return interactions;
}
