import { Matrix, SVD } from "ml-matrix";
import { MultivariateLinearRegression } from "ml-regression";
import { choleskyFactor } from "../../../math/cholesky-factor.ts";
import type { CoMoments } from "../../../math/co-moments.ts";
import { CollinearFeatures } from "./refusals.ts";

/** Y = intercept + sum_i w_i X_i. */
export interface LinearModel {
  readonly features: readonly string[];
  readonly weights: Float64Array;
  /** The features' means where it was fitted. */
  readonly means: Float64Array;
  readonly intercept: number;
  /** Of the standardised features: the largest singular value over the smallest. */
  readonly condition: number;
}

/** Beyond it the digits of a double are used up: normal equations square it. */
const MOST_CONDITION = 1e6;
/** A feature that has such a part in the direction that vanishes is one of those that cannot be told apart. */
const NOTABLE = 0.1;

/**
 * Linear regression by least squares on standardised features, with a ridge of `ridge` times the number of rows. The last
 * column of the moments is Y; `chosen` are places of columns that vary.
 *
 * The rows themselves are not needed. Least squares knows them by X'X and X'y alone, and so the rows of a Cholesky factor
 * of [X y]'[X y] stand for all of them; each feature's row sqrt(ridge) e_i with y = 0 makes it a ridge regression. Hoerl
 * and Kennard 1970; data augmentation after Marquardt 1970. Throws CollinearFeatures before any weight is computed where
 * the condition number is beyond 1e6: Belsley, Kuh and Welsch 1980 call 30 already a lot. O(features^3).
 */
export function fitLinear(
  moments: CoMoments,
  names: readonly string[],
  chosen: readonly number[],
  ridge: number,
): LinearModel {
  const features = chosen.map((column) => names[column] ?? "");
  const { rows, deviations } = standardised(moments, chosen);
  const x = rows.map((row) => row.slice(0, -1));
  const condition = conditionOf(x, features);
  const target = rows.map((row) => row.slice(-1));
  const ridgeRows = chosen.map((_, place) => chosen.map((__, other) => (place === other ? Math.sqrt(ridge) : 0)));
  const { weights } = new MultivariateLinearRegression([...x, ...ridgeRows], [...target, ...chosen.map(() => [0])], {
    intercept: false,
    statistics: false,
  });
  const perUnit = Float64Array.from(chosen, (_, place) => (weights[place]?.[0] ?? 0) / (deviations[place] ?? 1));
  const means = Float64Array.from(chosen, (column) => moments.mean(column));
  const explained = perUnit.reduce((sum, weight, place) => sum + weight * (means[place] ?? 0), 0);
  return { features, weights: perUnit, means, intercept: moments.mean(moments.columns - 1) - explained, condition };
}

/** Few rows with the inner products of all: of the features, each with variance 1, and of Y, all with a mean of 0. */
function standardised(moments: CoMoments, chosen: readonly number[]) {
  const columns = [...chosen, moments.columns - 1];
  const deviations = columns.map((column, place) => (place < chosen.length ? moments.deviation(column) : 1));
  const products = columns.map((left, row) =>
    Float64Array.from(columns, (right, column) => {
      return moments.covariance(left, right) / (deviations[row] ?? 1) / (deviations[column] ?? 1);
    }),
  );
  const factor = choleskyFactor(products);
  return { rows: columns.map((_, row) => factor.map((values) => values[row] ?? 0)), deviations };
}

function conditionOf(x: number[][], features: readonly string[]): number {
  const { diagonal, rightSingularVectors } = new SVD(new Matrix(x), { computeLeftSingularVectors: false });
  const [largest, smallest] = [diagonal[0] ?? 0, diagonal.at(-1) ?? 0];
  const condition = smallest > 0 ? largest / smallest : Number.POSITIVE_INFINITY;
  if (condition <= MOST_CONDITION) return condition;
  const vanishing = rightSingularVectors.getColumn(features.length - 1);
  throw new CollinearFeatures(
    features.filter((_, place) => Math.abs(vanishing[place] ?? 0) > NOTABLE),
    condition,
  );
}
