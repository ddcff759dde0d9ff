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
 * again and again until it holds for all that are left (a k-core). Only touches that `counts` says yes to make pairs: with a
 * split by date those of the training, for what becomes of a rare product later is not to be known. O(touches log touches +
 * pairs * rounds).
 */
export function withAtLeast(
  interactions: Interactions,
  minimum: number,
  goals: readonly number[],
  counts: (row: number) => boolean = () => true,
): (row: number) => boolean {
  const { customer, product } = interactions;
  const [customers, products] = [interactions.customers.values.length, interactions.products.values.length];
  let pairs = distinctPairs(interactions, (row) => goals.includes(interactions.signal[row] ?? -1) && counts(row));
  for (;;) {
    const ofCustomer = new Int32Array(customers);
    const ofProduct = new Int32Array(products);
    for (const pair of pairs) {
      const [who, what] = [Math.floor(pair / products), pair % products];
      ofCustomer[who] = (ofCustomer[who] ?? 0) + 1;
      ofProduct[what] = (ofProduct[what] ?? 0) + 1;
    }
    const enough = pairs.filter(
      (pair) =>
        (ofCustomer[Math.floor(pair / products)] ?? 0) >= minimum && (ofProduct[pair % products] ?? 0) >= minimum,
    );
    if (enough.length === pairs.length) {
      return (row) => (ofCustomer[customer[row] ?? -1] ?? 0) > 0 && (ofProduct[product[row] ?? -1] ?? 0) > 0;
    }
    pairs = enough;
  }
}

/** Each pair once, as customer * products + product: a Map of them ends at 16 million. */
function distinctPairs(
  { size, customer, product, products }: Interactions,
  wanted: (row: number) => boolean,
): Float64Array {
  const pairs = new Float64Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) {
    if (wanted(row)) pairs[count++] = (customer[row] ?? 0) * products.values.length + (product[row] ?? 0);
  }
  const sorted = pairs.subarray(0, count).sort();
  return sorted.filter((pair, place) => place === 0 || pair !== sorted[place - 1]);
}
