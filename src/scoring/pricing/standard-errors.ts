import type { SeriesFit } from "./fit-series.ts";
import { type Series, sum } from "./series.ts";

export interface FittedSeries {
  readonly series: Series;
  readonly fit: SeriesFit;
}

/** How demand wanders for reasons that nobody knows: by lag in weeks, the covariance of factors that are 1 on average. */
export type Waves = Float64Array;

const LAGS = 12;

/**
 * How much demand wanders, and for how long, pooled over all products, since one alone has too few weeks to tell: by lag k the sum of
 * r_t r_(t-k) over the sum of mu_t mu_(t-k), r being what units exceed the expected mu by, without what comes of buying by chance.
 */
export function wavesOf(fitted: readonly FittedSeries[]): Waves {
  const products = new Float64Array(LAGS);
  const weights = new Float64Array(LAGS);
  for (const { series, fit } of fitted) {
    const { expected } = fit;
    const left = series.units.map((units, row) => units - (expected[row] ?? 0));
    eachPair(series, (row, before, lag) => {
      const chance = lag === 0 ? series.batch * (expected[row] ?? 0) : 0;
      products[lag] = (products[lag] ?? 0) + (left[row] ?? 0) * (left[before] ?? 0) - chance;
      weights[lag] = (weights[lag] ?? 0) + (expected[row] ?? 0) * (expected[before] ?? 0);
    });
  }
  return products.map((product, lag) => Math.max(0, product / Math.max(Number.EPSILON, weights[lag] ?? 0)));
}

/** Pairs of rows of one place that are less than LAGS weeks apart; rows are by place, then in time. */
function eachPair({ week, place }: Series, visit: (row: number, before: number, lag: number) => void): void {
  for (let row = 0; row < week.length; row++) {
    for (let before = row; before >= 0 && place[before] === place[row]; before--) {
      const lag = (week[row] ?? 0) - (week[before] ?? 0);
      if (lag >= LAGS) break;
      visit(row, before, lag);
    }
  }
}

/** What waves make of the mean of so many weeks in turn: its variance, as a share of its square. */
export function waveOfMean(waves: Waves, weeks: number): number {
  const count = Math.max(1, Math.round(weeks));
  const sums = waves.map((wave, lag) => (lag === 0 ? 1 : 2) * Math.max(0, count - lag) * wave);
  return sum(sums) / count ** 2;
}

/**
 * The standard error of an elasticity: that of a fit whose units come in batches and whose demand wanders in waves, and no less
 * than what the scatter of the series itself says (Pearson's chi-squared over its degrees of freedom).
 */
export function standardError({ series, fit }: FittedSeries, waves: Waves): number {
  const { expected, influence, variance, coefficients } = fit;
  let wandering = 0;
  eachPair(series, (row, before, lag) => {
    const [one, other] = [
      (influence[row] ?? 0) * (expected[row] ?? 0),
      (influence[before] ?? 0) * (expected[before] ?? 0),
    ];
    wandering += (lag === 0 ? 1 : 2) * one * other * (waves[lag] ?? 0);
  });
  const chance = sum(influence.map((each, row) => series.batch * each * each * (expected[row] ?? 0)));
  const freedom = Math.max(1, series.units.length - coefficients);
  const scatter = sum(series.units.map((units, row) => scatterOf(units, expected[row] ?? 0))) / freedom;
  return Math.sqrt(Math.max(chance + Math.max(0, wandering), Math.max(1, scatter) * variance));
}

const scatterOf = (units: number, expected: number): number => (units - expected) ** 2 / Math.max(expected, 1e-6);
