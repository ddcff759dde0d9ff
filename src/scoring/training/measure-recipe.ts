import { pick } from "../../math/pick.ts";
import type { Reliability } from "../../math/reliability.ts";
import { eachList, listsOf, ownersOf } from "../recommendations/evaluation/measure.ts";
import { type Summary, summarise } from "../recommendations/evaluation/metrics.ts";
import type { HeldOut, Recommender, Settings, Tools } from "../recommendations/recommender.ts";
import { measureReliability } from "../recommendations/regression/measure-reliability.ts";
import type { RegressionModel } from "../recommendations/regression/model.ts";

/** What a recommender learns with: its own settings, and those of the others that it blends. */
export interface Recipe {
  readonly settings: Settings;
  readonly chosen: Readonly<Record<string, Settings>>;
}

/** How many products of a list count. */
export const LIST = 20;
/** As many customers tell two recipes apart; more would only take longer. */
const MOST_CUSTOMERS = 5_000;

/** The customers that every recipe is measured on: those with something to guess. */
export function customersToGuess({ targets }: HeldOut, random: () => number): Int32Array {
  const customers = targets.flatMap((wanted, customer) => (wanted.length > 0 ? [customer] : []));
  return Int32Array.from(pick(customers, MOST_CUSTOMERS, random)).sort();
}

/** What a recipe comes to on held-out time. */
export interface Means extends Pick<Summary, "means" | "coverage"> {
  /** How far its probabilities can be relied on; left out where it gives none. */
  readonly reliability?: Reliability;
}

/** Of the pairs that did not come true so many stand for all. */
const MOST_PAIRS = 200_000;

/** How well a recipe does on held-out time, fitted on what lies before it. */
export function measureRecipe(
  recommender: Recommender,
  { settings, chosen }: Recipe,
  held: HeldOut,
  customers: Int32Array,
  tools: Tools,
): Means {
  const { past, goals, targets } = held;
  const model = recommender.fit(past, settings, { ...tools, chosen });
  const products = listsOf(recommender, model, past, customers, { k: LIST, excluding: goals });
  const wanted = [...customers].map((customer) => new Set(targets[customer]));
  const catalogue = { owners: ownersOf(past, goals), customers: past.customers.length };
  const { means, coverage } = summarise(eachList(products, customers.length, LIST), wanted, LIST, catalogue);
  if (recommender.code !== "REGRESSION") return { means, coverage };
  // A model is only ever given to what its own recommender has made.
  const reliability = measureReliability(held, model as RegressionModel, { most: MOST_PAIRS, random: tools.random });
  return { means, coverage, reliability };
}
