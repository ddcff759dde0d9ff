import { checkFacts } from "../customers/index.ts";
import { jsonFault, textFault } from "../database/text.ts";
import { fromId, uuidAt } from "../graphql/ids.ts";
import { pastFault } from "../math/moments.ts";
import { type Amount, amountFault, skuFault } from "../products/index.ts";
import type { CheckedTouchpoint, IncomingOrder, IncomingTouchpoint } from "./incoming.ts";
import { endsMessages, isOfOrder } from "./types.ts";

const LONGEST_ID = 256;
const LONGEST_TEXT = 2000;
const MOST_LINES = 10_000;
const MOST_PROPERTIES = 32 * 1024;
const GREATEST_INTEGER = 2_147_483_647;

/** Checks a touchpoint by itself; every reason says where, what, and what would be right. */
export function checkTouchpoint(
  given: IncomingTouchpoint,
  now: Date,
): { touchpoint: CheckedTouchpoint } | { reasons: string[] } {
  const { identities, claims, faults } = checkFacts({ ...given.customer, identities: given.identities }, now);
  const currencies = currenciesOf(given);
  const reasons = [
    ...idReasons("messageId", given.messageId),
    ...timeReasons(given.occurredAt, now),
    ...(given.identities.length === 0 ? ["identities: at least one identifier is needed"] : []),
    ...faults.map(({ path, message }) => (message.startsWith(path) ? message : `${path}: ${message}`)),
    ...textReasons(given),
    ...campaignReasons(given),
    ...numberReasons(given),
    ...orderReasons(given),
    ...(currencies.length > 1
      ? [`the amounts are in ${currencies.join(" and ")}; one touchpoint has one currency`]
      : []),
  ];
  if (reasons.length > 0) return { reasons };
  const id = uuidAt(given.occurredAt, given.messageId);
  const campaign = campaignOf(given);
  return { touchpoint: { ...given, id, identities, claims, currency: currencies[0], campaign } };
}

/** The UUID in the id of a campaign; null where none is given, or what is given is no such id. */
const campaignOf = ({ campaignId }: IncomingTouchpoint): string | null => fromId("cmp", campaignId ?? "") ?? null;

const isLeftOut = (value: unknown): boolean => value === undefined || value === null;

function campaignReasons(given: IncomingTouchpoint): string[] {
  const isTaken = isLeftOut(given.campaignId) || campaignOf(given) !== null || endsMessages(given.type);
  return isTaken ? [] : [noCampaign(given.campaignId)];
}

/** What is said of a campaign that there is not. */
export const noCampaign = (id: string | null | undefined): string => `campaignId: there is no campaign ${id}`;

function idReasons(field: string, text: string): string[] {
  if (text.trim() === "") return [`${field}: is empty`];
  if (text.length > LONGEST_ID) return [`${field}: is longer than ${LONGEST_ID} characters`];
  const fault = textFault(text);
  return fault === undefined ? [] : [`${field}: ${fault}`];
}

function timeReasons(occurredAt: Date, now: Date): string[] {
  const fault = pastFault(occurredAt, now);
  if (fault === undefined) return [];
  const told = Number.isNaN(occurredAt.getTime()) ? "" : `${occurredAt.toISOString()} `;
  return [`occurredAt: ${told}${fault}`];
}

function textReasons(given: IncomingTouchpoint): string[] {
  const reasons: string[] = [];
  for (const field of ["name", "searchQuery", "sessionId", "recommendationId"] as const) {
    const text = given[field] ?? "";
    const fault = text.length > LONGEST_TEXT ? `is longer than ${LONGEST_TEXT} characters` : textFault(text);
    if (fault !== undefined) reasons.push(`${field}: ${fault}`);
  }
  const sku = given.sku === undefined || given.sku === null ? undefined : skuFault(given.sku);
  if (sku !== undefined) reasons.push(`sku: ${sku}`);
  const properties = jsonFault(given.properties) ?? sizeFault(given.properties);
  if (properties !== undefined) reasons.push(`properties: ${properties}`);
  return reasons;
}

function sizeFault(properties: unknown): string | undefined {
  if (properties === undefined || properties === null) return undefined;
  return JSON.stringify(properties).length > MOST_PROPERTIES ? "is larger than 32 KiB as JSON" : undefined;
}

function numberReasons({ quantity, value }: IncomingTouchpoint): string[] {
  const fault = value === undefined || value === null ? undefined : amountFault(value);
  return [
    ...(quantity === undefined || quantity === null ? [] : quantityReasons("quantity", quantity)),
    ...(fault === undefined ? [] : [`value: ${fault}`]),
  ];
}

function quantityReasons(field: string, quantity: number): string[] {
  const right = Number.isInteger(quantity) && quantity >= 1 && quantity <= GREATEST_INTEGER;
  return right ? [] : [`${field}: is ${quantity}; it is a whole number of at least 1`];
}

function orderReasons({ type, order }: IncomingTouchpoint): string[] {
  if (order === undefined || order === null) {
    return isOfOrder(type) ? [`order: ${type} needs the order with its orderNumber`] : [];
  }
  if (!isOfOrder(type))
    return [`order: belongs to ORDER_COMPLETED, ORDER_REFUNDED and ORDER_CANCELLED, not to ${type}`];
  const reasons = [...idReasons("order.orderNumber", order.orderNumber), ...lineReasons(order)];
  const total = order.total === undefined || order.total === null ? undefined : amountFault(order.total);
  if (total !== undefined) reasons.push(`order.total: ${total}`);
  if (type === "ORDER_COMPLETED" && order.lines.length === 0) {
    reasons.push("order.lines: a completed order has at least one line");
  }
  return reasons;
}

function lineReasons({ lines }: IncomingOrder): string[] {
  if (lines.length > MOST_LINES) return [`order.lines: has ${lines.length} lines; at most ${MOST_LINES}`];
  return lines.flatMap(({ sku, name, quantity, unitPrice }, index) => {
    const field = `order.lines.${index}`;
    const faults = { sku: skuFault(sku), name: textFault(name ?? ""), unitPrice: amountFault(unitPrice) };
    const texts = Object.entries(faults).flatMap(([part, fault]) =>
      fault === undefined ? [] : [`${field}.${part}: ${fault}`],
    );
    return [...texts, ...quantityReasons(`${field}.quantity`, quantity)];
  });
}

function currenciesOf({ value, order }: IncomingTouchpoint): string[] {
  const amounts: (Amount | null | undefined)[] = [
    value,
    order?.total,
    ...(order?.lines ?? []).map((line) => line.unitPrice),
  ];
  return [...new Set(amounts.flatMap((amount) => amount?.currency ?? []))];
}
