import "./feedback/recommendation-report.queries.ts";
import "./serving/pricing.projection.ts";
import "./serving/product-lists.projection.ts";
import "./serving/preference-score.projection.ts";
import "./serving/recommendation.projection.ts";
import "./trending.queries.ts";

export { estimateType } from "./feedback/estimate.projection.ts";
export * from "./plain.ts";
export { priceTrainer } from "./pricing/price-trainer.ts";
export type { Listed, ListedProduct } from "./serving/lists-for.ts";
export { carriedRecommendations } from "./serving/recommendation.projection.ts";
export { ScoringComputer, scoringOf } from "./serving/scoring-computer.ts";
export { TRAINED_KINDS, trainers } from "./training/trainers.ts";
