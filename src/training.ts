import type { DataSource } from "typeorm";
import type { ModelKind, TrainsModels } from "./models/index.ts";
import { priceTrainer, TRAINED_KINDS, trainers } from "./scoring/index.ts";
import { clusterTrainer } from "./segments/index.ts";
import type { InThread } from "./threads/run-in-thread.ts";

/** Every kind of model that this program trains, in the order in which it does. */
export const ALL_TRAINED_KINDS: readonly ModelKind[] = [...TRAINED_KINDS, "PRICE_RESPONSE", "CUSTOMER_CLUSTERS"];

/** Who trains them. */
export const allTrainers = (dataSource: DataSource, inThread: InThread): TrainsModels[] => [
  ...trainers(dataSource, inThread),
  priceTrainer(dataSource, inThread),
  clusterTrainer(dataSource, inThread),
];
