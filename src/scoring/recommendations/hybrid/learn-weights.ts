import { ndcgOf } from "../../../math/ndcg.ts";
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
const SAMPLES = 5;
const MOST_IN_SAMPLE = 1_000;

export interface Learned {
  readonly weights: number[];
  readonly startNdcg: number;
  readonly ndcg: number;
}

/**
 * Weights of a sum of terms by coordinate ascent on the mean NDCG@k itself: each weight in turn takes a step up or down
 * and keeps it where that gains; steps get smaller (Metzler and Croft 2007, Linear feature-based models for information
 * retrieval). NDCG has steps and many local maxima, and which is climbed hangs on the sample: so the weights are the means
 * of those learned from five bootstrap samples of the examples (bagging, Breiman 1996). Where these do no better on all
 * examples than the start, the start stays. O(steps tried * candidates of all examples).
 */
export function learnWeights(
  examples: readonly Example[],
  start: readonly Weight[],
  k: number,
  random: () => number,
): Learned {
  const from = start.map((weight) => weight.start);
  const startNdcg = new Ascent(examples, start, from, k).ndcg;
  const climbed = Array.from({ length: SAMPLES }, () => climb(sampleOf(examples, random), start, from, k));
  const means = from.map((_, term) => climbed.reduce((sum, weights) => sum + (weights[term] ?? 0), 0) / SAMPLES);
  const { ndcg } = new Ascent(examples, start, means, k);
  return ndcg > startNdcg ? { weights: means, startNdcg, ndcg } : { weights: from, startNdcg, ndcg: startNdcg };
}

function sampleOf(examples: readonly Example[], random: () => number): Example[] {
  const size = Math.min(examples.length, MOST_IN_SAMPLE);
  return Array.from({ length: size }, () => Math.floor(random() * examples.length)).flatMap((place) =>
    examples.slice(place, place + 1),
  );
}

function climb(examples: readonly Example[], start: readonly Weight[], from: readonly number[], k: number): number[] {
  const ascent = new Ascent(examples, start, from, k);
  for (const step of STEPS) {
    for (let round = 0; round < ROUNDS && ascent.round(step); round++);
  }
  return ascent.weights;
}

class Ascent {
  readonly weights: number[];
  ndcg: number;
  readonly #examples: readonly Example[];
  readonly #start: readonly Weight[];
  readonly #k: number;
  /** By example the weighted sums of its candidates. */
  readonly #sums: Float64Array[];
  /** Where scores are tried: as long as the longest of the sums. */
  readonly #scratch: Float64Array;

  constructor(examples: readonly Example[], start: readonly Weight[], from: readonly number[], k: number) {
    this.#examples = examples;
    this.#start = start;
    this.#k = k;
    this.weights = [...from];
    this.#sums = examples.map(({ terms, wanted }) => {
      const sums = new Float64Array(wanted.length);
      for (const [term, values] of terms.entries()) addInto(sums, sums, values, this.weights[term] ?? 0);
      return sums;
    });
    this.#scratch = new Float64Array(examples.reduce((most, { wanted }) => Math.max(most, wanted.length), 0));
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
      addInto(sums, sums, this.#examples[place]?.terms[term] ?? NOTHING, change);
    }
  }

  #meanNdcg(term: number, change: number): number {
    let sum = 0;
    for (const [place, { terms, wanted, targets }] of this.#examples.entries()) {
      const scores = this.#scratch.subarray(0, wanted.length);
      addInto(scores, this.#sums[place] ?? NOTHING, terms[term] ?? NOTHING, change);
      sum += ndcgOf(topPlaces(scores, this.#k), (at) => wanted[at] === 1, Math.min(this.#k, targets));
    }
    return sum / Math.max(1, this.#examples.length);
  }
}

const NOTHING = new Float32Array();

/** result = sums + factor * values; the result may be the sums themselves. */
function addInto(result: Float64Array, sums: ArrayLike<number>, values: Float32Array, factor: number): void {
  for (let place = 0; place < result.length; place++) {
    result[place] = (sums[place] ?? 0) + factor * (values[place] ?? 0);
  }
}
