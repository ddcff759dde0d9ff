import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import type { FoldedOrder, FoldedRefund, Told } from "./fold-order.ts";
import { CustomerOrder, OrderLine, OrderNumber, OrderTouchpoint, Refund, RefundLine } from "./order.entity.ts";

export interface OrderKey {
  readonly customerId: string;
  readonly orderNumber: string;
}

export interface OrderOwner {
  readonly customerId: string;
  readonly orderId: string;
}

/** order number -> whose it is. */
export async function readOrderOwners(
  manager: EntityManager,
  orderNumbers: readonly string[],
): Promise<Map<string, OrderOwner>> {
  if (orderNumbers.length === 0) return new Map();
  const rows = await run<{ order_number: string; customer_id: string; order_id: string }>(
    manager,
    sql`select n.order_number, n.customer_id, n.order_id from order_number n
        where n.order_number = any(${orderNumbers}::text[])`,
  );
  return new Map(
    rows.map(({ order_number, customer_id, order_id }) => [
      order_number,
      { customerId: customer_id, orderId: order_id },
    ]),
  );
}

/** Gives the order numbers that nobody had yet. */
export async function claimOrderNumbers(manager: EntityManager, rows: readonly OrderNumber[]): Promise<Set<string>> {
  const claimed = await insertRows<OrderNumber, { order_number: string }>(manager, OrderNumber, rows, {
    key: ["orderNumber"],
    conflict: "nothing",
    returning: raw("order_number"),
  });
  return new Set(claimed.map(({ order_number }) => order_number));
}

export async function writeTold(manager: EntityManager, rows: readonly OrderTouchpoint[]): Promise<void> {
  await insertRows(manager, OrderTouchpoint, rows, {
    key: ["customerId", "orderNumber", "touchpointId"],
    conflict: "nothing",
  });
}

/** All that was ever told of these orders. */
export function readTold(manager: EntityManager, keys: readonly OrderKey[]): Promise<(OrderKey & Told)[]> {
  return run(
    manager,
    sql`select t.customer_id as "customerId", t.order_number as "orderNumber", t.touchpoint_id as "touchpointId", t.type,
          t.channel, t.occurred_at as "occurredAt", t.currency, t.rate::text as rate, t.total::text as total, t.lines
        from order_touchpoint t
        where (t.customer_id, t.order_number) in (${pairsOf(keys)})`,
  );
}

export interface Folded extends OrderKey {
  readonly orderId: string | undefined;
  readonly order: FoldedOrder | undefined;
  readonly refunds: readonly FoldedRefund[];
  /** Whether it was told of before, so that it may have been folded otherwise. */
  readonly again: boolean;
}

/** Replaces what was folded of these orders before. */
export async function writeFolded(manager: EntityManager, folded: readonly Folded[]): Promise<void> {
  await deleteFolded(
    manager,
    folded.filter(({ again }) => again),
  );
  await insertRows(manager, CustomerOrder, folded.flatMap(orderRows), {
    key: ["customerId", "id"],
    conflict: {
      set: raw(`placed_at = excluded.placed_at, channel = excluded.channel, status = excluded.status,
        currency = excluded.currency, rate = excluded.rate, total = excluded.total, refunded = excluded.refunded`),
    },
  });
  await insertRows(manager, OrderLine, folded.flatMap(lineRows), {
    key: ["customerId", "orderId", "lineNumber"],
    conflict: "fails",
  });
  const refundKey = ["customerId", "orderNumber", "touchpointId"] as const;
  await insertRows(manager, Refund, folded.flatMap(refundRows), { key: refundKey, conflict: "fails" });
  await insertRows(manager, RefundLine, folded.flatMap(refundLineRows), {
    key: [...refundKey, "lineNumber"],
    conflict: "fails",
  });
}

async function deleteFolded(manager: EntityManager, before: readonly Folded[]): Promise<void> {
  if (before.length === 0) return;
  const customers = [...new Set(before.map(({ customerId }) => customerId))];
  const orderIds = before.flatMap(({ orderId }) => orderId ?? []);
  await run(
    manager,
    sql`delete from order_line where customer_id = any(${customers}::uuid[]) and order_id = any(${orderIds}::uuid[])`,
  );
  await run(
    manager,
    // By pairs: one customer's refund of an unknown order may have the number of another's order in this batch.
    sql`delete from refund where (customer_id, order_number) in (${pairsOf(before)})`,
  );
}

function orderRows({ customerId, orderNumber, orderId, order }: Folded): CustomerOrder[] {
  if (order === undefined || orderId === undefined) return [];
  const { lines: _, ...facts } = order;
  return [{ customerId, id: orderId, orderNumber, ...facts }];
}

function lineRows({ customerId, orderId, order }: Folded): OrderLine[] {
  if (order === undefined || orderId === undefined) return [];
  const { currency } = order;
  return order.lines.map((line, index) => ({ customerId, orderId, lineNumber: index + 1, ...line, currency }));
}

function refundRows({ customerId, orderNumber, refunds }: Folded): Refund[] {
  return refunds.map(({ lines: _, ...refund }) => ({ customerId, orderNumber, ...refund }));
}

function refundLineRows({ customerId, orderNumber, refunds }: Folded): RefundLine[] {
  return refunds.flatMap(({ touchpointId, lines }) =>
    lines.map((line, index) => ({ customerId, orderNumber, touchpointId, lineNumber: index + 1, ...line })),
  );
}

const pairsOf = (keys: readonly OrderKey[]): Sql =>
  sql`select * from unnest(${keys.map((key) => key.customerId)}::uuid[], ${keys.map((key) => key.orderNumber)}::text[])`;
