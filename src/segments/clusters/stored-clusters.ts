import type { JsonObject } from "../../database/json.ts";
import type { ClusterModel } from "./fit-clusters.ts";

/** What a version keeps: the clusters, and when the ages of customers were counted. */
export interface StoredClusters {
  readonly model: ClusterModel;
  readonly trainedAt: Date;
}

/** The clusters of a model's parameters, which this program wrote. */
export function clustersIn(parameters: JsonObject): StoredClusters {
  const { trainedAt, ...model } = parameters as unknown as ClusterModel & { readonly trainedAt: string };
  return { model, trainedAt: new Date(trainedAt) };
}

/** The key of a cluster's segment. */
export const keyOf = (place: number): string => `cluster-${place + 1}`;
