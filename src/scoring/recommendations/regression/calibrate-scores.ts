import { type Calibration, calibrate } from "../../../math/calibration.ts";
import type { CoMoments } from "../../../math/co-moments.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { HeldOut } from "../recommender.ts";
import { featureNamed } from "./features.ts";
import type { LinearModel } from "./fit-linear.ts";
import { type Case, casesOf } from "./gather.ts";
import type { Ground } from "./ground.ts";
import { CollinearFeatures, TooFewHits } from "./refusals.ts";

const LEAST_HITS_OF_BIN = 10;

/** Pairs of a customer and a product that they did not have: what they scored and whether they came to have it. */
export interface Pairs {
  readonly scores: number[];
  readonly hits: number[];
  /** How many pairs each stands for. */
  readonly weights: number[];
}

export interface Calibrated {
  readonly calibration: Calibration;
  /** How many were looked at. */
  readonly pairs: number;
  readonly purchases: number;
}

/**
 * For each half of the customers the model that is fitted to the other: its scores of them are not flattered. Where few
 * customers leave a feature without any variation in a half, or features that cannot be told apart there, the model of all
 * stands for both.
 */
export function halvesOf(
  halves: readonly CoMoments[],
  chosen: readonly number[],
  fit: (moments: CoMoments) => LinearModel,
  whole: LinearModel,
): LinearModel[] {
  const same = halves.map(() => whole);
  if (halves.some((half) => chosen.some((column) => half.deviation(column) === 0))) return same;
  try {
    return halves.map(fit).reverse();
  } catch (error) {
    if (error instanceof CollinearFeatures) return same;
    throw error;
  }
}

/** Throws TooFewHits where they would not fill one bin. */
export function calibrated(pairs: Pairs): Calibrated {
  const purchases = pairs.hits.reduce((sum, hit) => sum + hit, 0);
  if (purchases < LEAST_HITS_OF_BIN) throw new TooFewHits(purchases, LEAST_HITS_OF_BIN);
  return { calibration: calibrate(pairs, LEAST_HITS_OF_BIN), pairs: pairs.scores.length, purchases };
}

/**
 * All pairs that came true, and of the others about `most`: half of them each customer's highest scores, where purchases
 * are and a few pairs more or less change a probability a lot; the rest one of every so many with a start by chance, and
 * each of these stands for so many. Unweighted, a sample would make purchases look probable. The models are those for
 * customers of even and of odd places. O(customers * products * features) time and O(most + hits + customers) memory.
 */
export function pairsOf(
  held: HeldOut,
  ground: Ground,
  customers: readonly number[],
  models: readonly LinearModel[],
  { most, random }: { readonly most: number; readonly random: () => number },
): Pairs {
  const pairs: Pairs = { scores: [], hits: [], weights: [] };
  const features = (models[0]?.features ?? []).map(featureNamed);
  const chosen = [...features.keys()];
  const sample = { ofEach: ofEachOf(most, customers), random };
  for (const each of casesOf(held, ground, features, customers)) {
    addPairs(pairs, each, scoresOf(each, models[each.customer % 2], chosen), sample);
  }
  return pairs;
}

const TAKEN = Number.NEGATIVE_INFINITY;

/** How much of a customer's candidates is looked at. */
export interface PairSample {
  /** So many with the highest scores, and about as many of the rest. */
  readonly ofEach: number;
  readonly random: () => number;
}

/** Such that all customers together have about `most` pairs. */
export const ofEachOf = (most: number, customers: readonly number[]): number =>
  most / 2 / Math.max(1, customers.length);

/** Adds a customer's pairs. `open` are the scores of the candidates, and are used up. */
export function addPairs(
  { scores, hits, weights }: Pairs,
  { candidates, wanted }: Case,
  open: Float64Array,
  { ofEach, random }: PairSample,
): void {
  let left = open.length;
  const take = (at: number, hit: number, weight: number): void => {
    scores.push(open[at] ?? 0);
    hits.push(hit);
    weights.push(weight);
    open[at] = TAKEN;
    left--;
  };
  for (let at = 0; at < open.length; at++) if (wanted.has(candidates[at] ?? -1)) take(at, 1, 1);
  for (const at of topPlaces(open, Math.ceil(ofEach))) take(at, 0, 1);
  const step = Math.max(1, left / ofEach);
  let [next, seen] = [random() * step, 0];
  for (let at = 0; at < open.length; at++) {
    if (open[at] === TAKEN) continue;
    if (seen === Math.floor(next)) {
      take(at, 0, step);
      next += step;
    }
    seen++;
  }
}

/** The linear score of each candidate; `chosen` are the places of the model's features among the columns. */
export function scoresOf(
  { columns, candidates }: Case,
  model: LinearModel | undefined,
  chosen: readonly number[],
): Float64Array {
  const scores = new Float64Array(candidates.length).fill(model?.intercept ?? 0);
  for (const [place, at] of chosen.entries()) addColumn(scores, candidates, columns[at], model?.weights[place] ?? 0);
  return scores;
}

function addColumn(
  scores: Float64Array,
  candidates: Int32Array,
  column: Float64Array | undefined,
  weight: number,
): void {
  if (column === undefined) return;
  for (let at = 0; at < scores.length; at++) {
    scores[at] = (scores[at] ?? 0) + weight * (column[candidates[at] ?? 0] ?? 0);
  }
}
