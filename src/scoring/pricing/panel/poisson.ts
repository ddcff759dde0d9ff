import { type Sales, salesWhere } from "./brand-sales.ts";
import type { Response, ResponseForm } from "./response.ts";
import { fitWithin, linear } from "./within.ts";

const MOST_STEPS = 100;
const CONVERGED = 1e-9;

/**
 * Poisson pseudo-likelihood with an effect for each store, which weeks without sales may be part of: Santos Silva and Tenreyro
 * 2006, The Log of Gravity. Units need not be Poisson distributed; standard errors are scaled by how much they scatter.
 *
 * Iteratively reweighted least squares (Nelder and Wedderburn 1972): with m the predicted units, each step regresses
 * ln(m) + (units - m) / m with weights m. A store that sold nothing has an effect of minus infinity and takes no part. Null also
 * where the steps lead nowhere.
 */
export const POISSON: ResponseForm = {
  code: "PANEL_POISSON",
  fit(all) {
    const sold = new Float64Array(all.storeCount);
    for (const [row, store] of all.store.entries()) sold[store] = (sold[store] ?? 0) + (all.units[row] ?? 0);
    const sales = salesWhere(all, (row) => (sold[all.store[row] ?? 0] ?? 0) > 0);
    const fit = iterated(sales, sold);
    if (fit === null) return null;
    const seen = new Set(all.store);
    const silent = (store: number) => seen.has(store) && sold[store] === 0;
    const effects = effectsOf(sales, fit.weights, sold);
    return {
      ...fit,
      effects: effects.map((effect, store) => (silent(store) ? Number.NEGATIVE_INFINITY : effect)),
    };
  },
};

function iterated(sales: Sales, sold: Float64Array): Response | null {
  const { units, store, columns } = sales;
  const rows = new Float64Array(sales.storeCount);
  for (const of of store) rows[of] = (rows[of] ?? 0) + 1;
  const means = sold.map((total, of) => total / Math.max(1, rows[of] ?? 1));
  let eta = Float64Array.from(units, (each, row) => Math.log((each + (means[store[row] ?? 0] ?? 0)) / 2));
  let before: readonly number[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    const mean = eta.map(Math.exp);
    const y = eta.map((each, row) => each + ((units[row] ?? 0) - (mean[row] ?? 0)) / (mean[row] ?? 1));
    const fit = fitWithin({ ...sales, y, rowWeights: mean });
    if (fit === null || !fit.weights.every(Number.isFinite)) return null;
    const change = Math.max(...fit.weights.map((weight, at) => Math.abs(weight - (before[at] ?? Number.MAX_VALUE))));
    if (change < CONVERGED) return fit;
    before = fit.weights;
    const effects = effectsOf(sales, fit.weights, sold);
    eta = Float64Array.from(store, (of, row) => (effects[of] ?? 0) + linear(fit.weights, columns, row));
  }
  return null;
}

/** Given the weights, each store's predicted units add up to those that it sold. */
function effectsOf({ store, columns }: Sales, weights: readonly number[], sold: Float64Array): number[] {
  const expected = new Float64Array(sold.length);
  for (const [row, of] of store.entries()) {
    expected[of] = (expected[of] ?? 0) + Math.exp(linear(weights, columns, row));
  }
  return Array.from(sold, (total, of) => Math.log(total / (expected[of] ?? 0)));
}
