import { type BootstrappedMeans, bootstrapMeans } from "../../../math/bootstrap-mean.ts";
import type { Summary } from "./metrics.ts";
import type { StrategyResult } from "./report.ts";
import type { Trial } from "./tune.ts";

/** A strategy as it was fitted, and what its lists came to. */
export interface MeasuredStrategy {
  readonly strategy: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly trials: readonly Trial[];
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly trainSeconds: number;
  readonly summary: Summary;
}

interface Comparison {
  /** The strategy that needs no knowledge of the customer, and that every other one has to beat. */
  readonly popularity: string;
  readonly random: () => number;
  readonly resamples?: number;
}

/** The strategies best first by NDCG, equal ones in the order given; all are measured on the same customers in the same order. */
export function compareStrategies(
  measured: readonly MeasuredStrategy[],
  { popularity, ...resampling }: Comparison,
): StrategyResult[] {
  if (measured.length === 0) return [];
  const ranked = [...measured].sort((left, right) => right.summary.means.ndcg - left.summary.means.ndcg);
  const bootstrap = bootstrapMeans(
    ranked.map(({ summary }) => summary.perCustomer.ndcg),
    resampling,
  );
  const popular = ranked.findIndex(({ strategy }) => strategy === popularity);
  return ranked.map((each, index) => resultOf(each, index, popular, bootstrap));
}

function resultOf(
  { strategy, settings, trials, evidence, trainSeconds, summary }: MeasuredStrategy,
  index: number,
  popular: number,
  bootstrap: BootstrappedMeans,
): StrategyResult {
  const { users, means, coverage, novelty, gini } = summary;
  const { mean: ndcg, low: ndcgLow, high: ndcgHigh } = bootstrap.of(index);
  const { recall, cappedRecall, precision, averagePrecision: map, reciprocalRank: mrr, hit: hitRate } = means;
  const difference = {
    toPopularity: popular === -1 || popular === index ? null : bootstrap.difference(index, popular),
    toBest: index === 0 ? null : bootstrap.difference(index, 0),
  };
  return {
    strategy,
    users,
    recall,
    cappedRecall,
    precision,
    ...{ ndcg, ndcgLow, ndcgHigh, map, mrr, hitRate },
    ...{ coverage, novelty, gini, trainSeconds },
    settings,
    trials,
    ...(evidence && { evidence }),
    difference,
  };
}
