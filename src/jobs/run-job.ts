import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { DataSource, EntityManager } from "typeorm";
import { isUnavailable } from "../database/unavailable.ts";
import { toId } from "../graphql/ids.ts";
import type { JobState } from "./job.entity.ts";
import { type BegunJob, beginJob, failJob, noteProgress, putBackJob, stateOfJob, succeedJob } from "./job.store.ts";
import { Progress } from "./progress.ts";
import { CANCELLED, JobGone, JobRefusal, type JobTask } from "./task.ts";

const TRY_AGAIN_MS = 1_000;

export interface RunParts {
  readonly dataSource: DataSource;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Aborted where this process is to run jobs no more. */
  readonly tenure: AbortSignal;
  /** Called with what became of each run. */
  readonly ended: (kind: string, state: JobState) => void;
}

type Write = (manager: EntityManager) => Promise<unknown>;

/** Runs a job from its turn to its end. Throws where the job is to be tried again later: the database was away. */
export async function runJob(parts: RunParts, task: JobTask, id: string, cancel: AbortController): Promise<void> {
  const { dataSource, log, clock } = parts;
  const job = await dataSource.transaction((manager) => beginJob(manager, id, clock()));
  if (job === undefined) return; // cancelled while it waited
  const told = { jobId: toId("job", id), kind: task.kind };
  log.info(told, "a job begins");
  const started = performance.now();
  const progress = new Progress((done, message) => noteUnlessAway(parts, job, cancel, done, message));
  const [write, away] = await outcome(parts, task, job, cancel, progress);
  await progress.flush();
  const state = await written(parts, job, write);
  parts.ended(task.kind, state);
  log.info({ ...told, state, ms: Math.round(performance.now() - started) }, "a job has ended");
  if (away !== undefined) throw away;
}

/** Does the work, and gives how its end is written, with the error that is to make the queue try again. */
async function outcome(
  { dataSource, clock, tenure, log }: RunParts,
  task: JobTask,
  job: BegunJob,
  cancel: AbortController,
  progress: Progress,
): Promise<[Write, unknown?]> {
  const fails =
    (error: string): Write =>
    (manager) =>
      failJob(manager, job, error, clock());
  const putsBack =
    (cutShort: 0 | 1): Write =>
    (manager) =>
      putBackJob(manager, job, cutShort, clock());
  const shown = toId("job", job.id);
  try {
    const message = await task.run({
      jobId: job.id,
      payload: job.payload,
      dataSource,
      clock,
      signal: AbortSignal.any([tenure, cancel.signal]),
      progress: (done, words) => progress.tell(done, words),
      succeed: async (manager, words) => {
        if (!(await succeedJob(manager, job, words, clock()))) throw new JobGone(`${shown} is not to succeed any more`);
      },
    });
    return [
      async (manager) => (await succeedJob(manager, job, message, clock())) || failJob(manager, job, "", clock()),
    ];
  } catch (error) {
    if (cancel.signal.aborted || error instanceof JobGone) return [fails("it was cancelled")];
    if (tenure.aborted) return [putsBack(0)];
    if (error instanceof JobRefusal) return [fails(error.message)];
    if (isUnavailable(error)) return [putsBack(1), error];
    log.error({ err: error, jobId: shown, kind: task.kind }, "a job failed");
    return [fails(`something went wrong here; the log has ${shown}`)];
  }
}

/** Progress that cannot be told is no reason to end the work. It is also the second way to hear that the job is to stop. */
async function noteUnlessAway(
  { dataSource, log }: RunParts,
  job: BegunJob,
  cancel: AbortController,
  done: number,
  message: string,
): Promise<void> {
  try {
    const noted = await dataSource.transaction((manager) => noteProgress(manager, job, done, message));
    if (noted?.cancelled === true) cancel.abort(CANCELLED);
  } catch (error) {
    log.warn({ err: error, jobId: toId("job", job.id) }, "the progress of a job could not be noted");
  }
}

/** Writes the end of a run, and tries again while the database is away and nobody else has taken over. */
async function written({ dataSource, tenure }: RunParts, { id }: BegunJob, write: Write): Promise<JobState> {
  for (;;) {
    try {
      return await dataSource.transaction(async (manager) => {
        await write(manager);
        return (await stateOfJob(manager, id)) ?? "CANCELLED"; // somebody deleted it
      });
    } catch (error) {
      if (tenure.aborted || !isUnavailable(error)) throw error;
      await sleep(TRY_AGAIN_MS);
    }
  }
}
