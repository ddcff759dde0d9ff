import { joinedRows, type SparseRows } from "../../math/sparse-rows.ts";
import { basketOf, type History, type Touches } from "./history.ts";
import { weightOf } from "./signals.ts";

export const DAY = 24 * 3600 * 1000;

/** What each touch counts at a moment: the weight of its signal, halved with every half-life. O(touches). */
export function touchWeights({ signal, at }: Touches, now: number, halfLifeDays: number): Float64Array {
  const weights = new Float64Array(at.length);
  for (let touch = 0; touch < weights.length; touch++) {
    weights[touch] = weightOf(signal[touch] ?? -1) * 2 ** (((at[touch] ?? 0) - now) / DAY / halfLifeDays);
  }
  return weights;
}

/** Products that somebody likes, ascending, and how much. */
export interface Likings {
  readonly products: Int32Array;
  readonly weights: Float64Array;
}

/** What some touches say: each product once, by the strongest of its touches. O(touches log touches). */
export function likingsOf(touches: Touches, now: number, halfLifeDays: number): Likings {
  const weights = touchWeights(touches, now, halfLifeDays);
  const best = new Map<number, number>();
  for (let touch = 0; touch < weights.length; touch++) {
    const product = touches.product[touch] ?? 0;
    best.set(product, Math.max(best.get(product) ?? 0, weights[touch] ?? 0));
  }
  const products = Int32Array.from(best.keys()).sort();
  return { products, weights: Float64Array.from(products, (product) => best.get(product) ?? 0) };
}

/** The customer x product matrix that a history makes: a row a customer, what their touches say. */
export function likingsMatrix(history: History, halfLifeDays: number): SparseRows {
  const { customers, now } = history;
  return matrixOf(customers.map((_, customer) => likingsOf(basketOf(history, customer), now, halfLifeDays)));
}

export const matrixOf = (rows: readonly Likings[]): SparseRows =>
  joinedRows(rows.map(({ products, weights }) => ({ columns: products, values: weights })));

/** How much everybody together likes each product: the sums of the columns. O(entries). */
export function popularityOf({ columns, values }: SparseRows, products: number): Float64Array {
  const popularity = new Float64Array(products);
  for (let entry = 0; entry < columns.length; entry++) {
    const column = columns[entry] ?? 0;
    popularity[column] = (popularity[column] ?? 0) + (values[entry] ?? 0);
  }
  return popularity;
}
