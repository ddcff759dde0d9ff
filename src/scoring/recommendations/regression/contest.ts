import { probabilityAt } from "../../../math/calibration.ts";
import type { CoMoments } from "../../../math/co-moments.ts";
import { ndcgOf } from "../../../math/ndcg.ts";
import { topPlaces } from "../../../math/top-places.ts";
import { addPairs, calibrated, type PairSample, type Pairs, scoresOf } from "./calibrate-scores.ts";
import { LIST } from "./exams.ts";
import type { LinearModel } from "./fit-linear.ts";
import type { Case } from "./gather.ts";
import type { Selection } from "./select-features.ts";

/** Features and the earlier periods that their weights were learned from, as one of several that a history may need. */
export interface Contender {
  readonly selection: Selection;
  /** Places of its features among the columns of a case. */
  readonly chosen: readonly number[];
  readonly periods: number;
  readonly moments: CoMoments;
  readonly linear: LinearModel;
}

/** How well a contender foretold the newest period, which it was not learned from. */
export interface Standing {
  readonly features: readonly string[];
  readonly periods: number;
  readonly ndcg: number;
  readonly logLoss: number;
}

interface Entry {
  readonly contender: Contender;
  /** Of each customer who came to have something. */
  readonly ndcgs: number[];
  readonly pairs: Pairs;
}

/**
 * Which contender to believe, by all that customers came to have in a period that none of them was learned from. NDCG decides;
 * those that are no more than one standard error of the difference, customer by customer, behind the best are as good (the rule
 * of Breiman, Friedman, Olshen and Stone 1984), and of these the least log loss of calibrated scores decides, which sees all of a
 * ranking and not its first places alone; of equals the first. O(customers * products * features) in all.
 */
export class Contest {
  readonly #entries: readonly Entry[];
  readonly #sample: PairSample;

  constructor(contenders: readonly Contender[], sample: PairSample) {
    this.#entries = contenders.map((contender) => ({
      contender,
      ndcgs: [],
      pairs: { scores: [], hits: [], weights: [] },
    }));
    this.#sample = sample;
  }

  add(each: Case): void {
    const { wanted, candidates } = each;
    for (const { contender, ndcgs, pairs } of this.#entries) {
      const scores = scoresOf(each, contender.linear, contender.chosen);
      if (wanted.size > 0) {
        const isHit = (place: number): boolean => wanted.has(candidates[place] ?? -1);
        ndcgs.push(ndcgOf(topPlaces(scores, LIST), isHit, Math.min(LIST, wanted.size)));
      }
      addPairs(pairs, each, scores, this.#sample);
    }
  }

  decide(): { readonly winner: Contender; readonly standings: readonly Standing[] } {
    const told = this.#entries.map((entry) => ({ ...entry, ndcg: mean(entry.ndcgs), logLoss: logLossOf(entry.pairs) }));
    const best = told.reduce((left, right) => (right.ndcg > left.ndcg ? right : left));
    const { contender: winner } = told
      .filter(({ ndcgs }) => isAsGood(ndcgs, best.ndcgs))
      .reduce((left, right) => (right.logLoss < left.logLoss ? right : left));
    const standings = told.map(({ contender: { linear, periods }, ndcg, logLoss }) => {
      return { features: linear.features, periods, ndcg, logLoss };
    });
    return { winner, standings };
  }
}

function isAsGood(ndcgs: readonly number[], best: readonly number[]): boolean {
  const behind = best.map((ndcg, at) => ndcg - (ndcgs[at] ?? 0));
  const usual = mean(behind);
  const squares = behind.reduce((sum, each) => sum + (each - usual) ** 2, 0);
  return usual <= Math.sqrt(squares) / behind.length;
}

function logLossOf(pairs: Pairs): number {
  const { calibration } = calibrated(pairs);
  let [loss, all] = [0, 0];
  for (const [at, score] of pairs.scores.entries()) {
    const [probability, weight] = [probabilityAt(calibration, score), pairs.weights[at] ?? 0];
    loss -= weight * Math.log(pairs.hits[at] === 1 ? probability : 1 - probability);
    all += weight;
  }
  return loss / all;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
