import type { InThread } from "../../threads/run-in-thread.ts";
import { popularity } from "../recommendations/evaluation/baselines.ts";
import type { Protocol } from "../recommendations/evaluation/protocol.ts";
import { validationOf } from "../recommendations/evaluation/protocol.ts";
import { mostTrials, tune } from "../recommendations/evaluation/tune.ts";
import type { History } from "../recommendations/history.ts";
import { cutsAt, holdOut, momentOfShare } from "../recommendations/hold-out.ts";
import {
  CannotLearn,
  type HeldOut,
  type Recommender,
  type Settings,
  type Tools,
} from "../recommendations/recommender.ts";
import { RECOMMENDERS } from "../recommendations/recommenders/index.ts";
import { codeOf, OWNED_CODES } from "../recommendations/signals.ts";
import { seededRandom } from "../recommendations/training/seeded-random.ts";
import { teamInverse } from "../recommendations/training/team-inverse.ts";
import type { HistoryQueries } from "./history-queries.ts";
import { customersToGuess, LIST, type Means, measureRecipe, type Recipe } from "./measure-recipe.ts";
import { readHistory } from "./read-history.ts";
import { packModel } from "./stored-model.ts";

/** What a thread needs to know to train a model from what the database holds. */
export interface TrainWork {
  readonly databaseUrl: string;
  readonly queries: HistoryQueries;
  readonly strategy: string;
  /** Settings that somebody has asked for; the others are chosen on held-out time. */
  readonly given: Settings;
  /** That of the version which is served. */
  readonly active?: Recipe;
  /** Of the other recommenders, as they are served. */
  readonly chosen: Readonly<Record<string, Settings>>;
  /** How many threads an inverse may take. */
  readonly threads: number;
  /** In shared memory: which step it is at, and the fits that are done in it. */
  readonly steps: Int32Array;
}

export const STEPS = ["reading", "choosing settings", "measuring", "learning"] as const;

export interface TrainedModel {
  readonly bytes: Uint8Array;
  readonly touches: number;
  readonly customers: number;
  readonly products: number;
  readonly recipe: Recipe;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Left out where nobody came to have anything in the held-out time. */
  readonly measured?: Measured;
}

export interface Measured {
  readonly from: number;
  readonly customers: number;
  readonly model: Means;
  readonly popularity: Means;
  /** What the served version's recipe does on the same; left out without one. */
  readonly active?: Means;
}

export type TrainOutcome = { readonly trained: TrainedModel } | { readonly refused: string };

const SEED = 1;
/** The newest fifth of all touches is held out. */
const HELD_OUT_FROM = 0.8;

/** Trains a recommender on everything that the shop knows, and measures its recipe on the newest part of it. */
export async function trainModel(work: TrainWork, inThread: InThread): Promise<TrainOutcome> {
  const recommender = RECOMMENDERS.find(({ code }) => code === work.strategy);
  if (recommender === undefined) throw new Error(`There is no strategy ${work.strategy}`);
  const team = teamInverse(work.threads, inThread);
  try {
    at(work, "reading");
    const history = await readHistory(work.databaseUrl, work.queries);
    return { trained: trainOn(history, recommender, work, team.invert) };
  } catch (error) {
    if (error instanceof CannotLearn) return { refused: error.message };
    throw error;
  } finally {
    await team.settled();
  }
}

function trainOn(history: History, recommender: Recommender, work: TrainWork, invert: Tools["invert"]): TrainedModel {
  if (history.at.length === 0) {
    throw new CannotLearn("Nobody has touched any product yet: a model learns from views, carts, reviews and orders.");
  }
  const protocol = protocolOf(history);
  const toolsWith = (chosen: Tools["chosen"]): Tools => ({
    invert,
    random: seededRandom(SEED),
    holdOut: (past) => validationOf(past, protocol),
    chosen,
  });
  const from = momentOfShare(history, HELD_OUT_FROM);
  const held = holdOut(history, cutsAt(history, from), protocol.goals);
  at(work, "choosing settings");
  const wanted = {
    settings: settingsFor(recommender, held.past, work, toolsWith(work.chosen)),
    chosen: chosenFor(recommender, work),
  };
  at(work, "measuring");
  const { recipe, measured } = chooseRecipe(recommender, wanted, held, work, toolsWith);
  at(work, "learning");
  const model = recommender.fit(history, recipe.settings, toolsWith(recipe.chosen));
  const { products, customers, channels, now } = history;
  return {
    bytes: packModel({ strategy: recommender.code, products: products.map(({ id }) => id), channels, now, model }),
    touches: history.at.length,
    customers: customers.length,
    products: products.length,
    recipe,
    evidence: recommender.evidence?.(model) ?? {},
    ...(measured && { measured: { ...measured, from } }),
  };
}

function at({ steps }: TrainWork, step: (typeof STEPS)[number]): void {
  Atomics.store(steps, 1, 0);
  Atomics.store(steps, 0, STEPS.indexOf(step));
}

/** What is to be guessed: what people come to have; where nobody has anything yet, what they put into the cart or look at. */
function protocolOf(history: History): Protocol {
  const met = new Set(history.signal);
  const cart = codeOf("CART");
  const weaker = met.has(cart) ? cart : codeOf("VIEW");
  const goals = OWNED_CODES.some((code) => met.has(code)) ? OWNED_CODES : [weaker];
  return { split: { at: momentOfShare(history, HELD_OUT_FROM) }, goals, k: LIST, seed: SEED };
}

/** Of those that blend others, the settings of these. */
function chosenFor({ code }: Recommender, { chosen }: TrainWork): Tools["chosen"] {
  if (code !== "HYBRID" && code !== "REGRESSION") return {};
  return Object.fromEntries(
    Object.entries(chosen).filter(([of, settings]) => of !== code && Object.keys(settings).length > 0),
  );
}

/** As they were asked for; the others as they do best on a held-out part of the past. */
function settingsFor(recommender: Recommender, past: History, { given, steps }: TrainWork, tools: Tools): Settings {
  const settings = Object.fromEntries(
    Object.entries(recommender.settings).map(([name, values]) => {
      const asked = given[name];
      return [name, asked === undefined ? values : [asked]];
    }),
  );
  const asked: Recommender = { ...recommender, settings };
  return { ...tune(asked, past, tools, LIST, () => Atomics.add(steps, 1, 1)).settings, ...given };
}

/** How many fits choosing settings takes at most. */
export const mostFits = mostTrials;

interface Chosen {
  readonly recipe: Recipe;
  readonly measured?: Omit<Measured, "from">;
}

/**
 * A recipe that nobody asked for gives way to that of the served version where it does worse: so a training on new data is never
 * lost to a choice of settings that only seemed better.
 */
function chooseRecipe(
  recommender: Recommender,
  wanted: Recipe,
  held: HeldOut,
  { active, given }: TrainWork,
  toolsWith: (chosen: Tools["chosen"]) => Tools,
): Chosen {
  const customers = customersToGuess(held, seededRandom(SEED));
  if (customers.length === 0)
    return { recipe: active !== undefined && Object.keys(given).length === 0 ? active : wanted };
  const measure = (recipe: Recipe, of = recommender): Means =>
    measureRecipe(of, recipe, held, customers, toolsWith(recipe.chosen));
  const byPopularity = measure({ settings: {}, chosen: {} }, popularity);
  const figures = { customers: customers.length, popularity: byPopularity };
  const model = measure(wanted);
  if (active === undefined) return { recipe: wanted, measured: { ...figures, model } };
  const served = isSame(active, wanted) ? model : measure(active);
  const giveWay = Object.keys(given).length === 0 && served.means.ndcg > model.means.ndcg;
  return {
    recipe: giveWay ? active : wanted,
    measured: { ...figures, model: giveWay ? served : model, active: served },
  };
}

const isSame = (left: Recipe, right: Recipe): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

const sorted = ({ settings, chosen }: Recipe) => [
  byName(settings),
  byName(chosen).map(([name, each]) => [name, byName(each)]),
];

const byName = <Value>(values: Readonly<Record<string, Value>>): [string, Value][] =>
  Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
