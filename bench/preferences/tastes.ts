import { EAGERNESS } from "../../src/demo/people/lives.ts";
import type { Person } from "../../src/demo/people/person.ts";
import { likings } from "../../src/demo/people/shopping.ts";
import { DAY } from "../../src/demo/world/calendar.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { memoryOf, type Shop } from "./shop.ts";

/** How many products a person likes, as the file of the hidden truth tells it. */
export const LIKES = 20;

/** By place of a history's products: how readily a person would buy each at a moment; 0 for what is not sold then. */
export function tasteOf(shop: Shop, { products }: History, number: string, at: number): Float64Array {
  const { world } = shop;
  const memory = memoryOf(shop, number);
  const liked = likings(world, memory.person, memory, world.products.length, at);
  const scores = new Map(liked.map(({ sku, score }) => [sku, score]));
  return Float64Array.from(products, ({ id }) => scores.get(id) ?? 0);
}

/** How many visits somebody is to be expected to pay between two moments from which something may be bought. */
export function demandOf({ kind, visitsPerDay, until }: Person, from: number, to: number): number {
  const days = Math.max(0, Math.min(until, to) - from) / DAY;
  return kind === "VISITOR" ? 0 : days * visitsPerDay * (EAGERNESS[kind] ?? 1);
}
