import { type Basket, basketOf, type History } from "../history.ts";
import { scoreByBlend } from "../hybrid/blend.ts";
import { examplesOf } from "../hybrid/examples.ts";
import { type Learned, learnWeights, type Weight } from "../hybrid/learn-weights.ts";
import { blendOpinion } from "../hybrid/opinion.ts";
import { hybridBecause } from "../hybrid/reasons.ts";
import { returning } from "../hybrid/returning.ts";
import { PRODUCT_TERMS, productTerms, toTerm } from "../hybrid/terms.ts";
import {
  fitWherePossible,
  type Recommender,
  recommender,
  type Settings,
  type Tools,
  usualSettings,
} from "../recommender.ts";
import { collaborative } from "./collaborative.ts";
import { contentBased } from "./content-based.ts";
import { popular } from "./popular.ts";
import { companions } from "./session.ts";

/** Those that are blended; the first is what the others are added to. */
const BLENDED: readonly Recommender[] = [collaborative, contentBased, companions, popular, returning];

/** How many products of a list count when weights are learned. */
const LIST = 20;

export interface HybridModel {
  readonly parts: readonly { readonly code: string; readonly weight: number; readonly model: unknown }[];
  /** By product term its weight and its values. */
  readonly products: readonly {
    readonly term: (typeof PRODUCT_TERMS)[number];
    readonly weight: number;
    readonly values: Float64Array;
  }[];
  readonly learned: { readonly customers: number; readonly startNdcg: number; readonly ndcg: number };
}

export const hybrid = recommender<HybridModel, never>({
  code: "HYBRID",
  about:
    "The others together with what the customer looked at and did not buy, how popular a product is of late and how new it is, blended by weights that were learned on held-out time.",
  settings: {},
  fit: blend,
  score: scoreByBlend(BLENDED),
  opinion: blendOpinion(BLENDED),
  because: hybridBecause(BLENDED),
  evidence: ({ parts, products, learned }) => ({
    ...learned,
    weights: Object.fromEntries([
      ...parts.map(({ code, weight }) => [code, rounded(weight)]),
      ...products.map(({ term, weight }) => [term, rounded(weight)]),
    ]),
  }),
});

/** Without the noise of binary fractions. */
const rounded = (weight: number): number => Number(weight.toFixed(6));

function blend(history: History, _settings: Settings, tools: Tools): HybridModel {
  const { weights, customers, startNdcg, ndcg } = learn(history, tools);
  const values = productTerms(history);
  return {
    parts: BLENDED.map((each, place) => ({
      code: each.code,
      weight: weights[place] ?? 0,
      model: (weights[place] ?? 0) > 0 ? fitPart(each, history, tools) : undefined,
    })),
    products: PRODUCT_TERMS.map((term, place) => ({
      term,
      weight: weights[BLENDED.length + place] ?? 0,
      values: values[place] ?? new Float64Array(),
    })),
    learned: { customers, startNdcg, ndcg },
  };
}

/** Learned from what the parts, fitted on the past alone, say of customers whose later choices are known. */
function learn(history: History, tools: Tools): Learned & { readonly customers: number } {
  const held = tools.holdOut(history);
  const models = BLENDED.map((each) => fitPart(each, held.past, tools));
  const ofProducts = productTerms(held.past);
  const examples = examplesOf(held, tools.random, (customer) => {
    const basket = basketOf(held.past, customer);
    return [
      ...BLENDED.map((each, place) => termOf(each, models[place], basket, held.past.products.length)),
      ...ofProducts,
    ];
  });
  const start = [
    ...BLENDED.map((_, place): Weight => ({ start: place === 0 ? 1 : 0, nonNegative: true, fixed: place === 0 })),
    ...PRODUCT_TERMS.map((): Weight => ({ start: 0, nonNegative: false })),
  ];
  return { ...learnWeights(examples, start, LIST, tools.random), customers: examples.length };
}

const fitPart = (part: Recommender, history: History, tools: Tools): unknown =>
  fitWherePossible(part, history, tools.chosen[part.code] ?? usualSettings(part), tools);

function termOf(part: Recommender, model: unknown, basket: Basket, products: number): Float64Array {
  const scores = new Float64Array(products);
  if (model !== undefined) part.score(model, basket, scores);
  return toTerm(scores);
}
