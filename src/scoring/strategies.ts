import type { ModelKind } from "../models/index.ts";
import type { Recommender } from "./recommendations/recommender.ts";
import { RECOMMENDERS } from "./recommendations/recommenders/index.ts";

/** How a list came about, by the recommender's code. */
export type Strategy = "COLLABORATIVE" | "CONTENT_BASED" | "REGRESSION" | "HYBRID" | "SESSION" | "POPULAR";

/** The model that each strategy recommends from. */
export const KIND_OF = {
  HYBRID: "HYBRID",
  COLLABORATIVE: "COLLABORATIVE",
  REGRESSION: "PREFERENCE_REGRESSION",
  SESSION: "SESSION",
  CONTENT_BASED: "CONTENT_BASED",
  POPULAR: "POPULAR",
} as const satisfies Record<Strategy, ModelKind>;

/** The order in which AUTO falls back: as they do on held-out time, the best first (docs/science.md). */
export const FALLBACKS: readonly Strategy[] = [
  "HYBRID",
  "COLLABORATIVE",
  "REGRESSION",
  "SESSION",
  "CONTENT_BASED",
  "POPULAR",
];

export function recommenderOf(strategy: string): Recommender {
  const found = RECOMMENDERS.find(({ code }) => code === strategy);
  if (found === undefined) throw new Error(`There is no strategy ${strategy}`);
  return found;
}
