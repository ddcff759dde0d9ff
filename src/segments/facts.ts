import type { TouchpointType } from "../touchpoints/index.ts";

/**
 * What can change of a customer, as far as rules must tell it apart: they did something of a type, something is known of them, or
 * the RFM cut points have moved past them.
 */
export type Fact = TouchpointType | "CUSTOMER" | "RFM";

/** Whatever a rule may read. */
export const EVERYTHING = "*";

/** What a condition reads: some facts, or everything. */
export type Reads = readonly Fact[] | typeof EVERYTHING;

/** What several conditions read together. */
export function together(all: readonly Reads[]): Reads {
  const facts = new Set<Fact>();
  for (const reads of all) {
    if (reads === EVERYTHING) return EVERYTHING;
    for (const fact of reads) facts.add(fact);
  }
  return [...facts].sort();
}
