import { MultivariateLinearRegression } from "ml-regression";
import { choleskyFactor } from "../../../math/cholesky-factor.ts";

/** Least squares of y on columns, with an effect for each store. */
export interface WithinProblem {
  readonly columns: readonly (readonly number[])[];
  readonly y: ArrayLike<number>;
  readonly store: readonly number[];
  readonly storeCount: number;
  readonly week: readonly number[];
  /** How much each row counts; all the same where it is left out. */
  readonly rowWeights?: ArrayLike<number>;
}

export interface WithinFit {
  /** By column; 0 where it says nothing that the columns before it don't. */
  readonly weights: readonly number[];
  /** Places of such columns. */
  readonly dropped: readonly number[];
  /** By store; NaN where it has no row. */
  readonly effects: readonly number[];
  /** Of the first column's weight. */
  readonly standardError: number;
  /** The same where the rows of one store, and those of one week, may have anything in common. */
  readonly clusteredStandardError: number;
}

/** Below it what varies within stores is rounding. */
const LEAST_DEVIATION = 1e-9;
/** 1 - R^2 on the columns before, below which a column is taken for their combination. */
const LEAST_OF_ITS_OWN = 1e-8;

/**
 * Effects of stores are removed by subtracting each store's mean (Frisch and Waugh 1933, Lovell 1963), and so count as G
 * parameters more: standard errors are those of the demeaned regression times sqrt((n - k) / (n - k - G)). Columns are
 * scaled to a deviation of 1 before, and those that are combinations of the ones before them are left out. Null where the
 * first column does not vary within any store, and where rows are no more than parameters. O(rows * columns^2).
 */
export function fitWithin(problem: WithinProblem): WithinFit | null {
  const { store, storeCount, columns } = problem;
  const rootWeights = Float64Array.from(store, (_, row) => Math.sqrt(problem.rowWeights?.[row] ?? 1));
  const weightOfStore = sumsByStore(problem, (row) => problem.rowWeights?.[row] ?? 1);
  const centred = (values: ArrayLike<number>) => centredByStore(problem, values, weightOfStore, rootWeights);
  const scaled = columns.map((values) => standardised(centred(values)));
  const kept = independent(scaled.map(({ values }) => values));
  const n = store.length;
  const stores = new Set(store).size;
  const freedom = n - kept.length - stores;
  if (kept[0] !== 0 || freedom < 1) return null;
  const x = rowsOf(kept.map((place) => scaled[place]?.values ?? new Float64Array()));
  const y = centred(problem.y);
  const regression = regressed(x, y);
  const weights = columns.map(() => 0);
  for (const [at, place] of kept.entries()) {
    weights[place] = (regression.weights[at]?.[0] ?? 0) / (scaled[place]?.deviation ?? 1);
  }
  const rest = (row: number) => (problem.y[row] ?? 0) - linear(weights, columns, row);
  const sums = sumsByStore(problem, (row) => (problem.rowWeights?.[row] ?? 1) * rest(row));
  const perUnit = 1 / (scaled[0]?.deviation ?? 1);
  return {
    weights,
    dropped: [...columns.keys()].filter((place) => !kept.includes(place)),
    effects: Array.from({ length: storeCount }, (_, of) => (sums[of] ?? 0) / (weightOfStore[of] ?? 0)),
    standardError: (regression.stdErrors[0] ?? 0) * Math.sqrt((n - kept.length) / freedom) * perUnit,
    clusteredStandardError: clustered(x, y, regression, problem) * perUnit,
  };
}

export function linear(weights: readonly number[], columns: readonly (readonly number[])[], row: number): number {
  let sum = 0;
  for (const [place, values] of columns.entries()) sum += (weights[place] ?? 0) * (values[row] ?? 0);
  return sum;
}

type Regression = Pick<MultivariateLinearRegression, "weights" | "stdErrors">;

const regressed = (x: number[][], y: ArrayLike<number>): Regression =>
  new MultivariateLinearRegression(
    x,
    Array.from(y, (value) => [value]),
    { intercept: false },
  );

function sumsByStore({ store, storeCount }: WithinProblem, of: (row: number) => number): Float64Array {
  const sums = new Float64Array(storeCount);
  for (const [row, at] of store.entries()) sums[at] = (sums[at] ?? 0) + of(row);
  return sums;
}

/** What lies above or below the store's mean, times the root of the row's weight. */
function centredByStore(
  problem: WithinProblem,
  values: ArrayLike<number>,
  weightOfStore: Float64Array,
  rootWeights: Float64Array,
): Float64Array {
  const sums = sumsByStore(problem, (row) => (rootWeights[row] ?? 0) ** 2 * (values[row] ?? 0));
  return Float64Array.from(problem.store, (at, row) => {
    return (rootWeights[row] ?? 0) * ((values[row] ?? 0) - (sums[at] ?? 0) / (weightOfStore[at] ?? 1));
  });
}

function standardised(values: Float64Array): { values: Float64Array; deviation: number } {
  const deviation = Math.sqrt(inner(values, values) / Math.max(1, values.length));
  if (!(deviation > LEAST_DEVIATION)) return { values: new Float64Array(values.length), deviation: 1 };
  return { values: values.map((value) => value / deviation), deviation };
}

function inner(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (const [row, value] of left.entries()) sum += value * (right[row] ?? 0);
  return sum;
}

/** Places of the columns that are no combination of the ones before them, by a Cholesky factor of their correlations. */
function independent(columns: readonly Float64Array[]): number[] {
  const n = Math.max(1, columns[0]?.length ?? 1);
  const correlations = columns.map((left) => columns.map((right) => inner(left, right) / n));
  const kept: number[] = [];
  for (const place of columns.keys()) {
    const tried = [...kept, place];
    const factor = choleskyFactor(
      tried.map((row) => Float64Array.from(tried, (column) => correlations[row]?.[column] ?? 0)),
    );
    if ((factor.at(-1)?.at(-1) ?? 0) ** 2 > LEAST_OF_ITS_OWN) kept.push(place);
  }
  return kept;
}

/**
 * Clustered by store and by week (Cameron, Gelbach and Miller 2011): the two variances less that of the rows alone, which is in both,
 * and no less than either; each as Liang and Zeger 1986 with Stata's correction G / (G - 1) * (n - 1) / (n - k). The first column's own
 * part of the sandwich is that of a regression on what the other columns leave of it.
 */
function clustered(x: number[][], y: Float64Array, regression: Regression, { store, week }: WithinProblem): number {
  const others = x.map((row) => row.slice(1));
  const first = Float64Array.from(x, ([value = 0]) => value);
  const explained = (others[0]?.length ?? 0) > 0 ? regressed(others, first).weights : [];
  let squares = 0;
  const scores = x.map((values, row) => {
    const own = (values[0] ?? 0) - product(explained, values.slice(1));
    squares += own * own;
    return own * ((y[row] ?? 0) - product(regression.weights, values));
  });
  const [n, k] = [x.length, regression.weights.length];
  const varianceBy = (keyOf: (row: number) => number): number => {
    const sums = new Map<number, number>();
    for (const [row, score] of scores.entries()) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + score);
    const meat = [...sums.values()].reduce((sum, score) => sum + score * score, 0);
    return ((meat / squares ** 2) * (sums.size / (sums.size - 1)) * (n - 1)) / (n - k);
  };
  const [byStore, byWeek] = [varianceBy((row) => store[row] ?? 0), varianceBy((row) => week[row] ?? 0)];
  return Math.sqrt(Math.max(byStore, byWeek, byStore + byWeek - varianceBy((row) => row)));
}

const product = (weights: readonly (readonly number[])[], values: readonly number[]): number =>
  values.reduce((sum, value, at) => sum + value * (weights[at]?.[0] ?? 0), 0);

const rowsOf = (columns: readonly Float64Array[]): number[][] =>
  Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => columns.map((values) => values[row] ?? 0));
