import type { EvaluationReport, StrategyResult } from "../../src/scoring/index.ts";

/** A result that is valid and says nothing in particular. */
export function aResult(given: Partial<StrategyResult> = {}): StrategyResult {
  const { ndcg = 0.1294 } = given;
  return {
    strategy: "EASE",
    users: 1901,
    recall: 0.1023,
    cappedRecall: 0.1358,
    precision: 0.1215,
    ndcg,
    ndcgLow: ndcg - 0.0067,
    ndcgHigh: ndcg + 0.0068,
    map: 0.0561,
    mrr: 0.2712,
    hitRate: 0.6912,
    coverage: 0.352,
    novelty: 4.8125,
    gini: 0.9012,
    trainSeconds: 12.34,
    settings: {},
    trials: [],
    difference: { toPopularity: null, toBest: null },
    ...given,
  };
}

export function aReport(...results: StrategyResult[]): EvaluationReport {
  return {
    kind: "recommendations",
    protocol: "Split by time at 2010-09-01. All products are ranked but those that the customer has.",
    rows: 406_295,
    seconds: 61.24,
    peakMemoryMb: 812.4,
    k: 20,
    files: { data: "lines.csv", map: "lines.yaml" },
    rowCounts: { mapped: 406_295, skipped: 0, rejected: 0, touches: 406_295 },
    refused: [],
    counts: {
      customers: 3299,
      products: 3735,
      pairs: 175_048,
      targets: 52_190,
      customersWithoutTarget: 688,
      unknownCustomers: 991,
    },
    results,
  };
}
