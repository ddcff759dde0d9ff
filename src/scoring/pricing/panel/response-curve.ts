import { quantile } from "../../../math/quantile.ts";
import type { PricingResult } from "../evaluation-report.ts";
import type { Sales } from "./brand-sales.ts";
import { predicted, type Response } from "./response.ts";

type Curve = PricingResult["curve"];

const POINTS = 21;
const BINS = 16;

/**
 * Units per store and week over prices between the 1st and the 99th percentile of the own price, with all else, stores too, at
 * the mean of its logarithm: a typical store in a typical week.
 */
export function responseCurve(sales: Sales, response: Response): Curve {
  const prices = ownPrices(sales);
  const [low, high] = [quantile(prices, 0.01), quantile(prices, 0.99)];
  const at = typicalUnits(sales, response);
  return Array.from({ length: POINTS }, (_, point) => {
    const price = low + (point / (POINTS - 1)) * (high - low);
    return { price, units: at(price) };
  });
}

/**
 * What was sold, all else as in the curve, for a sixteenth of the rows each, by rising price: the curve times what the
 * rows sold as a share of what the model says of them, as a geometric mean where each sold anything. Rows of the same price
 * stay together.
 */
export function observedCurve(sales: Sales, response: Response): Curve {
  const at = typicalUnits(sales, response);
  const geometric = sales.units.every((each) => each > 0);
  const [own = []] = sales.columns;
  const rows = [...own.keys()]
    .filter((row) => predicted(response, sales, row) > 0)
    .sort((left, right) => (own[left] ?? 0) - (own[right] ?? 0));
  const points: { price: number; units: number }[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    end = Math.min(rows.length, Math.max(start + 1, Math.ceil(start + rows.length / BINS)));
    while (end < rows.length && own[rows[end] ?? 0] === own[rows[end - 1] ?? 0]) end++;
    const { price, arithmetic, logarithmic } = sharesOf(rows.slice(start, end), sales, response);
    points.push({ price, units: at(price) * (geometric ? logarithmic : arithmetic) });
  }
  return points;
}

/** What rows sold as a share of what the model says of them, both ways, and the geometric mean of their prices. */
function sharesOf(rows: readonly number[], sales: Sales, response: Response) {
  let [logPrice, sold, expected, logShare] = [0, 0, 0, 0];
  for (const row of rows) {
    const [actual, guess] = [sales.units[row] ?? 0, predicted(response, sales, row)];
    logPrice += (sales.columns[0]?.[row] ?? 0) / rows.length;
    logShare += Math.log(actual / guess) / rows.length;
    sold += actual;
    expected += guess;
  }
  return { price: Math.exp(logPrice), arithmetic: sold / expected, logarithmic: Math.exp(logShare) };
}

function ownPrices({ columns: [own = []] }: Sales): Float64Array {
  return Float64Array.from(own, Math.exp).sort();
}

/** Rows of stores that sold nothing say nothing of a typical store. */
function typicalUnits(sales: Sales, response: Response): (price: number) => number {
  const [own = []] = sales.columns;
  let [logUnits, logPrice, rows] = [0, 0, 0];
  for (const row of own.keys()) {
    const log = Math.log(predicted(response, sales, row));
    if (!Number.isFinite(log)) continue;
    logUnits += log;
    logPrice += own[row] ?? 0;
    rows += 1;
  }
  const elasticity = response.weights[0] ?? 0;
  return (price) => Math.exp(logUnits / rows + elasticity * (Math.log(price) - logPrice / rows));
}
