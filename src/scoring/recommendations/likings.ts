import type { SparseRows } from "../../math/sparse-rows.ts";
import type { Basket, History, Touches } from "./history.ts";
import { weightOf } from "./signals.ts";

export const DAY = 24 * 3600 * 1000;

/** What each touch counts at a moment: the weight of its signal, halved with every half-life. O(touches). */
export function touchWeights({ signal, at }: Touches, now: number, halfLifeDays: number): Float64Array {
  return Float64Array.from(at, (moment, touch) => {
    return weightOf(signal[touch] ?? -1) * 2 ** ((moment - now) / DAY / halfLifeDays);
  });
}

/** Products that somebody likes, ascending, and how much. */
export interface Likings {
  readonly products: Int32Array;
  readonly weights: Float64Array;
}

/** What a basket says: each product once, by the strongest of its touches. O(touches log touches). */
export function likingsOf(basket: Basket, halfLifeDays: number): Likings {
  return strongest(basket.product, touchWeights(basket, basket.now, halfLifeDays));
}

/** The customer x product matrix that a history makes: what each customer's basket says, a row a customer. */
export function likingsMatrix(history: History, halfLifeDays: number): SparseRows {
  const { customers, starts, product } = history;
  const weights = touchWeights(history, history.now, halfLifeDays);
  const rows = customers.map((_, customer) => {
    const [from, to] = [starts[customer], starts[customer + 1]];
    return strongest(product.subarray(from, to), weights.subarray(from, to));
  });
  const ends = new Int32Array(rows.length + 1);
  for (const [row, { products }] of rows.entries()) ends[row + 1] = (ends[row] ?? 0) + products.length;
  const matrix = {
    starts: ends,
    columns: new Int32Array(ends.at(-1) ?? 0),
    values: new Float64Array(ends.at(-1) ?? 0),
  };
  for (const [row, { products, weights: values }] of rows.entries()) {
    matrix.columns.set(products, ends[row]);
    matrix.values.set(values, ends[row]);
  }
  return matrix;
}

function strongest(product: Int32Array, weights: Float64Array): Likings {
  const best = new Map<number, number>();
  for (const [touch, place] of product.entries()) {
    best.set(place, Math.max(best.get(place) ?? 0, weights[touch] ?? 0));
  }
  const products = Int32Array.from(best.keys()).sort();
  return { products, weights: Float64Array.from(products, (place) => best.get(place) ?? 0) };
}

/** How much everybody together likes each product: the sums of the columns. O(entries). */
export function popularityOf({ columns, values }: SparseRows, products: number): Float64Array {
  const popularity = new Float64Array(products);
  for (const [entry, column] of columns.entries()) {
    popularity[column] = (popularity[column] ?? 0) + (values[entry] ?? 0);
  }
  return popularity;
}
