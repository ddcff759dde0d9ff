import "./feedback/recommendation-report.queries.ts";
import "./serving/product-lists.projection.ts";
import "./serving/preference-score.projection.ts";
import "./serving/recommendation.projection.ts";
import "./trending.queries.ts";

export { type Facts, NO_FACTS } from "./recommendations/build-history.ts";
export { chart } from "./recommendations/evaluation/chart.ts";
export { evaluate, NothingToEvaluate } from "./recommendations/evaluation/evaluate.ts";
export { goalsOf, type Protocol, protocolInWords, type Split } from "./recommendations/evaluation/protocol.ts";
export type { EvaluationReport, StrategyResult } from "./recommendations/evaluation/report.ts";
export { customerFactsOf, interactionsOf, productFactsOf } from "./recommendations/gather.ts";
export { Interactions } from "./recommendations/interactions.ts";
export { measureReliability } from "./recommendations/regression/measure-reliability.ts";
export { ScoringComputer } from "./serving/scoring-computer.ts";
export { TRAINED_KINDS, trainers } from "./training/trainers.ts";
