import type { Random } from "../random.ts";
import { seasonAt, WEEK } from "../world/calendar.ts";
import { type DemoProduct, isSold } from "../world/catalogue.ts";
import { priceAt, waveAt } from "../world/prices.ts";
import type { World } from "../world/world.ts";
import type { Belongings, Memory } from "./memory.ts";
import type { Person } from "./person.ts";

export interface Wanted {
  readonly product: DemoProduct;
  readonly price: number;
  readonly quantity: number;
}

/** How well a product's style pleases, 0 to 1: it falls off around what is liked best, in whichever direction. */
export function fitOf({ style, tolerance }: Person, product: DemoProduct): number {
  const [modern, playful] = [product.style[0] - style[0], product.style[1] - style[1]];
  return Math.exp(-(modern ** 2 + playful ** 2) / (2 * tolerance ** 2));
}

/** Which category somebody comes for; rarely one that they have no need of. */
export function categoryFor(world: World, person: Person, memory: Memory, at: number, random: Random): string {
  const led = memory.ledTo(at);
  const open = person.needs.filter(({ from, until }) => from <= at && at < until);
  const candidates = [...open, ...led.map((category) => ({ category, strength: 1.5 }))];
  const shelves = [...world.shelves.keys()];
  if (candidates.length === 0 || random.chance(0.12)) return random.pick(shelves);
  return random.weighted(candidates, ({ category, strength }) => strength * seasonOf(world, category, at)).category;
}

function seasonOf(world: World, category: string, at: number): number {
  const [product] = world.shelves.get(category) ?? [];
  return product === undefined ? 1 : seasonAt(product.leaf.season, at);
}

/** What somebody looks at in a category: what they like, what is well known, and what everyone wants just now. */
export function considerationSet(
  world: World,
  person: Person,
  category: string,
  at: number,
  random: Random,
): DemoProduct[] {
  const shelf = (world.shelves.get(category) ?? []).filter((product) => isSold(product, at));
  const looked = new Set<DemoProduct>();
  if (shelf.length === 0) return [];
  for (let times = 1 + random.poisson(1.3); times > 0; times -= 1) {
    looked.add(random.weighted(shelf, (product) => attraction(world, person, product, at)));
  }
  return [...looked];
}

function attraction(world: World, person: Person, product: DemoProduct, at: number): number {
  const path = world.prices.get(product.sku);
  const wave = path === undefined ? 0 : waveAt(path, world.calendar, at);
  const novelty = at - product.from < 6 * WEEK ? 1.6 : 1;
  return (0.08 + fitOf(person, product)) * product.appeal * Math.exp(wave) * novelty;
}

/** What costs less than this share of its price four weeks ago seems worth this much more. */
export const BARGAIN = { below: 0.93, worth: 1.06 } as const;

/**
 * Whether somebody buys what they look at: if they need it, and if it costs no more than it is worth to them. Worth varies
 * between people and from day to day, so that demand falls along an S and not along a line or a power of the price.
 */
export function considerBuying(
  world: World,
  person: Person,
  memory: Memory,
  product: DemoProduct,
  at: number,
  random: Random,
): Wanted | undefined {
  const path = world.prices.get(product.sku);
  if (path === undefined) return undefined;
  const price = priceAt(path, at);
  const bargain = price < BARGAIN.below * priceAt(path, at - 4 * WEEK) ? BARGAIN.worth : 1;
  const worth = worthOf(person, product);
  const ready = readiness(person, memory, product, at);
  const buys = (asked: number, value: number) => ready * normalCdf(Math.log(value / asked) / person.fickleness);
  world.demand.considered(product.sku, (ratio) => buys(ratio * product.price, worth));
  if (!random.chance(buys(price, worth * bargain))) return undefined;
  return { product, price, quantity: quantityOf(product, random) };
}

function readiness(person: Person, belongings: Belongings, { sku, leaf }: DemoProduct, at: number): number {
  const need = person.needs.filter(
    ({ category, from, until }) => category === leaf.category && from <= at && at < until,
  );
  const wish = need.reduce((sum, { strength }) => sum + strength, 0.15);
  const satisfied = belongings.has(leaf.category, at) ? 0.12 : 1;
  const again = leaf.lasts < 60 && belongings.hasHad(sku) ? 1.8 : 1; // of what is used up, people take the same
  return Math.min(0.95, 0.9 * wish * satisfied * again);
}

/** What somebody would just pay, most days. */
const worthOf = (person: Person, product: DemoProduct): number =>
  product.price * person.willingness * (0.82 + 0.4 * fitOf(person, product));

const quantityOf = ({ leaf }: DemoProduct, random: Random): number =>
  leaf.lasts < 100 && random.chance(0.35) ? random.weighted(SEVERAL, ([, weight]) => weight)[0] : 1;

const SEVERAL: readonly (readonly [quantity: number, weight: number])[] = [
  [2, 55],
  [3, 20],
  [4, 15],
  [6, 10],
];

/**
 * The products that somebody would most readily buy at a moment, the best first; the end of the simulated time where none is
 * given. The score multiplies how strongly a product draws them, how ready they are to buy its like, the probability that they
 * can pay it, and the season.
 */
export function likings(
  world: World,
  person: Person,
  memory: Memory,
  count: number,
  at = world.calendar.until - 1,
): { sku: string; score: number }[] {
  const belongings = memory.asOf(at);
  return world.products
    .filter((product) => isSold(product, at))
    .map((product) => ({ sku: product.sku, score: scoreOf(world, person, belongings, product, at) }))
    .sort((left, right) => right.score - left.score || (left.sku < right.sku ? -1 : 1))
    .slice(0, count)
    .map(({ sku, score }) => ({ sku, score: Number(score.toPrecision(4)) }));
}

function scoreOf(world: World, person: Person, belongings: Belongings, product: DemoProduct, at: number): number {
  const path = world.prices.get(product.sku);
  if (path === undefined) return 0;
  const worth = worthOf(person, product);
  const affordable = normalCdf(Math.log(worth / priceAt(path, at)) / person.fickleness);
  const season = seasonAt(product.leaf.season, at);
  return attraction(world, person, product, at) * readiness(person, belongings, product, at) * affordable * season;
}

/** The standard normal distribution function by Abramowitz and Stegun 26.2.17; its error is below 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight(
    (sum, each) => t * (each + sum),
    0,
  );
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
  return z >= 0 ? 1 - upper : upper;
}
