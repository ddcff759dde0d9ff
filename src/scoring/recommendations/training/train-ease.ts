import { easeWeights, fillGram } from "../../../math/ease.ts";
import { allocateSymmetric } from "../../../math/inverse/symmetric-matrix.ts";
import type { SparseRows } from "../../../math/sparse-rows.ts";
import type { InThread } from "../../../threads/run-in-thread.ts";
import { invertInTeam } from "./invert-in-team.ts";

export interface EaseTraining {
  /** A row a customer: the products, and how much each counts. */
  readonly interactions: SparseRows;
  readonly products: number;
  readonly ridge: number;
  /** How many products each product speaks for. */
  readonly keep: number;
  readonly threads: number;
}

/** A thread takes a tenth of a second to come and go: so many products are inverted as fast without it. */
const WORTH_A_TEAM = 1_300;

/** The weights of EASE; it blocks the thread that calls it for seconds. 8 bytes for each pair of products meanwhile. */
export async function trainEase(training: EaseTraining, inThread: InThread): Promise<SparseRows> {
  const matrix = allocateSymmetric(training.products);
  fillGram(matrix, training.interactions, training.ridge);
  await invertInTeam(matrix, training.products < WORTH_A_TEAM ? 1 : training.threads, inThread);
  return easeWeights(matrix, training.keep);
}
