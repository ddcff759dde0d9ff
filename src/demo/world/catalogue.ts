import type { Random } from "../random.ts";
import { BRANDS, COLOURS, LEAVES, type Leaf, topOf } from "./assortment.ts";
import { type Calendar, DAY } from "./calendar.ts";
import { draw } from "./drawings.ts";

/** Where a taste lies: between classic (0) and modern (1), and between plain (0) and playful (1). */
export type Style = readonly [modern: number, playful: number];

/**
 * How the shop sets a product's price; what it looks at decides whether a naive estimate of demand is right. All but TESTED
 * are also cheaper in promotions, which come when the shop is busy anyhow.
 */
export const PRICING_RULES = {
  STABLE: "Changed now and then, for no reason that demand knows of.",
  DEMAND_LED: "Raised where demand is high and lowered where it is low: price and demand rise together.",
  TESTED: "Drawn by lot every four weeks, whatever the demand: the honest experiment.",
  COST_LED: "Follows what the product costs.",
} as const;

export type PricingRule = keyof typeof PRICING_RULES;

/** A product with what nobody is told about it. */
export interface DemoProduct {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly leaf: Leaf;
  readonly colour: string;
  readonly imageUrl: string;
  readonly style: Style;
  /** How well known it is, beyond its style. */
  readonly appeal: number;
  readonly price: number;
  readonly cost: number;
  readonly pricing: PricingRule;
  readonly from: number;
  readonly until: number;
}

export const PRODUCTS = 300;

export function makeCatalogue(calendar: Calendar, random: Random): DemoProduct[] {
  return Array.from({ length: PRODUCTS }, (_, index) => makeProduct(index, calendar, random));
}

function makeProduct(index: number, { from, until }: Calendar, random: Random): DemoProduct {
  const leaf = LEAVES[index % LEAVES.length] ?? random.pick(LEAVES);
  const round = Math.floor(index / LEAVES.length);
  const brand = random.pick(BRANDS);
  const [colour, hex] = COLOURS[(round + index) % COLOURS.length] ?? random.pick(COLOURS);
  const noun = leaf.nouns[round % leaf.nouns.length] ?? random.pick(leaf.nouns);
  const variant = leaf.variants[(round + index) % leaf.variants.length] ?? colour;
  const price = charm(random.logNormal(leaf.price * brand.priceLevel, 0.3));
  const [modern, playful] = brand.style;
  const span = until - from;
  return {
    sku: `${skuPrefix(leaf)}-${String(index + 1).padStart(3, "0")}`,
    name: `${variant} ${noun.name}`,
    brand: brand.name,
    leaf,
    colour,
    imageUrl: draw(noun.shape, hex),
    style: [random.normal(modern, 0.12), random.normal(playful, 0.12)],
    appeal: random.logNormal(1, 0.7),
    price,
    cost: Math.round(price * random.between(0.35, 0.65) * 100) / 100,
    pricing: random.weighted(RULES, ([, weight]) => weight)[0],
    from: random.chance(0.15) ? from + span * random.between(0.1, 0.9) : from - 30 * DAY,
    until: random.chance(0.04) ? from + span * random.between(0.5, 0.95) : Number.POSITIVE_INFINITY,
  };
}

const RULES: readonly (readonly [PricingRule, number])[] = [
  ["STABLE", 0.35],
  ["DEMAND_LED", 0.35],
  ["TESTED", 0.15],
  ["COST_LED", 0.15],
];

function skuPrefix(leaf: Leaf): string {
  const [, name = ""] = leaf.category.split(" > ");
  return `${topOf(leaf).slice(0, 1)}${name.slice(0, 3)}`.toUpperCase();
}

/** A price as shops write it: 4.95, 18.50, 72.00. */
export function charm(price: number): number {
  if (price < 10) return Math.max(1, Math.round(price * 2) / 2) - 0.05;
  if (price < 40) return Math.round(price * 2) / 2;
  return Math.round(price) - (price < 100 ? 0.05 : 0);
}

export const isSold = ({ from, until }: DemoProduct, at: number): boolean => from <= at && at < until;
