import { addRow, entriesOf, rowTimes } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import type { Reason } from "../recommender.ts";
import { codeOf, OWNED } from "../signals.ts";
import type { ContentModel } from "./model.ts";
import { FACT_WEIGHT, knownFacts, lengthOf, ownTaste, wholeTaste } from "./taste.ts";
import { GROUPS, type Group } from "./terms.ts";
import { touchWeights } from "./touch-weights.ts";

const OWNED_CODES = OWNED.map(codeOf);
const WORDS_NAMED = 3;

/**
 * Why a product has its score, in parts that add up to it. What comes of the customer's own touches can be told in two
 * ways, each of them whole: by the products touched and by what the product has in common with them. Each is counted
 * half. The rest comes of facts.
 */
export function reasonsOf(model: ContentModel, basket: Basket, product: number): Reason[] {
  const length = lengthOf(wholeTaste(model, basket));
  if (length === 0) return [];
  const vector = new Float64Array(model.terms.length);
  addRow(model.vectors, product, (model.popularity[product] ?? 0) / length, vector);
  return [
    ...byProducts(model, basket, vector),
    ...byInterests(model, basket, product, vector),
    ...byFacts(model, basket, vector),
  ]
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
}

function byProducts(model: ContentModel, basket: Basket, vector: Float64Array): Reason[] {
  const weights = touchWeights(basket, basket.now, model.halfLifeDays);
  const sums = new Map<number, { weight: number; bought: boolean }>();
  for (const [touch, product] of basket.product.entries()) {
    const known = sums.get(product) ?? { weight: 0, bought: false };
    known.weight += weights[touch] ?? 0;
    known.bought ||= OWNED_CODES.includes(basket.signal[touch] ?? -1);
    sums.set(product, known);
  }
  return [...sums].map(([product, { weight, bought }]) => ({
    kind: bought ? "BOUGHT_SIMILAR" : "VIEWED_SIMILAR",
    product,
    weight: (weight * rowTimes(model.vectors, product, vector)) / 2,
  }));
}

function byInterests(model: ContentModel, basket: Basket, product: number, vector: Float64Array): Reason[] {
  const taste = ownTaste(model, basket);
  const parts = entriesOf(model.vectors, product).map(([term]) => ({
    term,
    group: GROUPS[model.groups[term] ?? 0] ?? "WORDS",
    weight: ((taste[term] ?? 0) * (vector[term] ?? 0)) / 2,
  }));
  const matches = parts.filter(({ weight }) => weight > 0);
  return GROUPS.flatMap((group) => {
    const ofGroup = matches.filter((part) => part.group === group);
    const together = group === "ATTRIBUTES" ? ofGroup.map((part) => [part]) : [ofGroup];
    return together.map((named) => ({
      kind: "MATCHES_INTEREST" as const,
      what: NAMED[group](named.map(({ term, weight }) => ({ text: model.terms[term] ?? "", weight }))),
      weight: named.reduce((sum, { weight }) => sum + weight, 0),
    }));
  });
}

function byFacts(model: ContentModel, basket: Basket, vector: Float64Array): Reason[] {
  return knownFacts(model, basket).map((fact) => ({
    kind: "PROFILE_LIKE_YOURS",
    what: model.facts[fact] ?? "",
    weight: FACT_WEIGHT * rowTimes(model.factTastes, fact, vector),
  }));
}

interface Match {
  readonly text: string;
  readonly weight: number;
}

const firstOf = ([first]: readonly Match[]): string => first?.text ?? "";

/** How the matches of a group are said: the deepest of a category's steps, the strongest of the words. */
const NAMED: Record<Group, (matches: readonly Match[]) => string> = {
  WORDS: (matches) =>
    [...matches]
      .sort((left, right) => right.weight - left.weight)
      .slice(0, WORDS_NAMED)
      .map(({ text }) => text)
      .join(", "),
  CATEGORY: (matches) => matches.at(-1)?.text ?? "",
  BRAND: firstOf,
  PRICE: firstOf,
  ATTRIBUTES: firstOf,
};
