import { aLine, anOrder, aRefund, aTouchpoint, gbp } from "../../support/builders.ts";
import { day } from "./catalogue.ts";
import { ERASED, MERGED, PLAIN } from "./people.ts";

type Given = Readonly<Record<string, unknown>>;

const is = (value: string, kind = "USER_ID") => ({ identities: [{ kind, value }] });
const eur = (amount: string) => ({ amount, currency: "EUR" });
const sku = (index: number): string => `sku-${String(index % 31).padStart(2, "0")}`;

const CHANNELS = ["WEB", "MOBILE_APP", "EMAIL", "IN_STORE", "SOCIAL"] as const;
const channel = (index: number) => CHANNELS[index % CHANNELS.length] ?? "WEB";
const ACTS = [
  "PRODUCT_VIEWED",
  "PRODUCT_CLICKED",
  "PRODUCT_ADDED",
  "WISHLIST_ADDED",
  "PRODUCT_SHARED",
  "PRODUCT_REVIEWED",
];
const QUERIES = ["Blue mug", "mug BLUE Größe", "home 42 a", "ACME"];

/** More than a page of orders, two of each moment; some in another currency. */
const ordersOfAda = Array.from({ length: 24 }, (_, index) => {
  const money = index % 6 === 5 ? eur : gbp;
  const lines = Array.from({ length: 1 + (index % 3) }, (_, line) =>
    aLine({
      sku: sku(index % 5 === 0 ? line : line * 3),
      quantity: 1 + ((index + line) % 4),
      unitPrice: money(`${5 + (index % 4)}.2${line}5`),
    }),
  );
  const stated = index % 7 === 3 ? { total: money("99.999") } : {};
  const occurredAt = day(-2 * Math.floor(index / 2) - 1);
  return anOrder(`ada-${index}`, { ...is("ada"), occurredAt, channel: channel(index) }, { lines, ...stated });
});

const back = (number: string, days: number, order: Given = {}, given: Given = {}) =>
  aRefund(number, { ...is("ada"), occurredAt: day(days), ...given }, order);
const cancelled = { type: "ORDER_CANCELLED" };

/** Cancelled by its lines, on a day with another rate than that on which it was placed. */
const late = { lines: [aLine({ sku: sku(14), quantity: 4, unitPrice: eur("100") })] };

const returnsOfAda: readonly object[] = [
  back("ada-late", -3, late, cancelled),
  back("ada-0", -0.5, { lines: [aLine({ sku: sku(0), quantity: 1, unitPrice: gbp("5.205") })] }),
  back("ada-1", -0.5, { total: gbp("0.001") }),
  back("ada-2", -0.4),
  back("ada-4", -0.4, {}, cancelled),
  back("ada-5", -0.3),
  back("ada-11", -0.3, {}, cancelled),
  back("ada-17", -0.3, { total: gbp("2") }),
  back("never-heard-of", -0.2, { total: gbp("3.5") }),
];

const otherOrders = [
  anOrder("ada-late", { ...is("ada"), occurredAt: day(-20) }, late),
  ...[0, 1, 2].map((index) =>
    anOrder(`bob-${index}`, { ...is("bob"), occurredAt: day(-30 - index), channel: "IN_STORE" }),
  ),
  anOrder(
    "åsa/1 😀",
    { ...is("åsa"), occurredAt: day(-400) },
    { lines: [aLine({ sku: sku(8), unitPrice: gbp("1") })] },
  ),
  aRefund("åsa/1 😀", { ...is("åsa"), occurredAt: day(-399) }),
  ...PLAIN.slice(0, 5).map((name, index) =>
    anOrder(
      `${name}-order`,
      { ...is(name, "ANONYMOUS_ID"), occurredAt: day(-3 * index) },
      { lines: [aLine({ sku: sku(index), quantity: index + 1 })] },
    ),
  ),
];

const actsOfAda = Array.from({ length: 42 }, (_, index) =>
  aTouchpoint({
    ...is("ada"),
    type: ACTS[index % ACTS.length],
    channel: channel(index * 3),
    occurredAt: day(-Math.floor(index / 2) / 2),
    sku: sku(index),
    ...(index % 3 === 0 ? { quantity: index + 1, value: index % 2 === 0 ? gbp("19.90") : eur("0.123456789") } : {}),
    ...(index % 4 === 0 ? { sessionId: `session ${index % 8}`, name: "Ünusual name" } : {}),
    ...(index % 5 === 0
      ? { properties: { z: 1, a: [null, { b: "\u0001\u001f\u007f" }], 7: 0.1, long: "é".repeat(40) } }
      : {}),
  }),
);

const searches = QUERIES.flatMap((searchQuery, index) => [
  aTouchpoint({ ...is("ada"), type: "SEARCHED", searchQuery, occurredAt: day(-index * 20) }),
  aTouchpoint({ ...is("visitor-bob", "ANONYMOUS_ID"), type: "SEARCHED", searchQuery, occurredAt: day(-7 * index, 1) }),
]);

const others = [
  ...PLAIN.map((name, index) =>
    aTouchpoint({
      ...is(name, "ANONYMOUS_ID"),
      occurredAt: day(-Math.floor(index / 3)),
      channel: channel(index),
      ...(index % 2 === 0 ? { type: "PRODUCT_VIEWED", sku: sku(index) } : {}),
    }),
  ),
  aTouchpoint({ ...is("bob"), type: "CUSTOM", name: "From before", occurredAt: day(-364.9), sku: "never-told-of" }),
  aTouchpoint({ ...is("bob"), type: "PRODUCT_VIEWED", occurredAt: day(0, 60_000), sku: sku(3) }),
  aTouchpoint({ ...is("bob"), type: "PRODUCT_VIEWED", occurredAt: day(-7), sku: sku(4) }),
  ...[MERGED, ERASED].map((name) => aTouchpoint({ ...is(name ?? "", "ANONYMOUS_ID"), occurredAt: day(-1) })),
];

/** All that anybody did, in the order in which it is told. */
export const BATCHES: readonly (readonly object[])[] = [
  [...others, ...actsOfAda, ...searches],
  [...ordersOfAda, ...otherOrders],
  returnsOfAda,
];
