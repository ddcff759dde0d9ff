import { pick } from "../../math/pick.ts";
import { eachList, ownersOf, recommendToAll } from "../recommendations/evaluation/measure.ts";
import { type Summary, summarise } from "../recommendations/evaluation/metrics.ts";
import type { HeldOut, Recommender, Settings, Tools } from "../recommendations/recommender.ts";

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

/** How well a recipe does on held-out time, fitted on what lies before it. */
export function measureRecipe(
  recommender: Recommender,
  { settings, chosen }: Recipe,
  held: HeldOut,
  customers: Int32Array,
  tools: Tools,
): Summary {
  const { past, goals, targets } = held;
  const options = { k: LIST, excluding: goals, clock: () => 0 };
  const { products } = recommendToAll(recommender, past, settings, { ...tools, chosen }, customers, options);
  const wanted = [...customers].map((customer) => new Set(targets[customer]));
  const catalogue = { owners: ownersOf(past, goals), customers: past.customers.length };
  return summarise(eachList(products, customers.length, LIST), wanted, LIST, catalogue);
}
