import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import { inTransaction } from "../database/transaction.ts";
import { enqueue, enqueueOnce, type JobContext, JobRefusal, type JobTask } from "../jobs/index.ts";
import { readActive, writeModel } from "./model.store.ts";
import type { ModelKind } from "./model-kinds.ts";
import { CannotTrain, type ParameterFault, type Trained, type TrainsModels } from "./trains-models.ts";

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
  for (const kind of kinds) await enqueueOnce(manager, { kind: trainingKind(kind), now });
}

/** What a job of training does. */
export const trainingTask = (trainer: TrainsModels): JobTask => ({
  kind: trainingKind(trainer.kind),
  about: `Trains a ${trainer.kind} model on everything that the shop knows.`,
  run: (context) => train(trainer, context),
});

async function train(trainer: TrainsModels, context: JobContext): Promise<string> {
  const { dataSource, payload, jobId, clock } = context;
  const trained = await learn(trainer, context, objectOf(payload["parameters"]));
  return inTransaction(dataSource, async (manager) => {
    const { version, active } = await writeModel(manager, { ...trained, kind: trainer.kind, jobId, now: clock() });
    const message = told(version, active, trained);
    await context.succeed(manager, message);
    return message;
  });
}

async function learn(trainer: TrainsModels, context: JobContext, parameters: JsonObject): Promise<Trained> {
  const { dataSource, clock, signal } = context;
  const active = await readActive(dataSource.manager);
  try {
    const progress = (done: number, message: string) => context.progress(done, message);
    return await trainer.train({ parameters, active, now: clock(), signal, progress });
  } catch (error) {
    if (error instanceof CannotTrain) throw new JobRefusal(error.message);
    throw error;
  }
}

const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}; // JSON of a job

function told(version: number, active: boolean, { metrics, worse }: Trained): string {
  const [first] = metrics;
  const figure = first === undefined ? "" : `, ${first.name} ${first.value.toFixed(4)} on held-out time`;
  return active ? `version ${version} is served${figure}` : `version ${version} is kept and not served: ${worse}`;
}
