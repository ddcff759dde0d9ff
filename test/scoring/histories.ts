import {
  type Basket,
  basketOf,
  type CustomerFacts,
  type History,
  type ProductFacts,
} from "../../src/scoring/recommendations/history.ts";
import type { Tools } from "../../src/scoring/recommendations/recommender.ts";
import { codeOf, type Signal } from "../../src/scoring/recommendations/signals.ts";

export interface TouchMore {
  readonly price?: number;
  readonly channel?: string;
}

/** Who touched what and how, on which day or at which ISO moment. */
export type Touch = readonly [customer: string, product: string, signal: Signal, on: string, more?: TouchMore];

export interface HistoryParts {
  readonly touches?: readonly Touch[];
  /** Products that are touched need not stand here; those that do need not be touched. The same goes for customers. */
  readonly products?: Readonly<Record<string, Omit<ProductFacts, "id">>>;
  readonly customers?: Readonly<Record<string, Omit<CustomerFacts, "id">>>;
  /** The last touch's moment, or 2026-01-01 without any, where left out. */
  readonly now?: string;
}

const DEFAULT_NOW = "2026-01-01";
const DEFAULT_CHANNEL = "WEB";

/** A small history, in the order that its contract asks for: ids ascending, each customer's touches oldest first. */
export function aHistory({ touches = [], products = {}, customers = {}, now }: HistoryParts): History {
  const productIds = sortedIds([...Object.keys(products), ...touches.map(([, product]) => product)]);
  const customerIds = sortedIds([...Object.keys(customers), ...touches.map(([customer]) => customer)]);
  const channels = sortedIds(touches.map(channelOf));
  const ordered = customerIds.map((id) => oldestFirst(touches.filter(([customer]) => customer === id)));
  const rows = ordered.flat();
  const latest = Math.max(...rows.map(momentOf), touches.length === 0 ? Date.parse(DEFAULT_NOW) : 0);
  return {
    products: productIds.map((id) => ({ ...products[id], id })),
    customers: customerIds.map((id) => ({ ...customers[id], id })),
    channels,
    starts: startsOf(ordered.map((own) => own.length)),
    product: Int32Array.from(rows, ([, product]) => productIds.indexOf(product)),
    signal: Uint8Array.from(rows, ([, , signal]) => codeOf(signal)),
    at: Float64Array.from(rows, momentOf),
    price: Float64Array.from(rows, ([, , , , more]) => more?.price ?? Number.NaN),
    channel: Uint8Array.from(rows, (touch) => channels.indexOf(channelOf(touch))),
    now: now === undefined ? latest : Date.parse(now),
  };
}

/** The place of a product by its id. */
export function placeOf(history: History, product: string): number {
  const place = history.products.findIndex(({ id }) => id === product);
  if (place < 0) throw new Error(`No product ${product} in this history`);
  return place;
}

/** The ids of products by their places. */
export const idsOf = (history: History, places: Iterable<number>): string[] =>
  [...places].map((place) => history.products[place]?.id ?? `no product ${place}`);

/** The basket of a history's customer, by id. */
export function basketOfCustomer(history: History, customer: string): Basket {
  const place = history.customers.findIndex(({ id }) => id === customer);
  if (place < 0) throw new Error(`No customer ${customer} in this history`);
  return basketOf(history, place);
}

/** The basket of somebody whom the history does not know, with facts where they told any and touches of its products. */
export function aBasket(
  history: History,
  { touches = [], facts }: { touches?: readonly (readonly [string, Signal, string])[]; facts?: CustomerFacts } = {},
): Basket {
  const rows = [...touches].sort((left, right) => Date.parse(left[2]) - Date.parse(right[2]));
  return {
    product: Int32Array.from(rows, ([product]) => placeOf(history, product)),
    signal: Uint8Array.from(rows, ([, signal]) => codeOf(signal)),
    at: Float64Array.from(rows, ([, , on]) => Date.parse(on)),
    price: new Float64Array(rows.length).fill(Number.NaN),
    channel: new Uint8Array(rows.length),
    now: history.now,
    ...(facts && { facts }),
  };
}

/** A shelf with every product on it, or with those of the given ids alone. */
export function aShelf(history: History, ids?: readonly string[]): Uint8Array {
  return Uint8Array.from(history.products, ({ id }) => (ids === undefined || ids.includes(id) ? 1 : 0));
}

const unneeded = (what: string) => (): never => {
  throw new Error(`This recommender was to learn without ${what}`);
};

/** For recommenders that learn without algebra, chance and held-out time: each of them throws. */
export const NO_TOOLS: Tools = {
  invert: unneeded("algebra"),
  random: unneeded("chance"),
  holdOut: unneeded("held-out time"),
  chosen: {},
};

const sortedIds = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

const momentOf = ([, , , on]: Touch): number => Date.parse(on);

const channelOf = ([, , , , more]: Touch): string => more?.channel ?? DEFAULT_CHANNEL;

const oldestFirst = (touches: readonly Touch[]): Touch[] =>
  [...touches].sort((left, right) => momentOf(left) - momentOf(right));

function startsOf(counts: readonly number[]): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (const [place, count] of counts.entries()) starts[place + 1] = (starts[place] ?? 0) + count;
  return starts;
}
