import { sharedBytes, sharedDoubles, sharedInts } from "./shared-columns.ts";

/** What is known of a product. Facts that nobody told are left out. */
export interface ProductFacts {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  /** From the widest to the narrowest. */
  readonly category?: readonly string[];
  readonly brand?: string;
  /** What one unit costs by a table, in the shop's currency; what was paid is told by touches. */
  readonly price?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface CustomerFacts {
  readonly id: string;
  readonly gender?: string;
  readonly ageBand?: string;
  readonly occupation?: string;
  readonly country?: string;
}

/**
 * The touches of one customer or of many, oldest first, as columns: five million of them stay small, and threads share
 * them. A product is its place in `History.products`, a signal its place in SIGNAL_NAMES.
 */
export interface Touches {
  readonly product: Int32Array;
  readonly signal: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: Float64Array;
  /** What one unit cost; NaN where it is not known. */
  readonly price: Float64Array;
  /** Place in `History.channels`. */
  readonly channel: Uint8Array;
}

/**
 * What recommenders learn from: every touch of a product by a customer up to `now`. Products and customers stand in the
 * order of their ids, so that a tie by place is a tie by id.
 */
export interface History extends Touches {
  readonly products: readonly ProductFacts[];
  readonly customers: readonly CustomerFacts[];
  readonly channels: readonly string[];
  /** The touches of customer c are those from starts[c] up to, not including, starts[c + 1]. */
  readonly starts: Int32Array;
  /** The moment as of which this is known; no touch is later. */
  readonly now: number;
}

/** What is known of one customer when something is recommended; `facts` is left out for a stranger. */
export interface Basket extends Touches {
  readonly facts?: CustomerFacts;
  readonly now: number;
}

/** 1 for each product that somebody has touched: what there was to recommend at the time. */
export function touchedProducts({ products, product }: History): Uint8Array {
  const touched = new Uint8Array(products.length);
  for (const place of product) touched[place] = 1;
  return touched;
}

/** The basket of one customer of a history: views into it, nothing is copied. */
export function basketOf(history: History, customer: number): Basket {
  const facts = history.customers[customer];
  const touches = touchesBetween(history, history.starts[customer] ?? 0, history.starts[customer + 1] ?? 0);
  return { ...touches, now: history.now, ...(facts && { facts }) };
}

/** Some touches in a row: views, nothing is copied. */
export function touchesBetween({ product, signal, at, price, channel }: Touches, from: number, to: number): Touches {
  return {
    product: product.subarray(from, to),
    signal: signal.subarray(from, to),
    at: at.subarray(from, to),
    price: price.subarray(from, to),
    channel: channel.subarray(from, to),
  };
}

/** The same history with some of its touches alone; products and customers keep their places. */
export function keepTouches(history: History, keep: (touch: number) => boolean): History {
  const kept: number[] = [];
  const starts = sharedInts(history.starts.length, () => 0);
  for (let customer = 0; customer < history.customers.length; customer++) {
    const [from, to] = [history.starts[customer] ?? 0, history.starts[customer + 1] ?? 0];
    for (let touch = from; touch < to; touch++) if (keep(touch)) kept.push(touch);
    starts[customer + 1] = kept.length;
  }
  const old = (touch: number): number => kept[touch] ?? 0;
  const at = sharedDoubles(kept.length, (touch) => history.at[old(touch)] ?? 0);
  return {
    ...history,
    starts,
    at,
    product: sharedInts(kept.length, (touch) => history.product[old(touch)] ?? 0),
    signal: sharedBytes(kept.length, (touch) => history.signal[old(touch)] ?? 0),
    price: sharedDoubles(kept.length, (touch) => history.price[old(touch)] ?? Number.NaN),
    channel: sharedBytes(kept.length, (touch) => history.channel[old(touch)] ?? 0),
    now: at.reduce((latest, moment) => Math.max(latest, moment), Number.NEGATIVE_INFINITY),
  };
}
