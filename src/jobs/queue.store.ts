import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";

/** A task never throws into the queue but where the database was away: it is then tried again, later each time. */
const MOST_ATTEMPTS = 10;

export interface QueueEntry {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: Date;
}

/** Puts a job in the queue, or anew where it is there: those of one kind wait for one another, the oldest first. */
export async function addToQueue(manager: EntityManager, { id, kind, createdAt }: QueueEntry): Promise<void> {
  await run(
    manager,
    sql`select graphile_worker.add_job(identifier => ${kind}, payload => ${JSON.stringify({ id })}::json,
          queue_name => ${kind}, run_at => least(${createdAt}::timestamptz, now()),
          max_attempts => ${MOST_ATTEMPTS}::int, job_key => ${id})::text`,
  );
}

/** Lets go of what died with its process in its hands: only who runs jobs alone may say so. */
export async function unlockQueue(manager: EntityManager): Promise<void> {
  await run(
    manager,
    sql`select graphile_worker.force_unlock_workers(array(
          select distinct q.locked_by from graphile_worker.jobs q where q.locked_by is not null))::text`,
  );
}

/** Whether the queue's schema is there, of a version that can be written to. */
export async function hasQueue(manager: EntityManager): Promise<boolean> {
  const wanted = "graphile_worker.add_job(text,json,text,timestamptz,integer,text,integer,text[],text)";
  const [found] = await run<{ there: boolean }>(manager, sql`select to_regprocedure(${wanted}) is not null as there`);
  return found?.there === true;
}
