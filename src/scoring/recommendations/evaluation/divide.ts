import { buildHistory, type Facts } from "../build-history.ts";
import type { History } from "../history.ts";
import { holdOut } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import { cutsOf, type Protocol } from "./protocol.ts";

/** What strategies may learn from, and what there is to guess. */
export interface Divided {
  readonly training: History;
  /** By customer of the training the products that they came to have later, by their places in the training. */
  readonly targets: readonly Int32Array[];
  /** Customers who come later alone. */
  readonly unknownCustomers: number;
}

/**
 * Divides what happened into training and test. The training history is built anew from the training's touches alone: no
 * product, customer, price or name that only later touches tell of exists in it.
 */
export function divide(
  interactions: Interactions,
  kept: (row: number) => boolean,
  protocol: Protocol,
  facts: Facts,
): Divided {
  const whole = buildHistory(interactions, kept);
  const cuts = cutsOf(whole.history, protocol);
  const { targets } = holdOut(whole.history, cuts, protocol.goals);
  const trained = new Uint8Array(interactions.size);
  for (const customer of whole.history.customers.keys()) {
    const from = whole.history.starts[customer] ?? 0;
    for (let touch = from; touch < (cuts[customer] ?? 0); touch++) trained[whole.rows[touch] ?? 0] = 1;
  }
  const training = buildHistory(interactions, (row) => trained[row] === 1, facts).history;
  const places = new Map(training.products.map(({ id }, place) => [id, place]));
  const byCustomer = new Map(whole.history.customers.map(({ id }, customer) => [id, targets[customer]]));
  return {
    training,
    targets: training.customers.map(({ id }) =>
      Int32Array.from(
        byCustomer.get(id) ?? [],
        (product) => places.get(whole.history.products[product]?.id ?? "") ?? -1,
      ),
    ),
    unknownCustomers: whole.history.customers.length - training.customers.length,
  };
}

/**
 * Whether each touch is of a customer and a product with at least so many distinct pairs by a goal's signal, taken away
 * again and again until it holds for all that are left (a k-core). O(touches * rounds).
 */
export function withAtLeast(
  interactions: Interactions,
  minimum: number,
  goals: readonly number[],
): (row: number) => boolean {
  const { customer, product, signal } = interactions;
  const pairs = new Map<string, readonly [number, number]>();
  for (let row = 0; row < interactions.size; row++) {
    if (!goals.includes(signal[row] ?? -1)) continue;
    const pair = [customer[row] ?? 0, product[row] ?? 0] as const;
    pairs.set(pair.join(" "), pair);
  }
  let left = [...pairs.values()];
  for (;;) {
    const [customers, products] = [countsOf(left.map(([who]) => who)), countsOf(left.map(([, what]) => what))];
    const enough = left.filter(
      ([who, what]) => (customers.get(who) ?? 0) >= minimum && (products.get(what) ?? 0) >= minimum,
    );
    if (enough.length === left.length) {
      return (row) => customers.has(customer[row] ?? -1) && products.has(product[row] ?? -1);
    }
    left = enough;
  }
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
