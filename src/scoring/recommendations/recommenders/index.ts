import type { Recommender } from "../recommender.ts";
import { collaborative } from "./collaborative.ts";
import { contentBased } from "./content-based.ts";
import { hybrid } from "./hybrid.ts";
import { popular } from "./popular.ts";
import { regression } from "./regression.ts";
import { session } from "./session.ts";

/** Every recommender; one that others are blended from stands before them. */
export const RECOMMENDERS: readonly Recommender[] = [popular, session, contentBased, regression, collaborative, hybrid];
