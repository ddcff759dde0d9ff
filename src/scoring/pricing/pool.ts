import { groupBy } from "../../math/group-by.ts";
import type { Normal } from "./fit-series.ts";

/** What one product says of its elasticity, at its reference price. */
export interface OwnEstimate {
  readonly category: string;
  readonly elasticity: number;
  readonly standardError: number;
}

/** What is known of a product's elasticity from others. */
export interface Pool {
  /** Of the whole shop; undefined where too few products say anything. */
  readonly shop: Normal | undefined;
  /** How many products it rests on. */
  readonly products: number;
  /** Of a product in a category: its mean, and how far products lie from it. */
  of(category: string): Normal | undefined;
}

/** Fewer products make no pool. */
const FEWEST = 5;
const WIDEST = 3;
const STEP = 0.05;

/**
 * Empirical Bayes: products' elasticities are normal around that of their category, and categories' around that of the shop. The spread of
 * products is integrated over a flat prior (Gelman 2006, Prior distributions for variance parameters), since the likeliest spread
 * of few products is often 0, and all would seem alike; that of categories is DerSimonian and Laird's (1986).
 */
export function poolOf(estimates: readonly OwnEstimate[]): Pool {
  const shop = estimates.length < FEWEST ? undefined : combine(estimates, spreadOf(estimates));
  if (shop === undefined) return { shop: undefined, products: estimates.length, of: () => undefined };
  const { spread } = shop;
  const categories = [...groupBy(estimates, ({ category }) => category)].map(([category, own]) => {
    return { category, ...combine(own, spread) };
  });
  const between = spreadBetween(categories);
  const within = Math.max(spread ** 2 - between, spread ** 2 / 4);
  const means = new Map(
    categories.map(({ category, mean, variance }): [string, Normal] => {
      const own = between / (between + variance);
      const left = between * (1 - own) + shop.variance * (1 - own) ** 2;
      return [category, { mean: shop.mean + own * (mean - shop.mean), sd: Math.sqrt(within + left) }];
    }),
  );
  const others: Normal = { mean: shop.mean, sd: Math.sqrt(spread ** 2 + shop.variance) };
  return { shop: others, products: estimates.length, of: (category) => means.get(category) ?? others };
}

/** A product's elasticity from what it says itself and what is known from others. */
export function shrink({ elasticity, standardError }: Omit<OwnEstimate, "category">, prior: Normal | undefined) {
  if (prior === undefined) return { mean: elasticity, sd: standardError, shrinkage: 0 };
  const own = prior.sd ** 2 / (prior.sd ** 2 + standardError ** 2);
  return {
    mean: prior.mean + own * (elasticity - prior.mean),
    sd: Math.sqrt(prior.sd ** 2 * (1 - own)),
    shrinkage: 1 - own,
  };
}

interface Combined {
  readonly mean: number;
  readonly variance: number;
  readonly spread: number;
}

function combine(estimates: readonly Omit<OwnEstimate, "category">[], spread: number): Combined {
  const weights = estimates.map(({ standardError }) => 1 / (standardError ** 2 + spread ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = estimates.reduce((sum, { elasticity }, place) => sum + (weights[place] ?? 0) * elasticity, 0) / total;
  return { mean, variance: 1 / total, spread };
}

/** The root of the mean square of the spread, over its posterior. */
function spreadOf(estimates: readonly OwnEstimate[]): number {
  const spreads = Array.from({ length: Math.round(WIDEST / STEP) }, (_, place) => (place + 1) * STEP);
  const logs = spreads.map((spread) => {
    const { mean, variance } = combine(estimates, spread);
    return estimates.reduce((sum, { elasticity, standardError }) => {
      const each = standardError ** 2 + spread ** 2;
      return sum - 0.5 * Math.log(each) - (0.5 * (elasticity - mean) ** 2) / each;
    }, 0.5 * Math.log(variance));
  });
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.sqrt(spreads.reduce((sum, spread, place) => sum + ((weights[place] ?? 0) / total) * spread * spread, 0));
}

/** How far categories lie apart, beyond what chance makes: a variance. */
function spreadBetween(categories: readonly Combined[]): number {
  const weights = categories.map(({ variance }) => 1 / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = categories.reduce((sum, each, place) => sum + (weights[place] ?? 0) * each.mean, 0) / total;
  const scatter = categories.reduce((sum, each, place) => sum + (weights[place] ?? 0) * (each.mean - mean) ** 2, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0) / total;
  const beyond = (scatter - (categories.length - 1)) / (total - squares);
  return Number.isFinite(beyond) ? Math.max(0, beyond) : 0;
}
