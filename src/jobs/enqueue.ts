import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import { takeTurn } from "../database/locks.ts";
import { uuidAt } from "../graphql/ids.ts";
import { ensureQueue } from "./install-queue.ts";
import type { JobState } from "./job.entity.ts";
import { insertJob, openJobOf } from "./job.store.ts";
import { addToQueue } from "./queue.store.ts";

export interface NewJob {
  readonly kind: string;
  readonly payload?: JsonObject;
  readonly now: Date;
}

/** Asks for a job, in the manager's transaction: where that is rolled back, nobody has asked. Gives the job's UUID. */
export async function enqueue(manager: EntityManager, { kind, payload = {}, now }: NewJob): Promise<string> {
  await ensureQueue(manager);
  const job = { id: uuidAt(now, randomUUID()), kind, createdAt: now };
  await insertJob(manager, { ...job, payload });
  await addToQueue(manager, job);
  return job.id;
}

/** The same, unless a job of the kind waits or runs already, whose UUID it gives then. */
export const enqueueOnce = (manager: EntityManager, job: NewJob): Promise<string> =>
  enqueueUnless(manager, job, ["QUEUED", "RUNNING"]);

/** The same, unless one waits: one that runs does not know what has happened since it began. */
export const enqueueNext = (manager: EntityManager, job: NewJob): Promise<string> =>
  enqueueUnless(manager, job, ["QUEUED"]);

async function enqueueUnless(manager: EntityManager, job: NewJob, states: readonly JobState[]): Promise<string> {
  await takeTurn(manager, `a job of the kind ${job.kind}`);
  return (await openJobOf(manager, job.kind, states)) ?? enqueue(manager, job);
}
