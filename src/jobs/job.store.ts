import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import type { JsonObject } from "../database/json.ts";
import { notify } from "../database/notices.ts";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { Job, type JobState } from "./job.entity.ts";

/** Told of each change of a job, with its UUID. */
export const JOB_CHANNEL = "tributary_job";
/** Told to whoever runs a job that it is to stop. */
export const CANCEL_CHANNEL = "tributary_job_cancel";

/** A job that brings the process down each time must not bring it down for ever. */
const MOST_CUT_SHORT = 5;
const CUT_SHORT_TOO_OFTEN = `it was cut short ${MOST_CUT_SHORT} times, by a crash of the process or for want of the database`;

/** One run of a job. */
export interface JobRun {
  readonly id: string;
  readonly run: number;
}

export interface BegunJob extends JobRun {
  readonly payload: JsonObject;
}

/** Tells of the change where there was one. */
async function changed<Row>(manager: EntityManager, id: string, [row]: readonly Row[]): Promise<Row | undefined> {
  if (row !== undefined) await notify(manager, JOB_CHANNEL, id);
  return row;
}

export async function insertJob(
  manager: EntityManager,
  job: Pick<Job, "id" | "kind" | "payload" | "createdAt">,
): Promise<void> {
  await insertRows(manager, Job, [{ ...job, state: "QUEUED" as const }], { key: ["id"], conflict: "fails" });
  await notify(manager, JOB_CHANNEL, job.id);
}

/** The job of the kind that is in one of these states, the first of them; undefined where none is. */
export async function openJobOf(
  manager: EntityManager,
  kind: string,
  states: readonly JobState[],
): Promise<string | undefined> {
  const [open] = await run<{ id: string }>(
    manager,
    sql`select j.id from job j where j.kind = ${kind} and j.state = any(${states}::text[]) order by j.created_at, j.id limit 1`,
  );
  return open?.id;
}

/** Begins a run; undefined where the job waits no more. */
export async function beginJob(manager: EntityManager, id: string, now: Date): Promise<BegunJob | undefined> {
  const begun = await run<BegunJob>(
    manager,
    sql`update job set state = 'RUNNING', started_at = ${now}::timestamptz, run = run + 1, done = 0, message = ''
        where id = ${id}::uuid and state = 'QUEUED' returning id, run, payload`,
  );
  return changed(manager, id, begun);
}

/** Notes how far the run is, and tells whether it is to stop; undefined where it is the job's run no more. */
export async function noteProgress(
  manager: EntityManager,
  { id, run: number }: JobRun,
  done: number,
  message: string,
): Promise<{ cancelled: boolean } | undefined> {
  const noted = await run<{ cancelled: boolean }>(
    manager,
    sql`update job set done = greatest(done, ${done}::float8),
          message = case when cancel_asked_at is null then ${message} else message end
        where id = ${id}::uuid and run = ${number}::int and state = 'RUNNING'
        returning cancel_asked_at is not null as cancelled`,
  );
  return changed(manager, id, noted);
}

/** Makes the job SUCCEEDED, unless somebody has asked for it to be cancelled, or it is the job's run no more. */
export async function succeedJob(
  manager: EntityManager,
  { id, run: number }: JobRun,
  message: string,
  now: Date,
): Promise<boolean> {
  const rows = await run(
    manager,
    sql`update job set state = 'SUCCEEDED', done = 1, message = ${message}, finished_at = ${now}::timestamptz
        where id = ${id}::uuid and run = ${number}::int and state = 'RUNNING' and cancel_asked_at is null returning id`,
  );
  return (await changed(manager, id, rows)) !== undefined;
}

/** Ends a run that did not come to its end: FAILED, or CANCELLED where that was asked for. */
export async function failJob(
  manager: EntityManager,
  { id, run: number }: JobRun,
  error: string,
  now: Date,
): Promise<void> {
  const rows = await run(
    manager,
    sql`update job set state = case when cancel_asked_at is null then 'FAILED' else 'CANCELLED' end,
          error = case when cancel_asked_at is null then ${error} end,
          message = case when cancel_asked_at is null then message else 'cancelled' end,
          finished_at = ${now}::timestamptz
        where id = ${id}::uuid and run = ${number}::int and state = 'RUNNING' returning id`,
  );
  await changed(manager, id, rows);
}

/** What becomes of runs that were ended in the middle: most begin again. `own` are those of one run, left out: all. */
async function takeBack(manager: EntityManager, now: Date, cutShort: 0 | 1, own?: JobRun): Promise<void> {
  const rows = await run<{ id: string }>(
    manager,
    sql`update job set cut_short = cut_short + ${cutShort}::int, done = 0,
          state = case when cancel_asked_at is not null then 'CANCELLED'
            when cut_short + ${cutShort}::int >= ${MOST_CUT_SHORT}::int then 'FAILED' else 'QUEUED' end,
          message = case when cancel_asked_at is null then '' else 'cancelled' end,
          error = case when cancel_asked_at is null and cut_short + ${cutShort}::int >= ${MOST_CUT_SHORT}::int
            then ${CUT_SHORT_TOO_OFTEN} end,
          finished_at = case when cancel_asked_at is not null or cut_short + ${cutShort}::int >= ${MOST_CUT_SHORT}::int
            then ${now}::timestamptz end
        where state = 'RUNNING' and ${own === undefined ? sql`true` : sql`id = ${own.id}::uuid and run = ${own.run}::int`}
        returning id`,
  );
  for (const { id } of rows) await notify(manager, JOB_CHANNEL, id);
}

/** Lets the job begin again at another time: the program ends, or the database went away (which is counted). */
export const putBackJob = (manager: EntityManager, own: JobRun, cutShort: 0 | 1, now: Date): Promise<void> =>
  takeBack(manager, now, cutShort, own);

/** Whatever is RUNNING belonged to a process that has died: only who runs jobs alone may say so. */
export const takeBackJobs = (manager: EntityManager, now: Date): Promise<void> => takeBack(manager, now, 1);

/** The jobs that wait, in the order in which they were asked for. */
export const queuedJobs = (manager: EntityManager): Promise<Pick<Job, "id" | "kind" | "createdAt">[]> =>
  run(
    manager,
    sql`select j.id, j.kind, j.created_at as "createdAt" from job j where j.state = 'QUEUED' order by j.created_at, j.id`,
  );

/** Cancels a job that waits, and asks for the end of one that runs; false where it is neither. */
export async function askToCancel(manager: EntityManager, id: string, now: Date): Promise<boolean> {
  const rows = await run<{ state: JobState }>(
    manager,
    sql`update job set cancel_asked_at = ${now}::timestamptz,
          state = case when state = 'QUEUED' then 'CANCELLED' else state end,
          message = case when state = 'QUEUED' then 'cancelled' else 'being cancelled' end,
          finished_at = case when state = 'QUEUED' then ${now}::timestamptz end
        where id = ${id}::uuid and state in ('QUEUED', 'RUNNING') returning state`,
  );
  const asked = await changed(manager, id, rows);
  if (asked?.state === "RUNNING") await notify(manager, CANCEL_CHANNEL, id);
  return asked !== undefined;
}

/** Undefined where there is no such job. */
export async function stateOfJob(manager: EntityManager, id: string): Promise<JobState | undefined> {
  const [row] = await run<{ state: JobState }>(manager, sql`select j.state from job j where j.id = ${id}::uuid`);
  return row?.state;
}

/** Deletes jobs that ended before the moment and are not among the newest so many that have ended; gives how many it were. */
export async function deleteEndedJobs(manager: EntityManager, before: Date, newest: number): Promise<number> {
  const rows = await run(
    manager,
    sql`delete from job where state in ('SUCCEEDED', 'FAILED', 'CANCELLED') and finished_at < ${before}::timestamptz
          and id not in (select k.id from job k where k.state in ('SUCCEEDED', 'FAILED', 'CANCELLED')
            order by k.created_at desc, k.id desc limit ${newest}::int)
        returning id`,
  );
  return rows.length;
}
