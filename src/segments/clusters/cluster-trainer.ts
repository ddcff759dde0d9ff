import type { DataSource } from "typeorm";
import type { JsonObject } from "../../database/json.ts";
import { databaseUrlOf } from "../../database/pool.ts";
import { toQuery } from "../../database/sql.ts";
import { CannotTrain, type ParameterFault, type Trained, type TrainsModels } from "../../models/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import { applyClusters } from "./apply-clusters.ts";
import type { ClusterOutcome } from "./cluster.tasks.ts";
import { CUSTOMER_FEATURES, featuresQuery } from "./customer-features.ts";
import type { ClusterModel, ClusterSettings } from "./fit-clusters.ts";

const DEFAULTS: ClusterSettings = { fewest: 2, most: 8, seed: 1 };
const LIMITS = { fewest: [2, 20], most: [2, 20], seed: [0, 2 ** 31 - 1] } as const;
const FEWEST_CUSTOMERS = 20;

/** Trains CUSTOMER_CLUSTERS: k-means on standardised profile features; a version that is served is the CLUSTER segments. */
export const clusterTrainer = (dataSource: DataSource, inThread: InThread): TrainsModels => ({
  kind: "CUSTOMER_CLUSTERS",
  check: settingFaults,
  async train({ parameters, now, signal, progress }) {
    progress(0.1, "reading the profiles of customers and finding clusters of them");
    const settings: ClusterSettings = { ...DEFAULTS, ...parameters };
    const outcome = await inThread<ClusterOutcome>(
      {
        kind: "fitClusters",
        databaseUrl: databaseUrlOf(dataSource),
        query: toQuery(featuresQuery(now)).text,
        features: CUSTOMER_FEATURES.map(({ name, high, low }) => ({ name, high, low })),
        settings,
        fewestCustomers: FEWEST_CUSTOMERS,
      },
      signal,
    );
    const { customers, model } = outcome;
    if (model === undefined) {
      throw new CannotTrain(
        `there are ${customers} customers with orders; it takes ${FEWEST_CUSTOMERS} to tell groups apart`,
      );
    }
    return toTrained(model, customers, settings, now);
  },
  activated: applyClusters,
});

function settingFaults(parameters: JsonObject): ParameterFault[] {
  const faults = Object.entries(parameters).flatMap(([name, value]): ParameterFault[] => {
    if (!isSetting(name)) {
      return [{ name, message: `${name} is no setting of clusters; there are ${Object.keys(LIMITS).join(", ")}` }];
    }
    const [least, most] = LIMITS[name];
    const fits = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
    return fits
      ? []
      : [{ name, message: `${name} is ${JSON.stringify(value)}; it is a whole number from ${least} to ${most}` }];
  });
  const { fewest, most } = { ...DEFAULTS, ...parameters };
  if (faults.length > 0 || Number(fewest) <= Number(most)) return faults;
  return [{ name: "fewest", message: `fewest is ${fewest}; it is no more than most, which is ${most}` }];
}

const isSetting = (name: string): name is keyof typeof LIMITS => Object.hasOwn(LIMITS, name);

function toTrained(model: ClusterModel, customers: number, settings: ClusterSettings, now: Date): Trained {
  const kept: JsonObject = JSON.parse(JSON.stringify({ ...model, settings, customers, trainedAt: now }));
  const { clusters, silhouettes } = model;
  const best = silhouettes.find((tried) => tried.clusters === clusters.length)?.silhouette ?? 0;
  const tried = silhouettes.map(({ clusters: k, silhouette }) => `${k}: ${silhouette.toFixed(3)}`).join(", ");
  return {
    bytes: Buffer.from(JSON.stringify(kept)),
    trainingRows: customers,
    parameters: kept,
    metrics: [
      {
        name: "silhouette",
        value: best,
        protocol: `mean silhouette width of ${clusters.length} clusters over at most 1,000 customers, standardised features; by number of clusters: ${tried}`,
      },
    ],
  };
}
