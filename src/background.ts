import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { campaignJobs, keepCampaigns, ScheduledStarts, type SendingOptions } from "./campaigns/index.ts";
import { whyUnavailable } from "./database/unavailable.ts";
import { toId } from "./graphql/ids.ts";
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
import { keepMemberships } from "./segments/index.ts";
import type { InThread } from "./threads/run-in-thread.ts";
import { allTrainers } from "./training.ts";

const RFM_DELAY_MS = 2_000;
const DUE_PRICES_EVERY_MS = 60_000;
const MEMBERSHIPS_EVERY_MS = 500;
const CAMPAIGNS_EVERY_MS = 1_000;
const NOT_WORKED_OUT = "the memberships of segments could not be worked out";

/** Every kind of job that this program does. */
export function jobTasks(sending: SendingOptions, inThread: InThread): JobTask[] {
  const training = allTrainers(sending.dataSource, inThread);
  return [pruneJobs, trainDueTask(training), ...training.map(trainingTask), ...campaignJobs(sending)];
}

/** Tells what went wrong with a campaign. */
export const sendingFailed =
  (log: Logger): SendingOptions["failed"] =>
  (campaignId, err) =>
    log.error({ err, campaign: toId("cmp", campaignId) }, "messages of a campaign could not be sent");

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
  readonly #memberships: Repeated;
  readonly #campaigns: Repeated;
  readonly #starts: Repeated;
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
    );
    this.#prices.start(DUE_PRICES_EVERY_MS);
    this.#memberships = patient(log, "memberships", NOT_WORKED_OUT, () =>
      keepMemberships(dataSource, clock, (segmentIds, err) =>
        log.error({ err, segments: segmentIds.map((id) => toId("seg", id)) }, NOT_WORKED_OUT),
      ),
    );
    const campaigns = (what: string, failed: string, follow: typeof keepCampaigns) =>
      patient(log, what, failed, () =>
        follow(dataSource, clock, (id, err) => log.error({ err, campaign: toId("cmp", id) }, failed)),
      );
    this.#campaigns = campaigns("campaigns", "campaigns could not be followed", keepCampaigns);
    const starts = new ScheduledStarts();
    this.#starts = campaigns("scheduled campaigns", "scheduled campaigns could not be launched", (...given) =>
      starts.follow(...given),
    );
  }

  /** From now on memberships and campaigns are kept; when this is done jobs can be asked for, which are run at this process's turn. */
  async start(): Promise<void> {
    this.#memberships.start(MEMBERSHIPS_EVERY_MS);
    await this.#jobs.start();
    this.#campaigns.start(CAMPAIGNS_EVERY_MS);
    this.#starts.start(CAMPAIGNS_EVERY_MS);
  }

  /** The RFM cut points may have moved. */
  ordersChanged(): void {
    this.#rfm.changed();
  }

  /** Does what is outstanding, and waits for it. */
  async settle(): Promise<void> {
    await this.#rfm.flush();
    await this.#prices.now();
    await this.#memberships.now(); // what runs already may have begun before the last change
    await this.#memberships.now();
    await this.#starts.now();
    await this.#campaigns.now();
  }

  /** Begins no more, and waits as long as that for jobs to stop; what is left undone the next process begins with. */
  async stop(graceMs: number): Promise<void> {
    this.#rfm.stop();
    this.#prices.stop();
    this.#memberships.stop();
    this.#campaigns.stop();
    this.#starts.stop();
    await this.#jobs.stop(graceMs);
  }
}

/** Keeps something, and says once that the database is away, not each time that it looks. */
function patient(log: Logger, what: string, failed: string, keep: () => Promise<void>): Repeated {
  let isAway = false;
  return new Repeated(
    async () => {
      await keep();
      isAway = false;
    },
    (err) => {
      const reason = whyUnavailable(err);
      if (reason === undefined) log.error({ err }, failed);
      else if (!isAway) log.warn({ reason }, `${what} wait for the database`);
      isAway = reason !== undefined;
    },
  );
}
