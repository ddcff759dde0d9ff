import { kmeans } from "ml-kmeans";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { pick } from "../../math/pick.ts";
import { silhouette } from "../../math/silhouette.ts";
import { nameClusters } from "./name-clusters.ts";
import { byValues, type Centroid, largestFirst, nearest } from "./nearest.ts";

/** k-means runs on so many rows at most; all rows are counted. */
const FITTED_ROWS = 10_000;
/** The silhouette compares all pairs of so many rows at most. */
const COMPARED_ROWS = 1_000;
/** k-means ends in an optimum near its start: the best of so many starts is kept. */
const STARTS = 4;
/** Silhouettes that differ by no more than this are equally good. */
const ROUNDING = 1e-9;

/** No two say anything in the same words. */
export interface ClusterFeature {
  readonly name: string;
  /** Said of who has much of it, such as "many orders". */
  readonly high: string;
  /** Said of who has little of it, such as "few orders". */
  readonly low: string;
}

export interface ClusterSettings {
  /** From so many clusters, at least 1, ... */
  readonly fewest: number;
  /** ... to so many are tried, where there are as many different rows. */
  readonly most: number;
  /** An integer. */
  readonly seed: number;
}

/** What a row's value is standardised by: (value - mean) / deviation. */
export interface ClusterScale {
  readonly name: string;
  readonly mean: number;
  /** Of the population; 1 where all values are the same. */
  readonly deviation: number;
}

/** Plain data. */
export interface ClusterModel {
  readonly features: readonly ClusterScale[];
  /** The largest first, of equal ones by centroid, which is in standardised units. */
  readonly clusters: readonly { readonly name: string; readonly size: number; readonly centroid: Centroid }[];
  /** The mean silhouette of each number of clusters that was tried, in ascending order. */
  readonly silhouettes: readonly { readonly clusters: number; readonly silhouette: number }[];
}

/**
 * Clusters of rows that are alike: k-means on z-scores, for the k with the highest mean silhouette, of equals the smallest.
 * The same for the same rows in whichever order, features and settings; no clusters of no rows. k-means++ by Arthur and
 * Vassilvitskii 2007; O(n log n) for n rows, and with samples of bounded size the rest of it O(n k d).
 */
export function fitClusters(
  rows: readonly (readonly number[])[],
  features: readonly ClusterFeature[],
  settings: ClusterSettings,
): ClusterModel {
  const sorted = rows.toSorted(byValues); // so that sums and samples do not depend on the order
  const scales = features.map(({ name }, at) => ({ name, ...spread(sorted.map((row) => row[at] ?? 0)) }));
  const points = sorted.map((row) => standardised(row, scales));
  const tried = fits(points, settings);
  const best = tried.reduce(
    (best, fit) => (fit.silhouette > best.silhouette + ROUNDING ? fit : best),
    tried[0] ?? NOTHING,
  );
  const clusters = largestFirst(points, best.centroids);
  const names = nameClusters(
    clusters.map(({ centroid }) => centroid),
    features,
  );
  return {
    features: scales,
    clusters: clusters.map((cluster, place) => ({ name: names[place] ?? "", ...cluster })),
    silhouettes: tried.map(({ centroids, silhouette }) => ({ clusters: centroids.length, silhouette })),
  };
}

/**
 * The place (from 0) of the cluster whose centroid is nearest, by squared Euclidean distance after standardising; of
 * equally near ones the first. -1 where the model has no clusters.
 */
export function nearestCluster(model: ClusterModel, row: readonly number[]): number {
  const centroids = model.clusters.map(({ centroid }) => centroid);
  return nearest(centroids, standardised(row, model.features)).place;
}

interface Fit {
  readonly centroids: readonly Centroid[];
  readonly silhouette: number;
}

const NOTHING: Fit = { centroids: [], silhouette: 0 };

/** The best centroids for each number of clusters. */
function fits(points: readonly (readonly number[])[], { fewest, most, seed }: ClusterSettings): Fit[] {
  const generator = mersenne(seed); // xoroshiro128plus would begin with nearly 1 for every small seed
  const random = () => uniformFloat64(generator);
  const fitted = pick(points, FITTED_ROWS, random).map((point) => [...point]);
  const compared = pick(fitted, COMPARED_ROWS, random);
  const different = new Set(fitted.map(String)).size; // for more there is nowhere to start
  const [least, limit] = [Math.min(fewest, different), Math.min(most, different)];
  const counts = different === 0 ? [] : Array.from({ length: limit - least + 1 }, (_, place) => least + place);
  return counts.map((count) => {
    const centroids = bestCentroids(fitted, count, seed);
    const labels = compared.map((point) => nearest(centroids, point).place);
    return { centroids, silhouette: silhouette(compared, labels) };
  });
}

/** Those with the smallest sum of squared distances from the points, of several starts. */
function bestCentroids(points: number[][], count: number, seed: number): Centroid[] {
  let [best, least]: [Centroid[], number] = [[], Number.POSITIVE_INFINITY];
  for (let start = 0; start < STARTS; start++) {
    const { centroids } = kmeans(points, count, { initialization: "kmeans++", seed: seed + start });
    const sum = points.reduce((total, point) => total + nearest(centroids, point).square, 0);
    if (sum < least) [best, least] = [centroids, sum];
  }
  return best;
}

/** By distances to the first value, so that values which are all the same have a deviation of exactly 0, here 1. */
function spread(values: readonly number[]): { mean: number; deviation: number } {
  const origin = values[0];
  if (origin === undefined) return { mean: 0, deviation: 1 };
  const mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function standardised(row: readonly number[], scales: readonly ClusterScale[]): number[] {
  return scales.map(({ mean, deviation }, at) => ((row[at] ?? 0) - mean) / deviation);
}
