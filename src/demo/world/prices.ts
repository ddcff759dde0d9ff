import type { Random } from "../random.ts";
import { topOf } from "./assortment.ts";
import { type Calendar, promotionsAt, WEEK } from "./calendar.ts";
import { charm, type DemoProduct, type PricingRule } from "./catalogue.ts";

/** What a product was asked for over time, and the hidden waves of demand behind it. */
export interface PricePath {
  /** The price from each moment on, rising in time; the first holds from when it is first sold. */
  readonly points: readonly { readonly from: number; readonly price: number }[];
  /** By week: the logarithm of how much more it is wanted than usual. */
  readonly waves: readonly number[];
  /** What it costs at the end, as a share of what it cost at the beginning. */
  readonly costLevel: number;
}

const KEEPS = 0.85; // of a wave from week to week
const LEAST_MARGIN = 1.08; // nothing is sold for less than a little more than it costs
const WAVE = 0.28; // its size in the long run, as a logarithm

export function makePricePath(product: DemoProduct, calendar: Calendar, random: Random): PricePath {
  const weeks = Math.ceil((calendar.until - calendar.from) / WEEK) + 1;
  const waves = makeWaves(weeks, random);
  const costs = makeCosts(product.pricing, weeks, random);
  const levels = product.pricing === "COST_LED" ? costs : makeLevels(product.pricing, waves, random);
  const points: { from: number; price: number }[] = [{ from: product.from, price: product.price }];
  for (const from of changesOf(product, calendar, weeks)) {
    const week = Math.min(weeks - 1, Math.max(0, Math.floor((from - calendar.from) / WEEK)));
    const asked = product.price * (levels[week] ?? 1) * (1 - discountOf(product, calendar, from));
    const price = charm(Math.max(asked, product.cost * (costs[week] ?? 1) * LEAST_MARGIN));
    if (price !== points.at(-1)?.price) points.push({ from, price });
  }
  return { points, waves, costLevel: costs.at(-1) ?? 1 };
}

/** By week, as a share of the first one; of products whose price follows it, it is agreed anew each quarter. */
function makeCosts(rule: PricingRule, weeks: number, random: Random): number[] {
  let level = 1;
  return Array.from({ length: weeks }, (_, week) => {
    if (rule === "COST_LED" && week % 13 === 12) level *= Math.exp(random.normal(0.01, 0.07));
    return level;
  });
}

function makeWaves(weeks: number, random: Random): number[] {
  let wave = random.normal(0, WAVE);
  return Array.from({ length: weeks }, () => {
    wave = KEEPS * wave + random.normal(0, WAVE * Math.sqrt(1 - KEEPS ** 2));
    return wave;
  });
}

/** By week: the price as a share of the usual one, before promotions. */
function makeLevels(rule: PricingRule, waves: readonly number[], random: Random): number[] {
  let level = 1;
  return waves.map((wave, week) => {
    if (rule === "DEMAND_LED" && week % 2 === 0) level = Math.exp(0.55 * wave);
    if (rule === "TESTED" && week % 4 === 0) level = random.pick([0.8, 0.9, 1, 1.1, 1.2]);
    if (rule === "STABLE" && random.chance(1 / 40)) level *= random.pick([0.95, 1.05, 1.08]);
    return level;
  });
}

function changesOf({ from, until }: DemoProduct, calendar: Calendar, weeks: number): number[] {
  const mondays = Array.from({ length: weeks }, (_, week) => calendar.from + week * WEEK);
  const promoted = calendar.promotions.flatMap((promotion) => [promotion.from, promotion.to]);
  return [...mondays, ...promoted]
    .filter((at) => at >= Math.max(from, calendar.from) && at < Math.min(until, calendar.until))
    .sort((left, right) => left - right);
}

/** What is being tested takes no part in promotions, which come when the shop is busy. */
function discountOf({ leaf, pricing }: DemoProduct, calendar: Calendar, at: number): number {
  if (pricing === "TESTED") return 0;
  const covering = promotionsAt(calendar, at).filter(
    ({ covers }) => covers === undefined || covers.includes(topOf(leaf)),
  );
  return Math.max(0, ...covering.map(({ discount }) => discount));
}

export function priceAt({ points }: PricePath, at: number): number {
  let [low, high] = [0, points.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.from ?? 0) <= at) low = middle;
    else high = middle;
  }
  return points[low]?.price ?? 0;
}

export const waveAt = ({ waves }: PricePath, calendar: Calendar, at: number): number =>
  waves[Math.floor((at - calendar.from) / WEEK)] ?? 0;
