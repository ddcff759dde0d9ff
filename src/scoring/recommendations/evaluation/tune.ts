import { pick } from "../../../math/pick.ts";
import { basketOf, type History, touchedProducts } from "../history.ts";
import { recommend } from "../recommend.ts";
import { type HeldOut, type Recommender, type Settings, type Tools, usualSettings } from "../recommender.ts";
import { rankingMetrics } from "./metrics.ts";

export interface Trial {
  readonly settings: Settings;
  readonly ndcg: number;
}

export interface Tuned {
  readonly settings: Settings;
  /** What was tried, in order. */
  readonly trials: readonly Trial[];
}

/** As many customers tell settings apart; more would only take longer. */
const MOST_CUSTOMERS = 2_000;
const ROUNDS = 2;

/**
 * Chooses a recommender's settings on held-out time: each setting in turn takes the value that gives the best mean NDCG@k,
 * the others kept; twice, or until nothing changes. Without settings nothing is tried.
 */
export function tune(recommender: Recommender, history: History, tools: Tools, k: number, tried: () => void): Tuned {
  const names = recommender.mattering?.(history) ?? Object.keys(recommender.settings);
  const usual = usualSettings(recommender);
  let settings: Settings = Object.fromEntries(names.map((name) => [name, usual[name] ?? 0]));
  const trials = new Map<string, Trial>();
  if (names.length === 0) return { settings: usual, trials: [] };
  const held = tools.holdOut(history);
  const customers = customersToGuess(held, tools.random);
  const ndcgOf = (candidate: Settings): number => {
    const key = names.map((name) => candidate[name]).join(" ");
    const known = trials.get(key);
    if (known !== undefined) return known.ndcg;
    const ndcg = meanNdcg(recommender, candidate, held, customers, tools, k);
    trials.set(key, { settings: candidate, ndcg });
    tried();
    return ndcg;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const before = settings;
    for (const name of names) settings = bestOf(recommender.settings[name] ?? [], name, settings, ndcgOf);
    if (names.every((name) => before[name] === settings[name])) break;
  }
  return { settings, trials: [...trials.values()] };
}

function bestOf(values: readonly number[], name: string, settings: Settings, ndcgOf: (settings: Settings) => number) {
  const candidates = [settings, ...values.map((value) => ({ ...settings, [name]: value }))];
  return candidates.reduce((best, candidate) => (ndcgOf(candidate) > ndcgOf(best) ? candidate : best));
}

/** How many settings `tune` may try at most. */
export function mostTrials({ settings }: Recommender): number {
  const counts = Object.values(settings).map((values) => values.length);
  return counts.length === 0 ? 0 : 1 + ROUNDS * counts.reduce((sum, count) => sum + count - 1, 0);
}

function customersToGuess({ targets }: HeldOut, random: () => number): number[] {
  const customers = targets.flatMap((wanted, customer) => (wanted.length > 0 ? [customer] : []));
  return pick(customers, MOST_CUSTOMERS, random);
}

function meanNdcg(
  recommender: Recommender,
  settings: Settings,
  { past, goals, targets }: HeldOut,
  customers: readonly number[],
  tools: Tools,
  k: number,
): number {
  if (customers.length === 0) return 0;
  const model = recommender.fit(past, settings, tools);
  const shelf = touchedProducts(past);
  let sum = 0;
  for (const customer of customers) {
    const list = recommend(recommender, model, basketOf(past, customer), { count: k, shelf, excluding: goals });
    sum += rankingMetrics(
      list.map(({ product }) => product),
      new Set(targets[customer]),
      k,
    ).ndcg;
  }
  return sum / customers.length;
}
