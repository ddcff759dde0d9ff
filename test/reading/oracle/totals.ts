import Big from "big.js";
import type { CustomerRow, OrderRow } from "./tables.ts";
import { sum, type Things } from "./things.ts";

const DAY = 24 * 3600 * 1000;

export const wholeDays = (time: number, now: Date): number => Math.max(0, Math.floor((now.getTime() - time) / DAY));

export const countedOrders = ({ id }: CustomerRow, { tables }: Things): readonly OrderRow[] =>
  tables.orders.filter(({ customer_id, status }) => customer_id === id && status !== "CANCELLED");

/** Whole days since the last order. */
export function recency(row: CustomerRow, things: Things): number {
  return wholeDays(Math.max(...countedOrders(row, things).map(({ placed_at }) => placed_at.getTime())), things.now);
}

/** Orders as charged less everything given back, what came back of cancelled ones apart. */
export function netSpent(row: CustomerRow, things: Things): Big {
  const { orders, refunds } = things.tables;
  const own = <Row extends { customer_id: string }>({ customer_id }: Row): boolean => customer_id === row.id;
  const cancelled = orders.filter((each) => own(each) && each.status === "CANCELLED").map((each) => each.order_number);
  const back = refunds.filter((each) => own(each) && !cancelled.includes(each.order_number));
  const charged = countedOrders(row, things).map(({ total, rate }) => new Big(total).times(rate));
  return sum(charged).minus(sum(back.map(({ amount, rate }) => new Big(amount).times(rate))));
}
