import Big from "big.js";
import { latestFirst, type PageArgs, pageOf } from "./pages.ts";
import type { CustomerRow, LineRow, OrderRow } from "./tables.ts";
import { idOf, money, only, type Things } from "./things.ts";

export function orderOf(row: OrderRow, things: Things): object {
  const { customers, lines } = things.tables;
  return {
    __typename: "Order",
    id: idOf("ord", row.id),
    orderNumber: row.order_number,
    customer: () => things.customer(only(customers.find(({ id }) => id === row.customer_id))),
    placedAt: row.placed_at.toISOString(),
    channel: row.channel,
    status: row.status,
    lines: () =>
      lines
        .filter(({ order_id }) => order_id === row.id)
        .sort((left, right) => left.line_number - right.line_number)
        .map((line) => lineOf(line, row, things)),
    total: money(row.total, row.currency),
    refunded: money(row.refunded, row.currency),
    netTotal: money(new Big(row.total).minus(row.refunded), row.currency),
  };
}

const lineOf = (line: LineRow, { currency }: OrderRow, things: Things): object => ({
  lineNumber: line.line_number,
  product: () => things.product(only(things.tables.products.find(({ id }) => id === line.product_id))),
  quantity: line.quantity,
  unitPrice: money(line.unit_price, currency),
  total: money(new Big(line.unit_price).times(line.quantity), currency),
  refundedQuantity: line.refunded_quantity,
});

export function orderPages(things: Things, args: PageArgs, { id: customer }: CustomerRow): object {
  const list = {
    order: "PLACED_DESC",
    all: latestFirst(things.tables.orders, (row) => row.placed_at),
    has: ({ customer_id }: OrderRow) => customer_id === customer,
    id: ({ id }: OrderRow) => idOf("ord", id),
    show: things.order,
  };
  return pageOf(list, args, things);
}
