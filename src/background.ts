import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import {
  JobRunner,
  type JobRunnerOptions,
  type JobTask,
  pruneJobs,
  prunesJobs,
  Repeated,
  type Schedule,
  Settled,
} from "./jobs/index.ts";
import { trainDueTask, trainingTask, trainsDue } from "./models/index.ts";
import { showDuePrices } from "./products/index.ts";
import { refreshRfm } from "./profiles/index.ts";
import { trainers } from "./scoring/index.ts";
import type { InThread } from "./threads/run-in-thread.ts";

const RFM_DELAY_MS = 2_000;
const DUE_PRICES_EVERY_MS = 60_000;

/** Every kind of job that this program does. */
export function jobTasks(dataSource: DataSource, inThread: InThread): JobTask[] {
  const training = trainers(dataSource, inThread);
  return [pruneJobs, trainDueTask(training), ...training.map(trainingTask)];
}

/** What is asked for without anybody asking. */
export const SCHEDULES: readonly Schedule[] = [prunesJobs, trainsDue];

export interface BackgroundOptions {
  readonly dataSource: DataSource;
  /** The same database's, for connections of the runner's own. */
  readonly url: string;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Called with what became of each run of a job. */
  readonly jobEnded: JobRunnerOptions["ended"];
  /** What it can do, by jobs. */
  readonly tasks: readonly JobTask[];
  readonly schedules: readonly Schedule[];
}

/** What is done without being asked for: by one process, however many serve. */
export class Background {
  readonly #rfm: Settled;
  readonly #prices: Repeated;
  readonly #jobs: JobRunner;

  constructor(options: BackgroundOptions) {
    const { dataSource, log, clock } = options;
    this.#jobs = new JobRunner({ ...options, ended: options.jobEnded });
    this.#rfm = new Settled(
      () => refreshRfm(dataSource.manager, clock()),
      (error) => log.error({ err: error }, "the RFM cut points could not be refreshed"),
      RFM_DELAY_MS,
    );
    let pricesShownAt: Date | undefined;
    this.#prices = new Repeated(
      async () => {
        const now = clock();
        await showDuePrices(dataSource.manager, pricesShownAt, now);
        pricesShownAt = now;
      },
      (error) => log.error({ err: error }, "prices whose day has come could not be shown"),
      DUE_PRICES_EVERY_MS,
    );
  }

  /** When this is done jobs can be asked for; they are run from then on, at this process's turn. */
  startJobs(): Promise<void> {
    return this.#jobs.start();
  }

  /** The RFM cut points may have moved. */
  ordersChanged(): void {
    this.#rfm.changed();
  }

  /** Does what is outstanding, and waits for it. */
  async settle(): Promise<void> {
    await this.#rfm.flush();
    await this.#prices.now();
  }

  /** Begins no more, and waits as long as that for jobs to stop; what is left undone the next process begins with. */
  async stop(graceMs: number): Promise<void> {
    this.#rfm.stop();
    this.#prices.stop();
    await this.#jobs.stop(graceMs);
  }
}
