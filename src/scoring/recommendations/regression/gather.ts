import { CoMoments } from "../../../math/co-moments.ts";
import { basketOf, touchedProducts } from "../history.ts";
import type { HeldOut } from "../recommender.ts";
import { productsWith } from "../signals.ts";
import type { Feature } from "./feature-kinds.ts";
import type { Ground } from "./ground.ts";
import { shopperOf } from "./shopper.ts";

/** A customer as of the past, all that they might come to have, and what they came to have. */
export interface Case {
  readonly customer: number;
  /** By feature, by product; overwritten for the next customer. */
  readonly columns: readonly Float64Array[];
  readonly candidates: Int32Array;
  readonly wanted: ReadonlySet<number>;
}

export const customersWithPast = ({ past }: HeldOut): number[] =>
  [...past.customers.keys()].filter((customer) => (past.starts[customer] ?? 0) < (past.starts[customer + 1] ?? 0));

/** Candidates are the products that somebody touched and the customer does not have. O(customers * features * products). */
export function* casesOf(
  { past, goals, targets }: HeldOut,
  ground: Ground,
  features: readonly Feature[],
  customers: readonly number[],
): Generator<Case> {
  const open = touchedProducts(past);
  const places = new Int32Array(ground.products);
  const columns = features.map(() => new Float64Array(ground.products));
  for (const customer of customers) {
    const basket = basketOf(past, customer);
    const shopper = shopperOf(ground, basket);
    for (const [place, { fill }] of features.entries()) fill(ground, shopper, columns[place] ?? new Float64Array());
    const owned = productsWith(basket, goals);
    for (const product of owned) open[product] = 0; // once a customer: to ask a Set of every product took as long as all features
    let count = 0;
    for (let product = 0; product < open.length; product++) if (open[product] === 1) places[count++] = product;
    for (const product of owned) open[product] = 1;
    yield { customer, columns, candidates: places.subarray(0, count), wanted: new Set(targets[customer]) };
  }
}

/**
 * So many products that they did not come to have stand beside each that customers did: on validation periods of Online
 * Retail II and of MovieLens 100k more gained nothing.
 */
const NEGATIVES = 20;

/** Adds the rows of some cases to the moments of one half of the customers; the last column is 1 for what was wanted. */
export class RowSampler {
  readonly halves: CoMoments[] = [];
  readonly #random: () => number;
  readonly #negatives: number;

  /**
   * Every customer has the same number of negatives, drawn evenly, so that those who bought nothing count as well. Moments can
   * be added to those that have the same origin, which is the first row where it is not given.
   */
  constructor({ targets }: HeldOut, customers: readonly number[], random: () => number, origin?: Float64Array) {
    if (origin !== undefined) this.#start(origin);
    const positives = customers.reduce((sum, customer) => sum + (targets[customer]?.length ?? 0), 0);
    this.#random = random;
    this.#negatives = Math.ceil((NEGATIVES * positives) / Math.max(1, customers.length));
  }

  #start(origin: Float64Array): void {
    this.halves.push(new CoMoments(origin), new CoMoments(origin));
  }

  add({ customer, columns, candidates, wanted }: Case): void {
    const row = new Float64Array(columns.length + 1);
    const addRow = (product: number): void => {
      for (const [place, column] of columns.entries()) row[place] = column[product] ?? 0;
      row[columns.length] = wanted.has(product) ? 1 : 0;
      if (this.halves.length === 0) this.#start(row);
      this.halves[customer % 2]?.add(row, 1);
    };
    for (const product of wanted) addRow(product);
    for (let draw = 0; draw < this.#negatives && candidates.length > 0; draw++) {
      const product = candidates[Math.floor(this.#random() * candidates.length)] ?? 0;
      if (!wanted.has(product)) addRow(product);
    }
  }

  /** Of all customers. */
  moments(): CoMoments {
    const [even, odd] = this.halves;
    if (even === undefined || odd === undefined) throw new Error("moments were asked for before any row was added");
    return even.plus(odd);
  }
}
