import { MultivariateLinearRegression } from "ml-regression";
import { sum } from "./series.ts";

/** A product's rows in a regression of several products. */
export interface PooledPart {
  /** By row, the regressors. */
  readonly columns: readonly (readonly number[])[];
  readonly units: readonly number[];
  /** By row: how much more is wanted than usual, for reasons that are none of the regressors. */
  readonly index: readonly number[];
}

export interface PooledFit {
  readonly coefficients: readonly number[];
  /** Clustered by product, and no less than if units were Poisson. */
  readonly standardErrors: readonly number[];
}

const ITERATIONS = 30;
const CLOSE = 1e-6;
const LONGEST_STEP = 1;

/**
 * Poisson pseudo-likelihood with a level for each product and the same coefficients for all, by iteratively reweighted least squares;
 * each level is the product's units over what is expected without it. Undefined where the columns cannot be told apart.
 */
export function fitPooled(parts: readonly PooledPart[], columns: number): PooledFit | undefined {
  let coefficients = Array.from({ length: columns }, () => 0);
  for (let step = 0; step < ITERATIONS; step++) {
    const { x, y } = stacked(parts, coefficients, columns);
    if (x.length <= columns) return undefined;
    const { weights } = new MultivariateLinearRegression(x, y, { intercept: false, statistics: false });
    const move = weights.map(([weight = 0]) => weight);
    const longest = Math.max(...move.map(Math.abs));
    if (!Number.isFinite(longest)) return undefined;
    const part = Math.min(1, LONGEST_STEP / longest);
    coefficients = coefficients.map((value, place) => value + part * (move[place] ?? 0));
    if (longest < CLOSE) break;
  }
  return { coefficients, standardErrors: clusteredErrors(parts, coefficients, columns) };
}

function stacked(parts: readonly PooledPart[], coefficients: readonly number[], columns: number) {
  const blocks = parts.map((part) => weigh(part, coefficients, columns));
  return { blocks, x: blocks.flatMap((block) => block.x), y: blocks.flatMap((block) => block.y) };
}

/** Rows as deviations from the product's own mean, weighted by the root of what is expected. */
function weigh({ columns: rows, units, index }: PooledPart, coefficients: readonly number[], columns: number) {
  const shares = rows.map((row, place) => (index[place] ?? 1) * Math.exp(limited(inner(row, coefficients))));
  const level = sum(units) / Math.max(Number.EPSILON, sum(shares));
  const expected = shares.map((share) => Math.max(level * share, 1e-9));
  const total = sum(expected);
  const means = Array.from({ length: columns }, (_, column) => {
    return sum(rows.map((row, place) => (row[column] ?? 0) * (expected[place] ?? 0))) / total;
  });
  const roots = expected.map(Math.sqrt);
  return {
    x: rows.map((row, place) => row.map((value, column) => (roots[place] ?? 0) * (value - (means[column] ?? 0)))),
    y: units.map((each, place) => [(each - (expected[place] ?? 0)) / (roots[place] ?? 1)]),
  };
}

function clusteredErrors(parts: readonly PooledPart[], coefficients: readonly number[], columns: number): number[] {
  const { blocks, x, y } = stacked(parts, coefficients, columns);
  const { stdErrorMatrix, stdError } = new MultivariateLinearRegression(x, y, { intercept: false });
  const inverse = coefficients.map((_, row) =>
    coefficients.map((__, at) => stdErrorMatrix.get(row, at) / stdError ** 2),
  );
  const scores = blocks.map((block) =>
    coefficients.map((_, column) => sum(block.x.map((row, at) => (row[column] ?? 0) * (block.y[at]?.[0] ?? 0)))),
  );
  return inverse.map((row, place) => {
    const clustered = Math.sqrt(sum(scores.map((score) => inner(row, score) ** 2)));
    return Math.max(parts.length > 1 ? clustered : 0, Math.sqrt(row[place] ?? Number.POSITIVE_INFINITY));
  });
}

const inner = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((total, value, place) => total + value * (right[place] ?? 0), 0);

const limited = (value: number): number => Math.max(-10, Math.min(10, value));
