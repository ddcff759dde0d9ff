import { availableParallelism } from "node:os";
import type { DataSource } from "typeorm";
import { objectIn } from "../../database/json.ts";
import { databaseUrlOf } from "../../database/pool.ts";
import {
  type ActiveModel,
  CannotTrain,
  type ModelKind,
  type Trained,
  type Training,
  type TrainsModels,
} from "../../models/index.ts";
import type { InThread } from "../../threads/run-in-thread.ts";
import type { Recommender, Settings } from "../recommendations/recommender.ts";
import { FALLBACKS, KIND_OF, recommenderOf, type Strategy } from "../strategies.ts";
import { historyQueries } from "./history-queries.ts";
import type { Recipe } from "./measure-recipe.ts";
import { metricsOf, whyWorse } from "./metrics-of.ts";
import { settingFaults, settingsFromJson, settingsToJson } from "./settings-json.ts";
import { mostFits, STEPS, type TrainedModel, type TrainOutcome } from "./train.tasks.ts";

const LOOK_MS = 200;

/** In the order in which they are trained. HYBRID comes last: it is blended with the settings of the others. */
const TRAINED = [...FALLBACKS].reverse();

/** Every kind of model that the scoring service trains, in the order in which it does. */
export const TRAINED_KINDS: readonly ModelKind[] = TRAINED.map((strategy) => KIND_OF[strategy]);

/** Each of them is trained in a thread of its own. */
export const trainers = (dataSource: DataSource, inThread: InThread): TrainsModels[] =>
  TRAINED.map((strategy) => trainer(strategy, dataSource, inThread));

function trainer(strategy: Strategy, dataSource: DataSource, inThread: InThread): TrainsModels {
  const recommender = recommenderOf(strategy);
  const kind = KIND_OF[strategy];
  return {
    kind,
    check: (parameters) => settingFaults(recommender, parameters),
    async train(training) {
      const active = training.active[kind];
      const steps = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
      const looking = setInterval(() => tellProgress(recommender, steps, training), LOOK_MS);
      try {
        const work = {
          kind: "trainModel",
          databaseUrl: databaseUrlOf(dataSource),
          queries: historyQueries(training.now),
          strategy,
          given: settingsFromJson(training.parameters),
          ...(active && { active: recipeOf(active) }),
          chosen: chosenOf(training.active),
          threads: Math.max(1, availableParallelism() - 1),
          steps,
        };
        const outcome = await inThread<TrainOutcome>(work, training.signal);
        if ("refused" in outcome) throw new CannotTrain(outcome.refused);
        return toTrained(outcome.trained, training, active);
      } finally {
        clearInterval(looking);
      }
    },
  };
}

const recipeOf = ({ parameters }: ActiveModel): Recipe => ({
  settings: settingsFromJson(objectIn(parameters["settings"])),
  chosen: Object.fromEntries(
    Object.entries(objectIn(parameters["blended"])).map(([code, settings]) => [
      code,
      settingsFromJson(objectIn(settings)),
    ]),
  ),
});

function chosenOf(active: Training["active"]): Record<string, Settings> {
  const served = Object.entries(KIND_OF).flatMap(([strategy, kind]: [string, ModelKind]) => {
    const model = active[kind];
    return model === undefined ? [] : [[strategy, recipeOf(model).settings] as const];
  });
  return Object.fromEntries(served);
}

/** How much of the whole each step begins at. */
const BEGINS = [0, 0.1, 0.5, 0.75, 1];

function tellProgress(recommender: Recommender, steps: Int32Array, training: Training): void {
  const [step = 0, fits = 0] = [Atomics.load(steps, 0), Atomics.load(steps, 1)];
  const [from = 0, to = 1] = [BEGINS[step], BEGINS[step + 1]];
  training.progress(from + (to - from) * Math.min(1, fits / Math.max(1, mostFits(recommender))), STEPS[step] ?? "");
}

function toTrained(trained: TrainedModel, training: Training, active: ActiveModel | undefined): Trained {
  const { bytes, touches, customers, products, recipe, evidence, measured } = trained;
  const given = Object.keys(training.parameters).length > 0;
  const worse = active && given ? whyWorse(measured, active) : undefined;
  const blended = Object.entries(recipe.chosen).map(([code, settings]) => [code, settingsToJson(settings)] as const);
  return {
    bytes,
    trainingRows: touches,
    parameters: {
      settings: settingsToJson(recipe.settings),
      ...(blended.length > 0 && { blended: Object.fromEntries(blended) }),
      customers,
      products,
      bytes: bytes.length,
      learned: JSON.parse(JSON.stringify(evidence)),
    },
    metrics: measured === undefined ? [] : metricsOf(measured, active),
    ...(worse !== undefined && { worse }),
  };
}
