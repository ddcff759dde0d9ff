import { ndcgOf } from "../../../math/ndcg.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { LinearModel } from "./fit-linear.ts";
import type { Case } from "./gather.ts";
import { type Ground, termOf } from "./ground.ts";

/** How many products of a list count. */
export const LIST = 20;
/** Of a larger catalogue the most popular products stand for all while features are chosen: memory is finite. */
const MOST_CANDIDATES = 4_000;

/** A customer whose later choices are known, to hold rankings against. */
export interface Exam {
  /** By feature, by candidate; empty where it is the same for all of them, which changes no ranking. */
  readonly columns: readonly Float32Array[];
  readonly wanted: Uint8Array;
  /** How many they came to have, also beyond the candidates. */
  readonly targets: number;
}

export function examOf(ground: Ground, { columns, candidates, wanted }: Case): Exam {
  const popularity = termOf(ground, "everPopularity");
  const ofCandidates = Float64Array.from(candidates, (product) => popularity[product] ?? 0);
  const chosen =
    candidates.length <= MOST_CANDIDATES
      ? candidates
      : Int32Array.from(topPlaces(ofCandidates, MOST_CANDIDATES), (place) => candidates[place] ?? 0).sort();
  return {
    columns: columns.map((column) => valuesAt(column, chosen)),
    wanted: Uint8Array.from(chosen, (product) => (wanted.has(product) ? 1 : 0)),
    targets: wanted.size,
  };
}

const SAME = new Float32Array();

function valuesAt(column: Float64Array, places: Int32Array): Float32Array {
  const values = new Float32Array(places.length);
  let varies = false;
  for (let at = 0; at < places.length; at++) {
    values[at] = column[places[at] ?? 0] ?? 0;
    varies ||= values[at] !== values[0];
  }
  return varies ? values : SAME;
}

/** The mean NDCG@20 of a model's rankings. `chosen` are the places of its features. O(exams * candidates * features). */
export function meanNdcg(exams: readonly Exam[], { weights }: LinearModel, chosen: readonly number[]): number {
  let sum = 0;
  const longest = exams.reduce((most, { wanted }) => Math.max(most, wanted.length), 0);
  const buffer = new Float64Array(longest);
  for (const { columns, wanted, targets } of exams) {
    const scores = buffer.subarray(0, wanted.length).fill(0);
    for (const [place, column] of chosen.entries()) addTimes(scores, columns[column], weights[place] ?? 0);
    sum += ndcgOf(topPlaces(scores, LIST), (place) => wanted[place] === 1, Math.min(LIST, targets));
  }
  return sum / Math.max(1, exams.length);
}

function addTimes(sums: Float64Array, values: Float32Array | undefined, factor: number): void {
  if (values === undefined || values.length === 0) return;
  for (let place = 0; place < sums.length; place++) sums[place] = (sums[place] ?? 0) + factor * (values[place] ?? 0);
}
