import { RunningMoments } from "../../math/running-moments.ts";

/**
 * All that is needed of the customers of one arm, whatever came of them: everyone who was assigned counts, reached or not. PostgreSQL
 * gives it in one pass: count(*), avg(y), var_samp(y), count(*) filter (where y <> 0), avg(x), var_samp(x), covar_samp(y, x).
 */
export interface ArmSummary {
  readonly customers: number;
  /** Of the outcome: 1 or 0 for yes or no, or a number such as what was spent. */
  readonly mean: number;
  /** Of the sample, divided by customers - 1. */
  readonly variance: number;
  /** How many have an outcome that is not 0. */
  readonly withOutcome: number;
  /** Of something that was known of each customer before the assignment. */
  readonly covariate?: CovariateSummary;
}

export interface CovariateSummary {
  readonly mean: number;
  readonly variance: number;
  /** With the outcome. */
  readonly covariance: number;
}

/** Makes the same of customers that come one by one; either all of them have a covariate, or none has. */
export class ArmGatherer {
  readonly #moments = new RunningMoments();
  readonly #hasCovariate: boolean;
  #withOutcome = 0;

  constructor({ hasCovariate }: { readonly hasCovariate: boolean }) {
    this.#hasCovariate = hasCovariate;
  }

  get customers(): number {
    return this.#moments.count;
  }

  /** O(1). */
  add(outcome: number, covariate = 0): void {
    this.#moments.add(outcome, covariate);
    if (outcome !== 0) this.#withOutcome += 1;
  }

  summary(): ArmSummary {
    const { count, mean, variance, otherMean, otherVariance, covariance } = this.#moments;
    const shared = { customers: count, mean, variance, withOutcome: this.#withOutcome };
    if (!this.#hasCovariate) return shared;
    return { ...shared, covariate: { mean: otherMean, variance: otherVariance, covariance } };
  }
}

/** The mean of the squares of an arm's outcomes. */
export const meanSquare = ({ customers, mean, variance }: ArmSummary): number =>
  mean ** 2 + (variance * (customers - 1)) / customers;

/** How unequal the outcomes are that are not 0: their mean square over the square of their mean, which is 1 where all are the same. */
export const spreadOf = (arm: ArmSummary): number =>
  (meanSquare(arm) * arm.withOutcome) / (arm.customers * arm.mean ** 2);
