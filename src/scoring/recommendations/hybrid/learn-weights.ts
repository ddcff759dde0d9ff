import { topPlaces } from "../../../math/top-places.ts";

/** One customer of held-out time: by term what it says of each candidate, and which of the candidates they came to have. */
export interface Example {
  readonly terms: readonly Float32Array[];
  readonly wanted: Uint8Array;
  /** How many products they came to have, also beyond the candidates. */
  readonly targets: number;
}

/** How a weight may move: nonNegative where a recommender's say could only be turned into its opposite. */
export interface Weight {
  readonly start: number;
  readonly nonNegative: boolean;
  readonly fixed?: boolean;
}

const STEPS = [0.8, 0.4, 0.2, 0.1, 0.05];
/** A smaller gain is chance: the standard error of a mean NDCG over a thousand customers is some 0.004. */
const LEAST_GAIN = 1e-4;
const ROUNDS = 10;

export interface Learned {
  readonly weights: number[];
  readonly startNdcg: number;
  readonly ndcg: number;
}

/**
 * Weights of a sum of terms by coordinate ascent on the mean NDCG@k itself: each weight in turn takes a step up or down
 * and keeps it where that gains; steps get smaller. The start is never left for something worse. Metzler and Croft 2007,
 * Linear feature-based models for information retrieval. O(steps tried * candidates of all examples).
 */
export function learnWeights(examples: readonly Example[], start: readonly Weight[], k: number): Learned {
  const ascent = new Ascent(examples, start, k);
  const startNdcg = ascent.ndcg;
  for (const step of STEPS) {
    for (let round = 0; round < ROUNDS && ascent.round(step); round++);
  }
  return { weights: ascent.weights, startNdcg, ndcg: ascent.ndcg };
}

class Ascent {
  readonly weights: number[];
  ndcg: number;
  readonly #examples: readonly Example[];
  readonly #start: readonly Weight[];
  readonly #k: number;
  /** By example the weighted sums of its candidates. */
  readonly #sums: Float64Array[];

  constructor(examples: readonly Example[], start: readonly Weight[], k: number) {
    this.#examples = examples;
    this.#start = start;
    this.#k = k;
    this.weights = start.map((weight) => weight.start);
    this.#sums = examples.map(({ terms, wanted }) => {
      const sums = new Float64Array(wanted.length);
      for (const [term, values] of terms.entries()) addTimes(sums, values, this.weights[term] ?? 0);
      return sums;
    });
    this.ndcg = this.#meanNdcg(0, 0);
  }

  /** Tries each weight once, up and down; whether any step was kept. */
  round(step: number): boolean {
    let moved = false;
    for (const [term, { fixed, nonNegative }] of this.#start.entries()) {
      if (fixed === true) continue;
      for (const change of [step, -step]) {
        const next = (this.weights[term] ?? 0) + change;
        if (nonNegative && next < 0) continue;
        const ndcg = this.#meanNdcg(term, change);
        if (ndcg < this.ndcg + LEAST_GAIN) continue;
        this.#keep(term, change, ndcg);
        moved = true;
        break;
      }
    }
    return moved;
  }

  #keep(term: number, change: number, ndcg: number): void {
    this.ndcg = ndcg;
    this.weights[term] = (this.weights[term] ?? 0) + change;
    for (const [place, sums] of this.#sums.entries()) {
      addTimes(sums, this.#examples[place]?.terms[term] ?? new Float32Array(), change);
    }
  }

  #meanNdcg(term: number, change: number): number {
    let sum = 0;
    for (const [place, { terms, wanted, targets }] of this.#examples.entries()) {
      const scores = Float64Array.from(this.#sums[place] ?? []);
      addTimes(scores, terms[term] ?? new Float32Array(), change);
      sum += ndcgOf(topPlaces(scores, this.#k), wanted, Math.min(this.#k, targets));
    }
    return sum / Math.max(1, this.#examples.length);
  }
}

function addTimes(sums: Float64Array, values: Float32Array, factor: number): void {
  if (factor === 0) return;
  for (const [place, value] of values.entries()) sums[place] = (sums[place] ?? 0) + factor * value;
}

function ndcgOf(ranked: readonly number[], wanted: Uint8Array, reachable: number): number {
  let [gain, ideal] = [0, 0];
  for (const [rank, place] of ranked.entries()) {
    if (wanted[place] === 1) gain += 1 / Math.log2(rank + 2);
    if (rank < reachable) ideal += 1 / Math.log2(rank + 2);
  }
  return ideal > 0 ? gain / ideal : 0;
}
