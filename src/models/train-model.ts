import type { EntityManager } from "typeorm";
import { type JsonObject, objectIn } from "../database/json.ts";
import { inTransaction } from "../database/transaction.ts";
import { enqueue, enqueueNext, type JobContext, JobRefusal, type JobTask } from "../jobs/index.ts";
import { activate, FORMAT, readActive, type Version, writeModel } from "./model.store.ts";
import type { ModelKind } from "./model-kinds.ts";
import { CannotTrain, type ParameterFault, type Trained, type Training, type TrainsModels } from "./trains-models.ts";

export const trainingKind = (kind: ModelKind): string => `TRAIN_${kind}`;

/** Asks for a training; gives the job's UUID, or what is wrong with the parameters, and then nobody has asked. */
export async function trainModel(
  manager: EntityManager,
  trainer: TrainsModels,
  parameters: JsonObject,
  now: Date,
): Promise<{ jobId: string } | { faults: readonly ParameterFault[] }> {
  const faults = trainer.check(parameters);
  if (faults.length > 0) return { faults };
  return { jobId: await enqueue(manager, { kind: trainingKind(trainer.kind), payload: { parameters }, now }) };
}

/** Asks for a training of every kind that does not wait for one already, in their order. */
export async function trainAll(manager: EntityManager, kinds: readonly ModelKind[], now: Date): Promise<void> {
  for (const kind of kinds) await enqueueNext(manager, { kind: trainingKind(kind), now });
}

/** What a job of training does. */
export const trainingTask = (trainer: TrainsModels): JobTask => ({
  kind: trainingKind(trainer.kind),
  about: `Trains a ${trainer.kind} model on everything that the shop knows.`,
  run: (context) => train(trainer, context),
});

async function train(trainer: TrainsModels, context: JobContext): Promise<string> {
  const { dataSource, payload, jobId, clock } = context;
  const { kind } = trainer;
  const active = await readActive(dataSource.manager);
  const trained = await learn(trainer, context, objectIn(payload["parameters"]), active);
  return inTransaction(dataSource, async (manager) => {
    const comparedWith = active[kind]?.id;
    const now = clock();
    const { id, version, kept } = await writeModel(manager, { ...trained, kind, jobId, now, comparedWith });
    if (kept === undefined) await trainer.activated?.(manager, { id, parameters: trained.parameters }, now);
    const message = told(version, kept, trained);
    await context.succeed(manager, message);
    return message;
  });
}

/** Makes a kept version the one that is served, with all that depends on it; undefined where there is none with this id. */
export async function serve(
  manager: EntityManager,
  trainers: readonly TrainsModels[],
  id: string,
  now: Date,
): Promise<Version | undefined> {
  const found = await activate(manager, id);
  if (found?.format === FORMAT) {
    await trainers.find(({ kind }) => kind === found.kind)?.activated?.(manager, found, now);
  }
  return found;
}

async function learn(
  trainer: TrainsModels,
  { clock, signal, ...context }: JobContext,
  parameters: JsonObject,
  active: Training["active"],
): Promise<Trained> {
  try {
    const progress = (done: number, message: string) => context.progress(done, message);
    return await trainer.train({ parameters, active, now: clock(), signal, progress });
  } catch (error) {
    if (error instanceof CannotTrain) throw new JobRefusal(error.message);
    throw error;
  }
}

function told(version: number, kept: string | undefined, { metrics }: Trained): string {
  const [first] = metrics;
  const figure = first === undefined ? "" : `, ${first.name} ${first.value.toFixed(4)} on held-out time`;
  return kept === undefined
    ? `version ${version} is served${figure}`
    : `version ${version} is kept and not served: ${kept}`;
}
