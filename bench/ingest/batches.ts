import { type Sizes, UNTIL } from "../shop/sizes.ts";

const RECORD = `mutation Record($input: RecordTouchpointsInput!) {
  recordTouchpoints(input: $input) { outcomes { status } userErrors { message } }
}`;

/** One of a hundred messages is sent a second time. */
const REPEATED_EVERY = 100;
/** All of it on one day, so that a batch falls into one partition as it would when it arrives. */
const FROM = Date.UTC(2025, 5, 30, 12);
const MS_APART = 10;
const LONGEST_MS = 12 * 3600 * 1000;

const TYPES = [
  "PRODUCT_VIEWED",
  "PRODUCT_VIEWED",
  "PRODUCT_VIEWED",
  "PAGE_VIEWED",
  "PRODUCT_ADDED",
  "PRODUCT_CLICKED",
  "SEARCHED",
];
const CHANNELS = ["WEB", "MOBILE_APP", "EMAIL", "SOCIAL", "IN_STORE"];

/** A number below `most` that looks random and is the same each time. */
function spread(number: number, salt: number, most: number): number {
  let mixed = Math.imul(number ^ Math.imul(salt + 1, 0x85eb_ca6b), 0xcc9e_2d51);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a_2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % most;
}

/** The touchpoint of this number: of four in five customers who are known, of one in eight an order. */
function touchpoint(run: string, number: number, { customers, products }: Sizes): object {
  const known = spread(number, 0, 5) > 0;
  const user = known ? `user-${spread(number, 1, customers)}` : `${run}-${spread(number, 1, 1 << 30)}`;
  const sku = `sku-${String(spread(number, 2, products)).padStart(6, "0")}`;
  const isOrder = spread(number, 3, 8) === 0;
  const type = isOrder ? "ORDER_COMPLETED" : (TYPES[spread(number, 4, TYPES.length)] ?? "PAGE_VIEWED");
  return {
    messageId: messageId(run, number),
    channel: CHANNELS[spread(number, 5, CHANNELS.length)],
    type,
    occurredAt: new Date(FROM + ((number * MS_APART) % LONGEST_MS)).toISOString(),
    identities: [{ kind: "USER_ID", value: user }, ...(known ? [] : [{ kind: "EMAIL", value: `${user}@example.com` }])],
    ...(isOrder
      ? { order: { orderNumber: `${run}-${number}`, lines: [lineOf(sku, number), lineOf(sku, number + 1)] } }
      : {}),
    ...(type.startsWith("PRODUCT") ? { sku } : {}),
    ...(type === "SEARCHED" ? { searchQuery: "garden lamp" } : {}),
  };
}

const lineOf = (sku: string, number: number) => ({
  sku,
  quantity: 1 + spread(number, 6, 3),
  unitPrice: { amount: (5 + spread(number, 7, 9000) / 100).toFixed(2), currency: "GBP" },
});

/** A repeated message has the id of the one before it. */
const messageId = (run: string, number: number): string => `${run}-${isRepeated(number) ? number - 1 : number}`;

const isRepeated = (number: number): boolean => number % REPEATED_EVERY === REPEATED_EVERY - 1;

/** How many of so many events are stored. */
export const storedOf = (events: number): number => events - Math.floor(events / REPEATED_EVERY);

/** The newest touchpoint of the shop, sent when all others are: who sees it sees them all. */
export const lastTouchpoint = (run: string): object => ({
  messageId: `${run}-last`,
  channel: "WEB",
  type: "PAGE_VIEWED",
  occurredAt: new Date(UNTIL.getTime() - 1).toISOString(),
  identities: [{ kind: "USER_ID", value: "user-0" }],
});

/** The request's body for each batch, made when it is its turn. */
export function* batches(run: string, events: number, size: number, sizes: Sizes): Generator<string> {
  for (let from = 0; from < events; from += size) {
    const numbers = Array.from({ length: Math.min(size, events - from) }, (_, index) => from + index);
    const touchpoints = numbers.map((number) => touchpoint(run, number, sizes));
    yield bodyOf(run, touchpoints);
  }
}

export const bodyOf = (run: string, touchpoints: readonly object[]): string =>
  JSON.stringify({ query: RECORD, variables: { input: { source: run, touchpoints } } });
