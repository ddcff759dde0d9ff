import type { Series } from "../../src/scoring/pricing/series.ts";

/**
 * A merchant with a spreadsheet: the slope of a straight line through ln(units of a week + 1) over ln(price), nothing taken out.
 * NaN where the price never moved.
 */
export function naiveElasticity({ price, units }: Series): number {
  const x = [...price].map(Math.log);
  const y = [...units].map((each) => Math.log(each + 1));
  const [middleX, middleY] = [meanOf(x), meanOf(y)];
  const moved = x.reduce((sum, each, row) => sum + (each - middleX) * ((y[row] ?? 0) - middleY), 0);
  return moved / x.reduce((sum, each) => sum + (each - middleX) ** 2, 0);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

/** The best price at that elasticity, e c / (1 + e), the nearest of those that are allowed; the dearest where e is above -1. */
export function naivePrice(elasticity: number, cost: number, allowed: readonly number[], current: number): number {
  if (Number.isNaN(elasticity) || allowed.length === 0) return current;
  const wanted = elasticity < -1 ? (elasticity * cost) / (1 + elasticity) : Number.POSITIVE_INFINITY;
  const [low = current, high = current] = [allowed[0], allowed.at(-1)];
  return Math.min(high, Math.max(low, wanted));
}
