import { lifts } from "../../math/lift.ts";
import { joinedRows, type SparseRow, type SparseRows } from "../../math/sparse-rows.ts";
import { basketOf, type History } from "./history.ts";
import type { Scored } from "./recommend.ts";
import { codeOf } from "./signals.ts";

/** Two products that stand together in fewer orders may do so by chance. */
const LEAST_ORDERS = 3;
/** A page shows a handful; the others stand in where those are out of stock. */
const MOST_COMPANIONS = 64;

/**
 * Which products are bought together in one order, and how much more often than by chance: row i the lifts of product i's
 * companions, the best first, so that its columns do not ascend. An order is all that a customer bought at one moment. O(sum
 * of the squares of the orders' lengths).
 */
export const ordersTogether = (history: History): SparseRows =>
  lifts(ordersMatrix(history), history.products.length, { leastTogether: LEAST_ORDERS, most: MOST_COMPANIONS });

const PURCHASE = codeOf("PURCHASE");

/** A row an order, each of its products once. */
function ordersMatrix(history: History): SparseRows {
  const orders: SparseRow[] = [];
  for (let customer = 0; customer < history.customers.length; customer++) {
    const { product, signal, at } = basketOf(history, customer);
    const ofMoments = new Map<number, Set<number>>();
    for (const [touch, code] of signal.entries()) {
      if (code !== PURCHASE) continue;
      const moment = at[touch] ?? 0;
      const order = ofMoments.get(moment) ?? new Set();
      ofMoments.set(moment, order.add(product[touch] ?? 0));
    }
    for (const order of ofMoments.values()) {
      orders.push({ columns: Int32Array.from(order).sort(), values: new Float64Array(order.size).fill(1) });
    }
  }
  return joinedRows(orders);
}

/** The products most often bought in one order with a product, by their lifts: those on the shelf alone. O(its companions). */
export function orderedWith(table: SparseRows, product: number, count: number, shelf: Uint8Array): Scored[] {
  const list: Scored[] = [];
  const end = table.starts[product + 1] ?? 0;
  for (let at = table.starts[product] ?? 0; at < end && list.length < count; at++) {
    const other = table.columns[at] ?? 0;
    if (shelf[other] === 1) list.push({ product: other, score: table.values[at] ?? 0 });
  }
  return list;
}
