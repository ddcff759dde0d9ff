import type { History } from "../history.ts";

const BANDS = 10;

/** What each product costs: its own price, else the median of what was paid for it; NaN where neither is known. */
export function pricesOf({ products, product, price }: History): number[] {
  const paid: number[][] = products.map(() => []);
  for (const [touch, place] of product.entries()) {
    const cost = price[touch] ?? Number.NaN;
    if (cost > 0) paid[place]?.push(cost);
  }
  return products.map((facts, place) => facts.price ?? median(paid[place] ?? []));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + upper) / 2;
}

/** Where the bands begin: the prices above 0 in ten parts of equal size, or fewer where many products cost the same. O(n log n). */
export function bandFloorsOf(prices: readonly number[]): number[] {
  const sorted = prices.filter((price) => price > 0).sort((left, right) => left - right);
  const quantiles = Array.from({ length: BANDS }, (_, band) => sorted[Math.floor((band * sorted.length) / BANDS)] ?? 0);
  return [...new Set(quantiles)];
}

/**
 * The band of a price, named by its limits such as "price 5 to 10". Undefined without a price, and everywhere where there is
 * one band alone: it would say nothing. O(bands).
 */
export function bandOf(price: number, floors: readonly number[]): string | undefined {
  const band = floors.findLastIndex((floor) => price >= floor);
  return band < 0 || floors.length < 2 ? undefined : nameOf(floors[band] ?? 0, floors[band + 1]);
}

/** The band of each price. O(n log n). */
export function bandsOf(prices: readonly number[]): (string | undefined)[] {
  const floors = bandFloorsOf(prices);
  return prices.map((price) => bandOf(price, floors));
}

const nameOf = (floor: number, next: number | undefined): string =>
  next === undefined ? `price from ${short(floor)}` : `price ${short(floor)} to ${short(next)}`;

/** Without the noise of binary fractions. */
const short = (price: number): number => Number(price.toPrecision(6));
