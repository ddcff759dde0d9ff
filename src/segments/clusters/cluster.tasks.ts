import { readAtOnce } from "../../database/copy-rows.ts";
import { type ClusterFeature, type ClusterModel, type ClusterSettings, fitClusters } from "./fit-clusters.ts";

export interface ClusterWork {
  readonly databaseUrl: string;
  /** A column for each feature. */
  readonly query: string;
  readonly features: readonly ClusterFeature[];
  readonly settings: ClusterSettings;
  /** Fewer customers are not divided. */
  readonly fewestCustomers: number;
}

export type ClusterOutcome = { readonly customers: number; readonly model?: ClusterModel };

/** Reads the features of all customers, and finds clusters of them. */
export async function fitCustomerClusters(work: ClusterWork): Promise<ClusterOutcome> {
  const rows = await readAtOnce(work.databaseUrl, async (copy) => {
    const read: number[][] = [];
    for await (const values of copy(work.query)) read.push(values.map(Number));
    return read;
  });
  if (rows.length < work.fewestCustomers) return { customers: rows.length };
  return { customers: rows.length, model: fitClusters(rows, work.features, work.settings) };
}
