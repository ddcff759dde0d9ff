import { MultivariateLinearRegression } from "ml-regression";
import type { Form } from "./forms.ts";
import { type Series, sum } from "./series.ts";

/** A normal distribution. */
export interface Normal {
  readonly mean: number;
  readonly sd: number;
}

export interface FitOptions {
  /** By row: how much more is wanted than usual, for reasons that are not the price. */
  readonly index: Float64Array;
  readonly form: Form;
  /** What is known of the elasticity beforehand; left out: nothing. */
  readonly prior?: Normal;
}

/** What a series says by itself. */
export interface SeriesFit {
  /** At the reference price. */
  readonly elasticity: number;
  /** Expected units by row. */
  readonly expected: Float64Array;
  /** By row: d elasticity / d units, from which standard errors follow. */
  readonly influence: Float64Array;
  /** (X'WX)^-1 of the elasticity: its variance if units were Poisson. */
  readonly variance: number;
  /** How many coefficients were estimated. */
  readonly coefficients: number;
  /** Units at the reference price in a usual week, of all places. */
  readonly level: number;
}

const ITERATIONS = 40;
const CLOSE = 1e-7;
const LONGEST_STEP = 1.5;
/** Fewer weeks tell no trend apart. */
const TREND_WEEKS = 52;
/** Beforehand a trend over a year is within a factor of 2, and a cross-price elasticity within 1, at two standard deviations. */
const TREND_SD = 0.35;
const CROSS_SD = 0.5;
/** Beforehand hardly anything is known of a level, or of an elasticity. */
const WIDE_SD = 30;
const YEAR = 52;

interface Column {
  readonly values: (row: number, elasticity: number) => number;
  readonly prior: Normal;
}

/**
 * Poisson pseudo-likelihood, E[units] = index * exp(level of the place + trend + cross-price term) * shape(ratio): right on average
 * whatever the distribution of units, and at home with weeks in which nothing is sold (Santos Silva and Tenreyro 2006, The Log of
 * Gravity). By iteratively reweighted least squares: each step is a linear regression of ml-regression with rows weighted by the
 * square root of what is expected; what is known beforehand of a coefficient is one more row.
 */
export function fitSeries(series: Series, { index, form, prior }: FitOptions): SeriesFit {
  const columns = columnsOf(series, form, prior ?? { mean: 0, sd: WIDE_SD });
  const slope = series.places;
  const usual = Math.log((series.total + 0.1) / sum(index));
  let coefficients = columns.map(({ prior: { mean } }, place) => (place < series.places ? usual : mean));
  const expected = new Float64Array(series.units.length);
  const expect = () => {
    const elasticity = coefficients[slope] ?? 0;
    for (let row = 0; row < expected.length; row++) {
      let logarithm = 0;
      for (const [place, column] of columns.entries()) {
        if (place !== slope) logarithm += (coefficients[place] ?? 0) * column.values(row, elasticity);
      }
      const shape = form.shape(series.ratio[row] ?? 1, elasticity);
      expected[row] = (index[row] ?? 1) * shape * Math.exp(Math.max(-30, Math.min(30, logarithm)));
    }
  };
  expect();
  for (let step = 0; step < ITERATIONS; step++) {
    const move = regress(series, columns, coefficients, expected, false).weights.map(([weight = 0]) => weight);
    const longest = Math.max(...move.map(Math.abs));
    const part = Math.min(1, LONGEST_STEP / longest);
    coefficients = coefficients.map((value, place) => value + part * (move[place] ?? 0));
    expect();
    if (longest < CLOSE) break;
  }
  return describe(series, columns, coefficients, expected, slope);
}

function columnsOf(series: Series, form: Form, prior: Normal): Column[] {
  const at = (column: Float64Array | Int32Array, row: number): number => column[row] ?? 0;
  const levels = Array.from({ length: series.places }, (_, place): Column => {
    return {
      values: (row) => (series.place[row] === place ? 1 : 0),
      prior: { mean: Math.log((series.total + 0.1) / series.units.length), sd: WIDE_SD },
    };
  });
  const slope: Column = { values: (row, elasticity) => form.slope(at(series.ratio, row), elasticity), prior };
  const [first, last] = [series.week[0] ?? 0, series.week.at(-1) ?? 0];
  const middle = (first + last) / 2;
  const trend: Column = {
    values: (row) => (at(series.week, row) - middle) / YEAR,
    prior: { mean: 0, sd: TREND_SD },
  };
  const { competitors } = series;
  return [
    ...levels,
    slope,
    ...(last - first >= TREND_WEEKS ? [trend] : []),
    ...(competitors === undefined
      ? []
      : [{ values: (row: number) => at(competitors, row), prior: { mean: 0, sd: CROSS_SD } }]),
  ];
}

/** One step: residuals, weighted, on the columns; the rows of what is known beforehand come last. */
function regress(
  series: Series,
  columns: readonly Column[],
  coefficients: readonly number[],
  expected: Float64Array,
  statistics: boolean,
): MultivariateLinearRegression {
  const elasticity = coefficients[series.places] ?? 0;
  const x: number[][] = [];
  const y: number[][] = [];
  for (let row = 0; row < expected.length; row++) {
    const mu = expected[row] ?? 0;
    const weight = Math.sqrt(mu);
    x.push(columns.map(({ values }) => weight * values(row, elasticity)));
    y.push([weight > 0 ? ((series.units[row] ?? 0) - mu) / weight : 0]);
  }
  for (const [place, { prior }] of columns.entries()) {
    x.push(columns.map((_, other) => (other === place ? 1 / prior.sd : 0)));
    y.push([(prior.mean - (coefficients[place] ?? 0)) / prior.sd]);
  }
  return new MultivariateLinearRegression(x, y, { intercept: false, statistics });
}

function describe(
  series: Series,
  columns: readonly Column[],
  coefficients: readonly number[],
  expected: Float64Array,
  slope: number,
): SeriesFit {
  const elasticity = coefficients[slope] ?? 0;
  const { stdErrorMatrix, stdError } = regress(series, columns, coefficients, expected, true);
  const inverse = columns.map((_, place) => stdErrorMatrix.get(slope, place) / stdError ** 2);
  return {
    elasticity,
    expected,
    influence: expected.map((_, row) => {
      return columns.reduce((total, { values }, place) => total + (inverse[place] ?? 0) * values(row, elasticity), 0);
    }),
    variance: inverse[slope] ?? Number.POSITIVE_INFINITY,
    coefficients: columns.length,
    level: sum(coefficients.slice(0, series.places).map(Math.exp)),
  };
}
