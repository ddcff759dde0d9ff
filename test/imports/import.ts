import { applyMap, type ImportEvent, parseImportMap, type TableRow } from "../../src/imports/index.ts";
import { words } from "./vocabulary.ts";

/** A small shop's map; a test says the part it is about. */
export function aMap({ file = "", skip = "", touchpoint = ORDER, kinds = "" } = {}): string {
  return `source: { name: Shop, prefix: shop }\n${file}\n${skip}\ntouchpoint:\n${indented(touchpoint)}\n${kinds}`;
}

export const VIEW = `channel: WEB
type: PRODUCT_VIEWED
messageId: id
occurredAt: at
identities: { EMAIL: email }`;

export const ORDER = `group: { by: no, within: 2 }
channel: WEB
type: ORDER_COMPLETED
occurredAt: { column: at, zone: UTC }
identities: { USER_ID: user }
order:
  orderNumber: no
  line: { sku: sku, quantity: qty, unitPrice: { amount: price, currency: GBP } }`;

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

export function imported(map: string, ...rows: Record<string, unknown>[]): Promise<ImportEvent[]> {
  return eventsOf(applyMap(parseImportMap(map, "map.yaml", words), tableOf(rows)));
}

export async function eventsOf<Event>(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

export async function* tableOf(rows: readonly Record<string, unknown>[]): AsyncGenerator<TableRow> {
  for (const [index, values] of rows.entries()) yield { number: index + 1, values };
}

export const aLine = (values: Record<string, unknown> = {}) => ({
  no: "A1",
  at: "2024-05-01T10:00:00",
  user: "7",
  sku: "cup",
  qty: "1",
  price: "2.50",
  ...values,
});

export const aView = (values: Record<string, unknown> = {}) => ({
  id: "1",
  at: "2024-05-01T10:00:00Z",
  email: "ada@example.com",
  ...values,
});
