import { ArmGatherer, type ArmSummary } from "../lift/arm-summary.ts";
import type { ExperimentMap } from "./experiment-map.ts";

/** What is known of everybody who was assigned to an arm. */
export interface Arm {
  readonly customers: number;
  /** They count in no outcome. */
  readonly withoutCovariate: number;
  /** In the order of the map's outcomes. */
  readonly outcomes: readonly ArmOutcome[];
}

export interface ArmOutcome {
  /** Of those who count. */
  readonly summary: ArmSummary;
  /** How many have a covariate, if there is one, and no value. */
  readonly missing: number;
}

/** An arm whose customers come one by one. */
export class ArmInMaking {
  #customers = 0;
  #withoutCovariate = 0;
  readonly #hasCovariate: boolean;
  readonly #outcomes: { readonly gatherer: ArmGatherer; missing: number }[];

  constructor({ outcomes, covariate }: ExperimentMap) {
    const hasCovariate = covariate !== undefined;
    this.#hasCovariate = hasCovariate;
    this.#outcomes = outcomes.map(() => ({ gatherer: new ArmGatherer({ hasCovariate }), missing: 0 }));
  }

  /** An outcome that has no value is left out, and no other. */
  add(values: readonly (number | undefined)[], covariate: number | undefined): void {
    this.#customers += 1;
    if (this.#hasCovariate && covariate === undefined) {
      this.#withoutCovariate += 1;
      return;
    }
    for (const [at, outcome] of this.#outcomes.entries()) {
      const value = values[at];
      if (value === undefined) outcome.missing += 1;
      else outcome.gatherer.add(value, covariate);
    }
  }

  whole(): Arm {
    const outcomes = this.#outcomes.map(({ gatherer, missing }) => ({ summary: gatherer.summary(), missing }));
    return { customers: this.#customers, withoutCovariate: this.#withoutCovariate, outcomes };
  }
}
