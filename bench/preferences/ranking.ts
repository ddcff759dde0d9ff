import { reliabilityOf } from "../../src/math/reliability.ts";

/** What products were given and which of them were right, customer after customer. */
export class Ranking {
  readonly scores: number[] = [];
  readonly hits: number[] = [];
  readonly #aucs: number[] = [];

  add(scores: readonly number[], hits: readonly number[]): void {
    for (const score of scores) this.scores.push(score);
    for (const hit of hits) this.hits.push(hit);
    const auc = aucOf(scores, hits);
    if (!Number.isNaN(auc)) this.#aucs.push(auc);
  }

  /** Of those who have anything right: whoever has nothing cannot be ranked for. */
  get customers(): number {
    return this.#aucs.length;
  }

  /** The mean of the AUCs of customers. */
  get ofCustomers(): number {
    return this.#aucs.reduce((sum, auc) => sum + auc, 0) / this.#aucs.length;
  }

  /** Of all pairs in one ranking: it also tells who buys. */
  get pooled(): number {
    return aucOf(this.scores, this.hits);
  }
}

/** AUC knows the order alone, and any scores may stand for probabilities. */
function aucOf(scores: readonly number[], hits: readonly number[]): number {
  return reliabilityOf({ probabilities: scores, hits }).auc;
}
