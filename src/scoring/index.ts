import "./trending.queries.ts";

export type { EvaluationReport, StrategyResult } from "./recommendations/evaluation/report.ts";
