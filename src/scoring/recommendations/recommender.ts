import type { SymmetricMatrix } from "../../math/inverse/symmetric-matrix.ts";
import type { Basket, History } from "./history.ts";
import { type Opinion, opinionOfAll } from "./opinion.ts";

export type ReasonKind =
  | "BOUGHT_SIMILAR"
  | "VIEWED_SIMILAR"
  | "BOUGHT_TOGETHER"
  | "MATCHES_INTEREST"
  | "PROFILE_LIKE_YOURS"
  | "TRENDING"
  | "NEW";

/** Why a product is recommended: a product of the customer's own touches, or an interest in words, speaks for it. */
export interface Reason {
  readonly kind: ReasonKind;
  /** The product that speaks for it; left out where none does. */
  readonly product?: number;
  /** What it matches, such as a category or a brand; left out where nothing needs saying. */
  readonly what?: string;
  /** Its part in the score, above 0; parts of one recommender can be compared. */
  readonly weight: number;
}

/** Values that are chosen by trying them on held-out time, such as a ridge or a half-life. */
export type Settings = Readonly<Record<string, number>>;

/** What a recommender may use while it learns: it has no clock, no chance and no threads of its own. */
export interface Tools {
  /** Puts a matrix's inverse in its place. Throws where the matrix is not positive definite. */
  readonly invert: (matrix: SymmetricMatrix) => void;
  /** The next number of a seeded generator, 0 up to 1. */
  readonly random: () => number;
  /** Sets the newest part of a history aside, the way that the evaluation does. */
  readonly holdOut: (history: History) => HeldOut;
  /** By code what was chosen for each recommender's settings. */
  readonly chosen: Readonly<Record<string, Settings>>;
}

export interface HeldOut {
  readonly past: History;
  /** The signals, by their codes, of coming to have a product: what they are of in the past is not to be guessed. */
  readonly goals: readonly number[];
  /** By customer: the products that they came to have afterwards, among those touched by anybody before; ascending. */
  readonly targets: readonly Int32Array[];
}

/**
 * A way to recommend. It is learned once from everybody's history into a model of plain data (typed arrays, numbers, text),
 * which a worker thread can send and a database can keep; it then scores every product for one customer's basket at a
 * time. What may be recommended and how ties fall is decided for all of them in one place (recommend.ts).
 */
export interface Recommender<Model = unknown, Setting extends string = string> {
  /** As the API's RecommendationStrategy calls it. */
  readonly code: string;
  readonly about: string;
  /** For each setting the values worth trying, the usual one first. */
  readonly settings: Readonly<Record<Setting, readonly number[]>>;
  /** The settings that make a difference for a history; all of them where it is left out. */
  mattering?(history: History): readonly Setting[];
  fit(history: History, settings: Readonly<Record<Setting, number>>, tools: Tools): Model;
  /** Writes the score of each product; -Infinity where nothing speaks for it. A higher score is a better guess. */
  score(model: Model, basket: Basket, scores: Float64Array): void;
  /**
   * The same scores where they are asked for, so that a list does not need all of them; left out where that saves nothing.
   * `memory` has a place for each product and is the opinion's until the caller uses it again.
   */
  opinion?(model: Model, basket: Basket, memory: Float64Array): Opinion;
  /** What speaks for a product, the strongest first; empty where nothing does. */
  because(model: Model, basket: Basket, product: number): Reason[];
  /** What the model was learned from and how well: for people, as JSON. */
  evidence?(model: Model): Readonly<Record<string, unknown>>;
}

/** Holds a recommender's parts to one another's types, then forgets the model's, so that lists can hold them all. */
export function recommender<Model, Setting extends string>(parts: Recommender<Model, Setting>): Recommender {
  return parts as unknown as Recommender; // each is only ever given the model that its own fit has made
}

/** What a recommender says to a basket; `memory` as above. */
export function opinionOf(recommender: Recommender, model: unknown, basket: Basket, memory: Float64Array): Opinion {
  if (recommender.opinion !== undefined) return recommender.opinion(model, basket, memory);
  recommender.score(model, basket, memory);
  return opinionOfAll(memory);
}

/** A history does not hold what a recommender needs: says what there is and what would be needed. */
export class CannotLearn extends Error {
  override name = "CannotLearn";
}

/** The first value of each setting. */
export const usualSettings = ({ settings }: Recommender): Settings =>
  Object.fromEntries(Object.entries(settings).map(([name, [usual = 0]]) => [name, usual]));

/** The model, or undefined where the history does not hold what the recommender needs: it then has no say. */
export function fitWherePossible(
  recommender: Recommender,
  history: History,
  settings: Settings,
  tools: Tools,
): unknown {
  try {
    return recommender.fit(history, settings, tools);
  } catch (error) {
    if (error instanceof CannotLearn) return undefined;
    throw error;
  }
}
