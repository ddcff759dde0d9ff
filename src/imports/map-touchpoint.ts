import { reasonOf } from "./bad-value.ts";
import type { OrderRule, TouchpointKind } from "./import-map.ts";
import type { MappedCustomer, MappedOrderLine, MappedTouchpoint } from "./imported.ts";
import { mapCurrency, mapCustomer, mapFields, mapIdentities, mapMoney, mapText } from "./map-fields.ts";
import { bad, readText, readValue, requiredText } from "./read-value.ts";
import type { TableRow } from "./table.ts";
import type { ValueRule } from "./value-rule.ts";

/** GraphQL's Int, which quantities have in the API. */
const LARGEST_INT = 2_147_483_647;

export interface Mapped {
  touchpoint: MappedTouchpoint;
  customer?: MappedCustomer;
}

/** The first row gives the touchpoint's own fields, every row a line of its order. Faults are told per row. */
export function mapTouchpoint(
  kind: TouchpointKind,
  prefix: string,
  rows: readonly [TableRow, ...TableRow[]],
): Mapped | { faults: ReadonlyMap<TableRow, string> } {
  const faults = new Map<TableRow, string>();
  const mapped = attempt(rows[0], faults, (first) => mapFirst(kind, prefix, first));
  const rule = kind.order?.line;
  const lines = rule ? rows.map((row) => attempt(row, faults, (each) => mapLine(rule, each))) : [];
  if (mapped === undefined || faults.size > 0) return { faults };
  mapped.touchpoint.order?.lines.push(...lines.filter((line) => line !== undefined));
  return mapped;
}

function attempt<Result>(
  row: TableRow,
  faults: Map<TableRow, string>,
  map: (row: TableRow) => Result,
): Result | undefined {
  try {
    return map(row);
  } catch (error) {
    const reason = reasonOf(error);
    if (!faults.has(row)) faults.set(row, reason);
    return undefined;
  }
}

/** Undefined where the row can't give one. */
export function messageIdOf(kind: TouchpointKind, prefix: string, row: TableRow): string | undefined {
  return attempt(row, new Map(), (each) => `${prefix}:${requiredText(kind.messageId, each)}`);
}

function mapFirst(kind: TouchpointKind, prefix: string, row: TableRow): Mapped {
  const touchpoint: MappedTouchpoint = {
    messageId: `${prefix}:${requiredText(kind.messageId, row)}`,
    channel: requiredText(kind.channel, row),
    type: requiredText(kind.type, row),
    occurredAt: requiredDate(kind.occurredAt, row),
    identities: mapIdentities(kind.identities, row),
    ...mapOptional(kind, row),
  };
  const customer = kind.customer && mapCustomer(kind.customer, row);
  return customer === undefined ? { touchpoint } : { touchpoint, customer };
}

function mapOptional(kind: TouchpointKind, row: TableRow): Partial<MappedTouchpoint> {
  const quantity = kind.quantity && mapInt(kind.quantity, row);
  const value = kind.value && mapMoney(kind.value, row);
  const properties = kind.properties && mapFields(kind.properties, row);
  return {
    ...mapText("name", kind.name, row),
    ...mapText("sku", kind.sku, row),
    ...mapText("sessionId", kind.sessionId, row),
    ...mapText("searchQuery", kind.searchQuery, row),
    ...(quantity !== undefined && { quantity }),
    ...(value && { value }),
    ...(kind.order && { order: mapOrder(kind.order, row) }),
    ...(properties && { properties }),
  };
}

function requiredDate(rule: ValueRule, row: TableRow): Date {
  const value = readValue(rule, row);
  if (value instanceof Date) return value;
  throw bad(rule, String(value ?? ""), "a date-time");
}

function mapInt(rule: ValueRule, row: TableRow): number | undefined {
  const text = readText(rule, row);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Math.abs(number) <= LARGEST_INT) return number;
  throw bad(rule, text, `a whole number of at most ${LARGEST_INT}`);
}

function mapOrder(rule: OrderRule, row: TableRow): NonNullable<MappedTouchpoint["order"]> {
  const total = rule.total && mapMoney(rule.total, row);
  return { orderNumber: requiredText(rule.orderNumber, row), lines: [], ...(total && { total }) };
}

function mapLine(rule: NonNullable<OrderRule["line"]>, row: TableRow): MappedOrderLine {
  return {
    sku: requiredText(rule.sku, row),
    ...mapText("name", rule.name, row),
    quantity: mapInt(rule.quantity, row) ?? 0,
    unitPrice: {
      amount: requiredText(rule.unitPrice.amount, row),
      currency: mapCurrency(rule.unitPrice.currency, row),
    },
  };
}
