import { setTimeout as sleep } from "node:timers/promises";
import { type ParsedCronItem, parseCronItems, type Runner, run, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { type LoneSession, takeLoneSession } from "../database/lone-session.ts";
import { ownPool } from "../database/own-pool.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { enqueueOnce } from "./enqueue.ts";
import { installQueue } from "./install-queue.ts";
import type { JobState } from "./job.entity.ts";
import { CANCEL_CHANNEL, queuedJobs, takeBackJobs } from "./job.store.ts";
import { addToQueue, unlockQueue } from "./queue.store.ts";
import { queueLogger } from "./queue-logger.ts";
import { runJob } from "./run-job.ts";
import { CANCELLED, type JobTask, type Schedule, STOPPING } from "./task.ts";

/** So many jobs that take turns run at once, and so many beside them. */
const [CONCURRENCY, BESIDE] = [2, 2];
/** For both: one for each job that is begun or ended, one to listen; and one for schedules. */
const CONNECTIONS = CONCURRENCY + 1 + BESIDE + 1 + 1;
const TRY_AGAIN_MS = 2_000;
/** The queue is told of jobs; it looks by itself for what is to be tried again, and for one whose kind has just become free. */
const POLL_MS = 500;
/** The library tries a statement again after so long at most. */
const LONGEST_RETRY_MS = 120_000;
/** setTimeout's longest. What died with its process is let go at the start, and nothing that lives may be. */
const NEVER_MS = 2 ** 31 - 1;
/** A schedule that came while nothing ran is made up for, once. */
const MADE_UP_FOR_MS = 86_400_000;
const DUE = "schedule";

export interface JobRunnerOptions {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly tasks: readonly JobTask[];
  readonly schedules: readonly Schedule[];
  readonly log: Logger;
  readonly clock: () => Date;
  /** Called with what became of each run. */
  readonly ended: (kind: string, state: JobState) => void;
}

/** Runs jobs, in one process of all that are on a database: the others wait until it has ended. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, { readonly cancel: AbortController; readonly ended: Promise<void> }>();
  #done: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: JobRunnerOptions) {
    const kinds = options.tasks.map(({ kind }) => kind);
    const unknown = options.schedules.find(({ kind }) => !kinds.includes(kind));
    if (unknown !== undefined) throw new Error(`no task does what ${unknown.kind} is scheduled for`);
    if (new Set(kinds).size < kinds.length) throw new Error(`two tasks are of one kind: ${kinds.join(", ")}`);
    this.#options = options;
  }

  /** Makes the queue's tables ready, so that jobs can be asked for when this is done, and begins to run them at its turn. */
  async start(): Promise<void> {
    await installQueue(this.#options.url, this.#options.log);
    this.#done = this.#untilStopped();
  }

  /** Begins no more, and tells what runs to stop: it is QUEUED again then, and runs at the next start. */
  stop(graceMs: number): Promise<void> {
    this.#stopping.abort(STOPPING);
    this.#stopped ??= Promise.race([this.#done, sleep(graceMs, undefined, { ref: false })]);
    return this.#stopped;
  }

  async #untilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const session = await takeLoneSession({
          url: this.#options.url,
          name: "tributary jobs",
          channel: CANCEL_CHANNEL,
          hear: (id) => this.#running.get(id)?.cancel.abort(CANCELLED),
        });
        if (session !== undefined) await this.#holdTenure(session);
      } catch (error) {
        if (!isUnavailable(error))
          this.#options.log.error({ err: error }, "jobs could not be run; they are tried again");
      }
      await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined); // stopped meanwhile
    }
  }

  /** Runs jobs until the process stops, the connection that says that it is alone breaks, or the queue gives up. */
  async #holdTenure(session: LoneSession): Promise<void> {
    const { url, log, tasks } = this.#options;
    const over = new AbortController();
    const tenure = AbortSignal.any([this.#stopping.signal, session.lost, over.signal]);
    const pool = ownPool(url, CONNECTIONS);
    try {
      await this.#takeOver();
      log.trace("jobs are run here");
      const [inTurn, beside] = [
        tasks.filter((task) => task.beside !== true),
        tasks.filter((task) => task.beside === true),
      ];
      const queues = [
        await this.#queue(pool, this.#taskList(inTurn, tenure), CONCURRENCY, this.#cronItems()),
        await this.#queue(pool, this.#taskList(beside, tenure), BESIDE, []),
      ];
      const gaveUp = queues.map((queue) => queue.promise.catch(() => undefined)); // it says in its log why
      await Promise.race([aborted(tenure), ...gaveUp]);
      over.abort(STOPPING);
      if (session.lost.aborted) void this.#leaveBehind(queues);
      else await Promise.race([stopped(queues), aborted(session.lost)]);
    } finally {
      // A connection that is still borrowed then, by what hangs on a database that is away, is ended when it comes back.
      await Promise.race([pool.end(), sleep(TRY_AGAIN_MS, undefined, { ref: false })]);
      await session.end();
    }
  }

  /**
   * Its connections have broken, and it gets no others. The library prints on stderr where a worker that has been told to stop
   * fails in looking for work: it is told when nothing of that can be under way any more, or at the program's own end.
   */
  async #leaveBehind(queues: readonly Runner[]): Promise<void> {
    await sleep(LONGEST_RETRY_MS, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined); // its end
    await stopped(queues);
  }

  /** Nobody else runs jobs: what is RUNNING belonged to a process that has died, and every job that waits gets its place. */
  async #takeOver(): Promise<void> {
    const { dataSource, clock } = this.#options;
    await dataSource.transaction(async (manager) => {
      await unlockQueue(manager);
      await takeBackJobs(manager, clock());
      for (const job of await queuedJobs(manager)) await addToQueue(manager, job);
    });
  }

  async #queue(
    pool: ReturnType<typeof ownPool>,
    taskList: TaskList,
    concurrency: number,
    parsedCronItems: ParsedCronItem[],
  ): Promise<Runner> {
    return run({
      pgPool: pool,
      logger: queueLogger(this.#options.log),
      concurrency,
      noHandleSignals: true,
      pollInterval: POLL_MS,
      minResetLockedInterval: NEVER_MS,
      maxResetLockedInterval: NEVER_MS,
      // Without a delay, even of none, the library lets an entry that cannot be completed end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      taskList,
      parsedCronItems,
    });
  }

  #taskList(tasks: readonly JobTask[], tenure: AbortSignal): TaskList {
    const { dataSource, clock } = this.#options;
    const list: TaskList = {};
    for (const task of tasks) list[task.kind] = (entry: unknown) => this.#run(task, entry, tenure);
    list[DUE] = async (entry: unknown) => {
      const { kind }: { kind?: string } = Object(entry);
      if (kind === undefined) throw new Error("a schedule names no kind of job");
      await dataSource.transaction((manager) => enqueueOnce(manager, { kind, now: clock() }));
    };
    return list;
  }

  async #run(task: JobTask, entry: unknown, tenure: AbortSignal): Promise<void> {
    const { id }: { id?: string } = Object(entry);
    if (id === undefined) return;
    await this.#running.get(id)?.ended; // of a tenure that was lost: what it does not finish is begun anew
    const cancel = new AbortController();
    const ended = runJob({ ...this.#options, tenure }, task, id, cancel);
    this.#running.set(id, { cancel, ended: ended.catch(() => {}) });
    try {
      await ended;
    } finally {
      this.#running.delete(id);
    }
  }

  #cronItems() {
    return parseCronItems(
      this.#options.schedules.map(({ kind, at }) => ({
        task: DUE,
        match: at,
        identifier: kind,
        payload: { kind },
        options: { backfillPeriod: MADE_UP_FOR_MS, queueName: DUE, jobKey: `${DUE} ${kind}` },
      })),
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits for what runs to end. */
async function stopped(queues: readonly Runner[]): Promise<void> {
  await Promise.all(queues.map((queue) => queue.stop().catch(() => undefined))); // it had stopped already
}
