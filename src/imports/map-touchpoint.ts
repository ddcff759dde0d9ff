import { BadValue, MissingValue } from "./bad-value.ts";
import type { CustomerRule, FieldRules, MoneyRule, OrderRule, TouchpointKind } from "./import-map.ts";
import type { MappedCustomer, MappedMoney, MappedOrderLine, MappedProperties, MappedTouchpoint } from "./imported.ts";
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
    if (!(error instanceof BadValue || error instanceof MissingValue)) throw error;
    if (!faults.has(row)) faults.set(row, error.message);
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

function mapText<Field extends string>(
  field: Field,
  rule: ValueRule | undefined,
  row: TableRow,
): { [Key in Field]?: string } {
  const text = rule && readText(rule, row);
  return text === undefined ? {} : ({ [field]: text } as { [Key in Field]: string });
}

function requiredDate(rule: ValueRule, row: TableRow): Date {
  const value = readValue(rule, row);
  if (value instanceof Date) return value;
  throw bad(rule, String(value ?? ""), "a date-time");
}

/** Each identity alone may be empty, as long as one says whose touchpoint it is. */
function mapIdentities(rules: TouchpointKind["identities"], row: TableRow): MappedTouchpoint["identities"] {
  const identities = rules.flatMap(({ kind, value }) => {
    const text = readText(value, row);
    return text === undefined ? [] : [{ kind, value: text }];
  });
  if (identities.length === 0) throw new MissingValue("every identity", "one of them");
  return identities;
}

function mapInt(rule: ValueRule, row: TableRow): number | undefined {
  const text = readText(rule, row);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Math.abs(number) <= LARGEST_INT) return number;
  throw bad(rule, text, `a whole number of at most ${LARGEST_INT}`);
}

function mapMoney(rule: MoneyRule, row: TableRow): MappedMoney | undefined {
  const amount = readText(rule.amount, row);
  return amount === undefined ? undefined : { amount, currency: mapCurrency(rule.currency, row) };
}

function mapCurrency(rule: ValueRule, row: TableRow): string {
  const currency = requiredText(rule, row);
  if (/^[A-Z]{3}$/.test(currency)) return currency;
  throw bad(rule, currency, "a currency code such as GBP");
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

function mapFields(rules: FieldRules, row: TableRow): MappedProperties | undefined {
  const given = rules.flatMap(({ field, rule }) => {
    const value = readValue(rule, row);
    return value === undefined ? [] : [[field, plain(rule, value)] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** Whole numbers become JSON numbers where JSON keeps them exact; decimals stay the text that they are. */
function plain(rule: ValueRule, value: string | number | boolean | Date): string | number | boolean {
  if (value instanceof Date) return value.toISOString();
  return rule.type === "integer" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function mapCustomer(rule: CustomerRule, row: TableRow): MappedCustomer | undefined {
  const address = rule.address && mapFields(rule.address, row);
  const traits = rule.traits && mapFields(rule.traits, row);
  const customer: MappedCustomer = {
    ...mapFields(rule.fields, row),
    ...(address && { address }),
    ...(traits && { traits }),
  };
  return Object.keys(customer).length === 0 ? undefined : customer;
}
