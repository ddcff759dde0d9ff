import type { CustomerFacts, History, ProductFacts } from "../../src/scoring/recommendations/history.ts";
import { codeOf } from "../../src/scoring/recommendations/signals.ts";

export interface ShopSizes {
  readonly products: number;
  readonly customers: number;
}

const [VIEW, CART, PURCHASE] = [codeOf("VIEW"), codeOf("CART"), codeOf("PURCHASE")];
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const NOW = Date.parse("2026-01-01");

/** A shop of three-step categories, brands, prices, attributes and words, as Zipf's law has all of them. */
const DEPARTMENTS = 10;
const AISLES = 6;
const SHELVES = 5;
const BRANDS = 300;
const WORDS = 4_000;
const NAME_WORDS = 8;
const COLOURS = 12;
const MATERIALS = 15;
const COUNTRIES = ["DE", "FR", "PL", "SE", "US"];
/** Of a customer's touches so many are in the few categories that they turn to. */
const LOYALTY = 0.7;
const FAVOURITES = 3;

interface Line {
  readonly product: number;
  readonly signal: number;
  readonly at: number;
}

/** Customers with 30 to 60 touches each, in sessions of views, some put into the cart and some of those ordered together. */
export function makeShop({ products: count, customers: people }: ShopSizes, random: () => number): History {
  const products = Array.from({ length: count }, (_, place) => productOf(place, random));
  const categoryOf = products.map(({ category = [] }) => category.join());
  const popular = byChance(
    products.map(() => 1 / (1 + random() * count)),
    random,
  );
  const within = new Map<string, number[]>();
  for (const [place, category] of categoryOf.entries()) within.set(category, [...(within.get(category) ?? []), place]);
  const rows = Array.from({ length: people }, () =>
    touchesOf(popular, (place) => within.get(categoryOf[place] ?? "") ?? [], random),
  );
  const starts = new Int32Array(people + 1);
  for (const [place, own] of rows.entries()) starts[place + 1] = (starts[place] ?? 0) + own.length;
  const lines = rows.flat();
  return {
    products,
    customers: rows.map((_, place) => customerOf(place, random)),
    channels: ["WEB"],
    starts,
    product: Int32Array.from(lines, ({ product }) => product),
    signal: Uint8Array.from(lines, ({ signal }) => signal),
    at: Float64Array.from(lines, ({ at }) => at),
    price: Float64Array.from(lines, ({ product }) => products[product]?.price ?? Number.NaN),
    channel: new Uint8Array(lines.length),
    now: NOW,
  };
}

const idOf = (place: number): string => String(place).padStart(9, "0");
const below = (count: number, random: () => number): number => Math.floor(random() * count);
/** Small numbers often, large ones seldom. */
const seldom = (count: number, random: () => number): number => Math.floor(count ** random()) - 1;

function productOf(place: number, random: () => number): ProductFacts {
  const department = below(DEPARTMENTS, random);
  const aisle = `${department}.${below(AISLES, random)}`;
  return {
    id: idOf(place),
    name: Array.from({ length: NAME_WORDS }, () => `word${seldom(WORDS, random)}`).join(" "),
    category: [`department ${department}`, `aisle ${aisle}`, `shelf ${aisle}.${below(SHELVES, random)}`],
    brand: `brand ${seldom(BRANDS, random)}`,
    price: Math.round(100 * Math.exp(1 + 3 * random())) / 100,
    attributes: { colour: below(COLOURS, random), material: below(MATERIALS, random) },
  };
}

const customerOf = (place: number, random: () => number): CustomerFacts => ({
  id: idOf(place),
  country: COUNTRIES[seldom(COUNTRIES.length, random)] ?? "DE",
});

function touchesOf(popular: () => number, shelfOf: (place: number) => readonly number[], random: () => number): Line[] {
  const favourites = Array.from({ length: FAVOURITES }, () => shelfOf(popular()));
  const next = (): number => {
    const shelf = favourites[below(FAVOURITES, random)] ?? [];
    return random() < LOYALTY ? (shelf[seldom(shelf.length, random)] ?? popular()) : popular();
  };
  const wanted = 30 + below(31, random);
  const lines: Line[] = [];
  while (lines.length < wanted) {
    let at = NOW - random() * YEAR;
    const seen = Array.from({ length: 3 + below(6, random) }, next);
    const inCart = seen.filter(() => random() < 0.35);
    const bought = random() < 0.6 ? inCart : [];
    for (const [signal, products] of [[VIEW, seen] as const, [CART, inCart] as const]) {
      for (const product of products) {
        at += MINUTE;
        lines.push({ product, signal, at });
      }
    }
    for (const product of new Set(bought)) lines.push({ product, signal: PURCHASE, at: at + MINUTE });
  }
  return lines.sort((left, right) => left.at - right.at);
}

/** Draws places with chances in proportion to weights. */
function byChance(weights: readonly number[], random: () => number): () => number {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (const [place, weight] of weights.entries()) {
    sum += weight;
    sums[place] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
