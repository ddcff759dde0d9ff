import type { CustomerFacts, History, ProductFacts } from "./history.ts";
import type { Interactions } from "./interactions.ts";
import { sharedBytes, sharedDoubles, sharedInts } from "./shared-columns.ts";

/** A product as a table tells of it: its price may be in another currency than the shop's. */
export type TableProduct = Omit<ProductFacts, "id"> & { readonly currency?: string };

/** What tables of their own say of products and customers, by id; it is as old as the tables are. */
export interface Facts {
  readonly products: ReadonlyMap<string, TableProduct>;
  readonly customers: ReadonlyMap<string, Omit<CustomerFacts, "id">>;
}

export const NO_FACTS: Facts = { products: new Map(), customers: new Map() };

export interface BuiltHistory {
  readonly history: History;
  /** For each touch of the history its place among the interactions. */
  readonly rows: Int32Array;
}

/**
 * The history that some of the interactions make. It knows only what these say: products, customers, channels and facts that
 * others tell of do not exist in it. Of each fact the latest that was told counts, and before those of the tables.
 */
export function buildHistory(
  interactions: Interactions,
  keep: (row: number) => boolean,
  facts: Facts = NO_FACTS,
): BuiltHistory {
  const kept = keptInOrder(interactions, keep);
  const customers = placesById(interactions.customers.values, interactions.customer, kept);
  const products = placesById(interactions.products.values, interactions.product, kept);
  const channels = placesById(interactions.channels.values, interactions.channel, kept);
  const { starts, rows } = byCustomer(kept, customers.ids.length, (row) =>
    customers.placeOf(interactions.customer[row]),
  );
  const currency = commonestCurrency(interactions, kept);
  const priceOf = (row: number): number => {
    const [price = Number.NaN, of = 0] = [interactions.price[row], interactions.currency[row]];
    return of === 0 || of === currency ? price : Number.NaN;
  };
  return {
    rows,
    history: {
      products: productFacts(interactions, kept, products, facts, interactions.currencies.values[currency] ?? ""),
      customers: customerFacts(interactions, kept, customers, facts),
      channels: channels.ids,
      starts,
      product: sharedInts(rows.length, (touch) => products.placeOf(interactions.product[rows[touch] ?? 0])),
      signal: sharedBytes(rows.length, (touch) => interactions.signal[rows[touch] ?? 0] ?? 0),
      channel: sharedBytes(rows.length, (touch) => channels.placeOf(interactions.channel[rows[touch] ?? 0])),
      at: sharedDoubles(rows.length, (touch) => interactions.at[rows[touch] ?? 0] ?? 0),
      price: sharedDoubles(rows.length, (touch) => priceOf(rows[touch] ?? 0)),
      now: interactions.at[kept.at(-1) ?? -1] ?? 0,
    },
  };
}

/** Oldest first; of the same moment in the order in which they came. */
function keptInOrder({ size, at }: Interactions, keep: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (keep(row)) rows.push(row);
  return rows.sort((left, right) => (at[left] ?? 0) - (at[right] ?? 0) || left - right);
}

interface PlacesById {
  readonly ids: readonly string[];
  placeOf(met: number | undefined): number;
}

/** The ids that occur, in order by UTF-16 code units: the same on every machine. */
function placesById(names: readonly string[], column: readonly number[], rows: readonly number[]): PlacesById {
  const occurring = [...new Set(rows.map((row) => column[row] ?? 0))];
  const name = (met: number): string => names[met] ?? "";
  occurring.sort((left, right) => (name(left) < name(right) ? -1 : 1));
  const places = new Int32Array(names.length).fill(-1);
  for (const [place, met] of occurring.entries()) places[met] = place;
  return { ids: occurring.map(name), placeOf: (met) => places[met ?? -1] ?? -1 };
}

function byCustomer(rows: readonly number[], customers: number, customerOf: (row: number) => number) {
  const starts = sharedInts(customers + 1, () => 0);
  for (const row of rows) {
    const next = customerOf(row) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let customer = 0; customer < customers; customer++) {
    starts[customer + 1] = (starts[customer + 1] ?? 0) + (starts[customer] ?? 0);
  }
  const free = Int32Array.from(starts);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const customer = customerOf(row);
    const place = free[customer] ?? 0;
    sorted[place] = row;
    free[customer] = place + 1;
  }
  return { starts, rows: sorted };
}

function productFacts(
  { product, toldProduct, toldProducts }: Interactions,
  rows: readonly number[],
  { ids, placeOf }: PlacesById,
  facts: Facts,
  shopCurrency: string,
): ProductFacts[] {
  const told = toldOf(rows, product, toldProduct, toldProducts.values, ids.length, placeOf);
  return ids.map((id, place) => {
    const { currency = shopCurrency, price, ...table } = facts.products.get(id) ?? {};
    const comparable = price !== undefined && (currency === shopCurrency || shopCurrency === "");
    return { id, ...table, ...(comparable && { price }), ...told[place] };
  });
}

/** Prices in several currencies cannot be compared without rates: the one that most touches are in counts, the others fall away. */
function commonestCurrency({ currency, currencies, price }: Interactions, rows: readonly number[]): number {
  const counts = new Float64Array(currencies.values.length);
  for (const row of rows) {
    const place = currency[row] ?? 0;
    if (place > 0 && !Number.isNaN(price[row])) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.reduce((best, count, place) => (count > (counts[best] ?? 0) ? place : best), 0);
}

function customerFacts(
  { customer, toldCustomer, toldCustomers }: Interactions,
  rows: readonly number[],
  { ids, placeOf }: PlacesById,
  facts: Facts,
): CustomerFacts[] {
  const told = toldOf(rows, customer, toldCustomer, toldCustomers.values, ids.length, placeOf);
  return ids.map((id, place) => ({ id, ...facts.customers.get(id), ...told[place] }));
}

/** By place what was told of it, of each fact the latest: a touch that tells a name alone takes no brand away. */
function toldOf<Told>(
  rows: readonly number[],
  met: readonly number[],
  told: readonly number[],
  values: readonly Told[],
  places: number,
  placeOf: (met: number | undefined) => number,
): (Told | undefined)[] {
  const latest = new Int32Array(places); // most touches repeat what the last one told: nothing is to be done for them
  const known = Array.from({ length: places }, (): Told | undefined => undefined);
  for (const row of rows) {
    const [place, telling] = [placeOf(met[row]), told[row] ?? 0];
    const facts = values[telling];
    if (telling === 0 || latest[place] === telling || facts === undefined) continue;
    latest[place] = telling;
    known[place] = { ...known[place], ...facts };
  }
  return known;
}
