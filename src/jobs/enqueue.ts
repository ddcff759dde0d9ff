import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import { takeTurn } from "../database/locks.ts";
import { uuidAt } from "../graphql/ids.ts";
import { ensureQueue } from "./install-queue.ts";
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
export async function enqueueOnce(manager: EntityManager, job: NewJob): Promise<string> {
  await takeTurn(manager, `a job of the kind ${job.kind}`);
  return (await openJobOf(manager, job.kind)) ?? enqueue(manager, job);
}
