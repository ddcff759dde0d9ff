import type { Interval } from "../../../math/bootstrap-mean.ts";
import type { Trial } from "./tune.ts";

/** What `npx tributary evaluate recommendations` found out: the machine-readable file has it as it is. */
export interface EvaluationReport {
  readonly kind: "recommendations";
  /** How it was measured, in whole sentences. */
  readonly protocol: string;
  /** Rows of the file. */
  readonly rows: number;
  readonly seconds: number;
  readonly peakMemoryMb: number;
  /** How many products of a list count. */
  readonly k: number;
  /** The files that it was made from; tables of facts are as old as they are, and know no split. */
  readonly files: {
    readonly data: string;
    readonly map: string;
    readonly products?: string;
    readonly customers?: string;
  };
  readonly rowCounts: RowCounts;
  readonly counts: EvaluationCounts;
  /** Best first. */
  readonly results: readonly StrategyResult[];
  /** Strategies that could not learn from this history, and why. */
  readonly refused: readonly { readonly strategy: string; readonly reason: string }[];
}

/** What became of the rows of the file. */
export interface RowCounts {
  /** Rows that were mapped to a touchpoint. */
  readonly mapped: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Touches of products: an order's lines one by one. */
  readonly touches: number;
}

export interface EvaluationCounts {
  /** Customers of the training data. */
  readonly customers: number;
  /** Products of the training data: all of them are ranked. */
  readonly products: number;
  /** Distinct pairs of a customer and a product in the training data. */
  readonly pairs: number;
  /** Distinct pairs to be found, of all customers who have any. */
  readonly targets: number;
  /** Who is left out, since nothing that they did later could be recommended to them. */
  readonly customersWithoutTarget: number;
  /** Who is left out, since they come later alone: nobody knows anything of them. */
  readonly unknownCustomers: number;
}

/** A strategy's line of the table: means over the customers who have a target, at k. */
export interface StrategyResult {
  readonly strategy: string;
  readonly users: number;
  readonly recall: number;
  readonly cappedRecall: number;
  readonly precision: number;
  readonly ndcg: number;
  /** The 95 % bootstrap interval of `ndcg`. */
  readonly ndcgLow: number;
  readonly ndcgHigh: number;
  readonly map: number;
  readonly mrr: number;
  readonly hitRate: number;
  readonly coverage: number;
  readonly novelty: number;
  readonly gini: number;
  /** Seconds of the clock for the last fit, while other strategies were fitted beside it. */
  readonly trainSeconds: number;
  /** What the strategy was fitted with; null stands for infinity. */
  readonly settings: Readonly<Record<string, number>>;
  /** What was tried on the validation period, and the NDCG there. */
  readonly trials: readonly Trial[];
  /** What a strategy tells of what it has learned, such as weights; left out where it tells nothing. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** NDCG less that of another strategy, customer by customer, with its 95 % bootstrap interval; null for the other one itself. */
  readonly difference: {
    /** Null also where popularity was not measured. */
    readonly toPopularity: Interval | null;
    readonly toBest: Interval | null;
  };
}
