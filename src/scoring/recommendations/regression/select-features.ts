import type { CoMoments } from "../../../math/co-moments.ts";
import { topPlaces } from "../../../math/top-places.ts";
import { type Exam, meanNdcg } from "./exams.ts";
import { fitLinear } from "./fit-linear.ts";
import { CollinearFeatures } from "./refusals.ts";

/** A feature that gains less is left out: it would be chance. */
const LEAST_GAIN = 5e-4;
/** Where no feature gains alone, pairs are tried with so many of the best. */
const FIRST_OF_PAIR = 3;
/** Of all these pairs so many are looked at with every exam, by what one exam of three says: pairs are many, and take longest. */
const MOST_PAIRS = 5;
const ONE_OF = 3;
const FIRST_RIDGE = 1e-3;
/** Per row, with features of variance 1. */
const RIDGES = [FIRST_RIDGE, 1e-4, 1e-2, 1e-1];

export interface Step {
  readonly step: number;
  readonly feature: string;
  readonly ndcg: number;
  readonly gain: number;
  /** The other feature of the two that were taken together because none gained alone: the gain is that of both. */
  readonly with?: string;
}

export interface LeftOut {
  readonly feature: string;
  readonly reason: string;
}

export interface Selection {
  /** Places of features, in the order in which they were taken. */
  readonly chosen: readonly number[];
  readonly ridge: number;
  readonly ndcg: number;
  readonly steps: readonly Step[];
  readonly leftOut: readonly LeftOut[];
}

interface Tried {
  readonly column: number;
  readonly ndcg: number;
  readonly fault?: string;
}

interface Attempts {
  /** How well the last of some features does together with the others. */
  readonly full: (chosen: readonly number[]) => Tried;
  /** The same by some of the exams alone. */
  readonly brief: (chosen: readonly number[]) => Tried;
}

/**
 * Forward selection: of the features not yet taken the one with which the rankings of later time gain most NDCG is taken,
 * until none gains enough, nor two together; then the ridge with the best rankings. `kept` are in from the start. Weights are learned from
 * the moments, which are of an earlier time than the exams. O(features^2 * (features^3 + exams * candidates * features)).
 */
export function selectFeatures(
  moments: CoMoments,
  exams: readonly Exam[],
  names: readonly string[],
  kept: readonly number[],
): Selection {
  const varying = names.flatMap((_, column) => (moments.deviation(column) > 0 ? [column] : []));
  const constant = names.flatMap((feature, column) =>
    varying.includes(column) ? [] : [{ feature, reason: "is the same for every customer and product of this history" }],
  );
  const attempt = (chosen: readonly number[], ridge: number, some = exams): Tried => {
    const column = chosen.at(-1) ?? -1;
    try {
      return { column, ndcg: meanNdcg(some, fitLinear(moments, names, chosen, ridge), chosen) };
    } catch (error) {
      if (!(error instanceof CollinearFeatures)) throw error;
      return { column, ndcg: Number.NEGATIVE_INFINITY, fault: error.message };
    }
  };
  const few = exams.filter((_, place) => place % ONE_OF === 0);
  const attempts: Attempts = {
    full: (columns) => attempt(columns, FIRST_RIDGE),
    brief: (columns) => attempt(columns, FIRST_RIDGE, few),
  };
  const { chosen, ndcg, steps, rest } = goForward(varying, kept, attempts, names);
  const ridges = RIDGES.map((ridge) => ({ ridge, ndcg: chosen.length === 0 ? ndcg : attempt(chosen, ridge).ndcg }));
  const best = ridges.reduce((left, right) => (right.ndcg > left.ndcg ? right : left));
  return { chosen, ...best, steps, leftOut: [...constant, ...rest.map((tried) => leftOutOf(tried, ndcg, names))] };
}

function goForward(varying: readonly number[], kept: readonly number[], attempts: Attempts, names: readonly string[]) {
  const { chosen, refused } = keptOnes(varying, kept, attempts.full);
  const steps: Step[] = [];
  let ndcg = 0;
  const take = (tried: Tried, other?: Tried): void => {
    chosen.push(tried.column);
    const feature = names[tried.column] ?? "";
    const together = other && { with: names[other.column] ?? "" };
    steps.push({ step: steps.length + 1, feature, ndcg: tried.ndcg, gain: tried.ndcg - ndcg, ...together });
    ndcg = tried.ndcg;
  };
  for (;;) {
    const open = varying.filter((column) => !chosen.includes(column) && !kept.includes(column));
    const tried = open
      .map((column) => attempts.full([...chosen, column]))
      .sort((left, right) => right.ndcg - left.ndcg);
    const [best] = tried;
    const next = best && best.ndcg >= ndcg + LEAST_GAIN ? [best] : bestPair(chosen, open, tried, attempts);
    const after = next.at(-1)?.ndcg ?? Number.NEGATIVE_INFINITY;
    if (after < ndcg + LEAST_GAIN * next.length) return { chosen, ndcg, steps, rest: [...tried, ...refused] };
    for (const each of next)
      take(
        each,
        next.find((other) => other !== each),
      );
  }
}

/** Two features may gain together where neither does alone; the first is one of the best. */
function bestPair(
  chosen: readonly number[],
  open: readonly number[],
  tried: readonly Tried[],
  { full, brief }: Attempts,
): Tried[] {
  const pairs = tried
    .slice(0, FIRST_OF_PAIR)
    .filter(({ fault }) => fault === undefined)
    .flatMap((first) => open.filter((other) => other !== first.column).map((column) => ({ first, column })));
  const looked = pairs.map(({ first, column }) => brief([...chosen, first.column, column]).ndcg);
  let best: Tried[] = [];
  for (const { first, column } of topPlaces(looked, MOST_PAIRS).flatMap((place) => pairs[place] ?? [])) {
    const second = full([...chosen, first.column, column]);
    if (second.ndcg > (best.at(-1)?.ndcg ?? Number.NEGATIVE_INFINITY)) best = [first, second];
  }
  return best;
}

/** Those that vary and are not already said by others of them, and those that are. */
function keptOnes(
  varying: readonly number[],
  kept: readonly number[],
  attempt: (chosen: readonly number[]) => Tried,
): { chosen: number[]; refused: Tried[] } {
  const chosen: number[] = [];
  const refused: Tried[] = [];
  for (const column of kept.filter((each) => varying.includes(each))) {
    const tried = attempt([...chosen, column]);
    if (tried.fault === undefined) chosen.push(column);
    else refused.push(tried);
  }
  return { chosen, refused };
}

const leftOutOf = ({ column, ndcg, fault }: Tried, before: number, names: readonly string[]): LeftOut => ({
  feature: names[column] ?? "",
  reason: fault ?? `changes NDCG@20 by ${(ndcg - before).toFixed(4)}, which is less than ${LEAST_GAIN}`,
});
