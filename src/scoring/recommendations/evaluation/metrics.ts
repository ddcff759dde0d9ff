import { gainAt, idealGain } from "../../../math/ndcg.ts";
import { type Catalogue, exposureOf } from "./exposure.ts";

/** How good a list was for one customer; all but `hit` and `reciprocalRank` are sums over hits, and all lie from 0 to 1. */
export interface RankingMetrics {
  /** hits / targets: 1 is out of reach with more targets than places. */
  readonly recall: number;
  /** hits / min(k, targets): recall as a share of what k places allow. */
  readonly cappedRecall: number;
  /** hits / k, also where fewer than k were recommended: an empty place is no better than a wrong one. */
  readonly precision: number;
  /** DCG / ideal DCG with gains of 0 or 1: the sum of 1 / log2(rank + 1) over hits, and over the first min(k, targets) ranks. */
  readonly ndcg: number;
  /** The sum over hits of the precision down to their rank / min(k, targets). */
  readonly averagePrecision: number;
  /** 1 / rank of the first hit; 0 without one. */
  readonly reciprocalRank: number;
  /** 1 with a hit, else 0. */
  readonly hit: number;
}

type Numbers = ArrayLike<number>;

/** Each metric's values, customer by customer in one order for all strategies: what a paired comparison needs. */
export type PerCustomer = Readonly<Record<keyof RankingMetrics, Float64Array>>;

/** What a strategy's lists came to, over all customers. */
export interface Summary {
  readonly users: number;
  readonly perCustomer: PerCustomer;
  /** The mean over customers of each metric. */
  readonly means: RankingMetrics;
  readonly coverage: number;
  readonly novelty: number;
  readonly gini: number;
}

/**
 * Holds the first k of a ranked list against what the customer then bought. No product is twice in the list, and there
 * is at least one target: a customer without any is left out of an evaluation, and counted. O(k).
 *
 * The definitions are those of Järvelin and Kekäläinen 2002 (NDCG, with log2(rank + 1) as is usual since Burges 2005) and
 * of Manning et al., "Introduction to Information Retrieval", 2008, chapter 8, cut at k.
 */
export function rankingMetrics(recommended: Numbers, targets: ReadonlySet<number>, k: number): RankingMetrics {
  if (targets.size === 0) throw new Error("a list cannot be right or wrong for a customer without a target");
  const reachable = Math.min(k, targets.size);
  const [shown, found] = [Math.min(k, recommended.length), { hits: 0, gain: 0, precisions: 0, first: 0 }];
  for (let rank = 1; rank <= shown; rank += 1) {
    if (!targets.has(recommended[rank - 1] ?? Number.NaN)) continue;
    found.hits += 1;
    found.gain += gainAt(rank);
    found.precisions += found.hits / rank;
    if (found.hits === 1) found.first = rank;
  }
  return {
    recall: found.hits / targets.size,
    cappedRecall: found.hits / reachable,
    precision: found.hits / k,
    ndcg: found.gain / idealGain(reachable),
    averagePrecision: found.precisions / reachable,
    reciprocalRank: found.first === 0 ? 0 : 1 / found.first,
    hit: found.first === 0 ? 0 : 1,
  };
}

/**
 * A strategy's metrics over all customers. The lists may come one by one: none is kept. Only the first k of each count.
 * O(customers * k + products log products).
 */
export function summarise(
  lists: Iterable<Numbers>,
  targets: readonly ReadonlySet<number>[],
  k: number,
  catalogue: Catalogue,
): Summary {
  const users = targets.length;
  const perCustomer = forEachMetric(() => new Float64Array(users));
  const tally = new Tally(catalogue.owners.length);
  let customer = 0;
  for (const list of lists) {
    const wanted = targets[customer];
    if (wanted === undefined) throw new Error("there are more lists than customers");
    const metrics = rankingMetrics(list, wanted, k);
    for (const name of METRICS) perCustomer[name][customer] = metrics[name];
    tally.add(list, k);
    customer += 1;
  }
  if (customer < users) throw new Error("there are fewer lists than customers");
  const means = forEachMetric((name) => mean(perCustomer[name]));
  return { users, perCustomer, means, ...exposureOf(tally.times, catalogue) };
}

/** How often each product was recommended. A list with a product twice would flatter its strategy: it is a fault. */
class Tally {
  readonly times: Int32Array;
  /** By product: the number of the last list that had it. */
  readonly #last: Int32Array;
  #lists = 0;

  constructor(products: number) {
    this.times = new Int32Array(products);
    this.#last = new Int32Array(products);
  }

  add(list: Numbers, k: number): void {
    this.#lists += 1;
    for (let place = 0; place < Math.min(k, list.length); place += 1) {
      const product = list[place] ?? -1;
      const last = this.#last[product];
      if (last === undefined) throw new Error(`product ${product} is recommended and not in the catalogue`);
      if (last === this.#lists) throw new Error(`product ${product} is recommended twice in one list`);
      this.#last[product] = this.#lists;
      this.times[product] = (this.times[product] ?? 0) + 1;
    }
  }
}

const METRICS = ["recall", "cappedRecall", "precision", "ndcg", "averagePrecision", "reciprocalRank", "hit"] as const;

const forEachMetric = <Value>(of: (name: keyof RankingMetrics) => Value): Record<keyof RankingMetrics, Value> => ({
  recall: of("recall"),
  cappedRecall: of("cappedRecall"),
  precision: of("precision"),
  ndcg: of("ndcg"),
  averagePrecision: of("averagePrecision"),
  reciprocalRank: of("reciprocalRank"),
  hit: of("hit"),
});

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
