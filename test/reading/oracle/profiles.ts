import Big from "big.js";
import { interestsOf } from "./interests.ts";
import { rfmOf } from "./rfm.ts";
import type { CustomerRow, LineRow } from "./tables.ts";
import { byText, money, rounded, shopCurrency, type Things } from "./things.ts";
import { countedOrders, netSpent, wholeDays } from "./totals.ts";

const MOST = 20;

export function profileOf(row: CustomerRow, things: Things): object {
  const orders = countedOrders(row, things);
  const times = orders.map(({ placed_at }) => placed_at.getTime());
  const spent = netSpent(row, things);
  const average = orders.length === 0 ? null : money(spent.div(orders.length).round(2), shopCurrency(things));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const moment = (time: number): string | null => (orders.length === 0 ? null : new Date(time).toISOString());
  return {
    orderCount: orders.length,
    totalSpent: money(spent, shopCurrency(things)),
    averageOrderValue: average,
    firstOrderAt: moment(first),
    lastOrderAt: moment(last),
    recencyDays: orders.length === 0 ? null : wholeDays(last, things.now),
    rfm: () => (orders.length === 0 ? null : rfmOf(row, things)),
    favouriteCategories: () => favouriteCategories(row, things),
    channelMix: () => channelMix(row, things),
    interests: () => interestsOf(row, things),
    priceSensitivity: () => priceSensitivity(row, things),
  };
}

function favouriteCategories(row: CustomerRow, things: Things): readonly object[] {
  const { products, orders, lines, refunds, refundLines } = things.tables;
  const net = new Map<string, Big>();
  const add = (productId: string, amount: Big): void => {
    const category = products.find(({ id }) => id === productId)?.category ?? null;
    if (category !== null) net.set(category, (net.get(category) ?? new Big(0)).plus(amount));
  };
  for (const order of countedOrders(row, things)) {
    for (const line of lines.filter(({ order_id }) => order_id === order.id)) {
      add(line.product_id, new Big(line.total).times(order.rate));
    }
  }
  const isCancelled = (number: string): boolean =>
    orders.some(
      (order) => order.customer_id === row.id && order.order_number === number && order.status === "CANCELLED",
    );
  for (const line of refundLines) {
    if (line.customer_id !== row.id || isCancelled(line.order_number)) continue;
    const refund = refunds.find(
      (each) =>
        each.customer_id === row.id &&
        each.order_number === line.order_number &&
        each.touchpoint_id === line.touchpoint_id,
    );
    add(line.product_id, new Big(line.amount).times(refund?.rate ?? 0).neg());
  }
  const spent = [...net]
    .map(([category, amount]) => ({ category, net: Number(amount) }))
    .filter((each) => each.net > 0);
  const total = spent.reduce((all, each) => all + each.net, 0);
  return spent
    .sort((left, right) => rounded(right.net) - rounded(left.net) || byText(left.category, right.category))
    .slice(0, MOST)
    .map((each) => ({ category: each.category, share: each.net / total }));
}

function channelMix({ id }: CustomerRow, { tables }: Things): readonly object[] {
  const own = tables.touchpoints.filter(({ customer_id }) => customer_id === id);
  const counts = new Map<string, number>();
  for (const { channel } of own) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  return [...counts]
    .sort(([left, one], [right, other]) => other - one || byText(left, right))
    .map(([channel, touchpoints]) => ({ channel, touchpoints, share: touchpoints / own.length }));
}

/** Minus the correlation of log quantity and log price, each less its mean over the product. */
function priceSensitivity({ id }: CustomerRow, { tables }: Things): number | null {
  const own = tables.lines.filter(({ customer_id, unit_price }) => customer_id === id && Number(unit_price) > 0);
  const products = new Set(own.map(({ product_id, currency }) => `${product_id} ${currency}`));
  const groups = [...products].map((key) => own.filter((line) => `${line.product_id} ${line.currency}` === key));
  const varying = groups.filter((lines) => new Set(lines.map((line) => Number(line.unit_price))).size > 1);
  const pairs = varying.flatMap((lines) => {
    const [quantities, prices] = [
      centred(lines, (line) => line.quantity),
      centred(lines, (line) => Number(line.unit_price)),
    ];
    return quantities.map((quantity, index) => [quantity, prices[index] ?? 0] as const);
  });
  if (pairs.length < 10) return null;
  const dot = (values: readonly (readonly [number, number])[]): number =>
    values.reduce((all, [a, b]) => all + a * b, 0);
  const spread = Math.sqrt(dot(pairs.map(([q]) => [q, q])) * dot(pairs.map(([, p]) => [p, p])));
  return spread === 0 ? null : -dot(pairs) / spread;
}

function centred(lines: readonly LineRow[], value: (line: LineRow) => number): readonly number[] {
  const logs = lines.map((line) => Math.log(value(line)));
  const mean = logs.reduce((all, each) => all + each, 0) / logs.length;
  return logs.map((each) => each - mean);
}
