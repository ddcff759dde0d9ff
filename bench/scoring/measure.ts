import { cpuUsage } from "node:process";
import { serialize } from "node:v8";
import { topPlaces } from "../../src/math/top-places.ts";
import { type Basket, basketOf, type History } from "../../src/scoring/recommendations/history.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import type { Recommender } from "../../src/scoring/recommendations/recommender.ts";

export interface Spread {
  readonly median: number;
  readonly p95: number;
}

export interface Served {
  /** Milliseconds of CPU for one list of ten products. */
  readonly list: Spread;
  /** The same for the reasons of all ten. */
  readonly because: Spread;
  /** A number that changes where any list, score or reason does. */
  readonly checksum: string;
}

const COUNT = 10;
/** Just-in-time compilation is over after so many baskets. */
const WARMED = 300;

const spreadOf = (times: readonly number[]): Spread => {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
};

/** Milliseconds of CPU of all of the process's threads: those of the collector and the compiler count. */
function cpuOf(act: () => void): number {
  const before = cpuUsage();
  act();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}

/** Baskets of the history's first customers, each made anew, so that nothing can be remembered of it. */
export function basketsOf(history: History, count: number): Basket[] {
  return Array.from({ length: Math.min(count, history.customers.length) }, (_, customer) =>
    basketOf(history, customer),
  );
}

export function measureServing(recommender: Recommender, model: unknown, history: History, baskets: number): Served {
  const shelf = new Uint8Array(history.products.length).fill(1);
  const lists: number[] = [];
  const reasons: number[] = [];
  let checksum = 0;
  const serve = (basket: Basket): void => {
    let list: ReturnType<typeof recommend> = [];
    lists.push(cpuOf(() => (list = recommend(recommender, model, basket, { count: COUNT, shelf }))));
    const becauses: ReturnType<Recommender["because"]>[] = [];
    const explain = (): void => {
      for (const { product } of list) becauses.push(recommender.because(model, basket, product));
    };
    reasons.push(cpuOf(explain));
    for (const [rank, { product, score }] of list.entries()) checksum += (rank + 1) * (product + score);
    for (const each of becauses.flat()) checksum += each.weight;
  };
  for (const basket of basketsOf(history, WARMED)) serve(basket);
  lists.length = 0;
  reasons.length = 0;
  checksum = 0;
  for (const basket of basketsOf(history, baskets)) serve(basket);
  return { list: spreadOf(lists), because: spreadOf(reasons), checksum: checksum.toPrecision(12) };
}

/** What no list can do without: each product's number looked at once, and the ten largest kept. */
export function measureFloor(products: number, baskets: number, random: () => number): Spread {
  const values = Float64Array.from({ length: products }, random);
  const times = Array.from({ length: baskets + WARMED }, () => cpuOf(() => topPlaces(values, COUNT)));
  return spreadOf(times.slice(WARMED));
}

export interface Size {
  readonly arrays: number;
  readonly serialized: number;
}

/** Bytes of a model's typed arrays, and of the whole as it would be sent or kept. */
export const sizeOf = (model: unknown): Size => ({ arrays: bytesOf(model), serialized: serialize(model).byteLength });

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, each: unknown) => sum + bytesOf(each), 0);
}
