import { inThread } from "./in-thread.ts";
import { helpInverting } from "./math/inverse/invert.ts";
import type { SymmetricMatrix } from "./math/inverse/symmetric-matrix.ts";
import { learnPrices, type PricingWork } from "./scoring/pricing/pricing.tasks.ts";
import {
  type MeasureWork,
  measureStrategy,
  type StrategyWork,
  tuneStrategy,
} from "./scoring/recommendations/evaluation/evaluate.tasks.ts";
import { type LoadWork, loadModel } from "./scoring/training/load.tasks.ts";
import { type TrainWork, trainModel } from "./scoring/training/train.tasks.ts";
import { type ClusterWork, fitCustomerClusters } from "./segments/clusters/cluster.tasks.ts";
import { task } from "./threads/perform.ts";

/** What a thread for computing can do, by name. */
export const TASKS = {
  invert: task(({ matrix }: { readonly matrix: SymmetricMatrix }) => helpInverting(matrix)),
  tuneStrategy: task((work: StrategyWork) => tuneStrategy(work, inThread)),
  measureStrategy: task((work: MeasureWork) => measureStrategy(work, inThread)),
  trainModel: task((work: TrainWork) => trainModel(work, inThread)),
  loadModel: task((work: LoadWork) => loadModel(work)),
  learnPrices: task((work: PricingWork) => learnPrices(work)),
  fitClusters: task((work: ClusterWork) => fitCustomerClusters(work)),
};
