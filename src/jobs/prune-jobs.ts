import { deleteEndedJobs } from "./job.store.ts";
import type { JobTask, Schedule } from "./task.ts";

const KEPT_DAYS = 30;
const KEPT_JOBS = 1_000;
const DAY_MS = 86_400_000;

/** Ended jobs are kept for 30 days or the newest 1,000 of them, whichever is more: a record of what was done, not an archive. */
export const pruneJobs: JobTask = {
  kind: "PRUNE_JOBS",
  about: "Forgets jobs that ended long ago.",
  async run({ dataSource, clock, succeed }) {
    return dataSource.transaction(async (manager) => {
      const before = new Date(clock().getTime() - KEPT_DAYS * DAY_MS);
      const count = await deleteEndedJobs(manager, before, KEPT_JOBS);
      const message = count === 1 ? "1 old job was forgotten" : `${count} old jobs were forgotten`;
      await succeed(manager, message);
      return message;
    });
  },
};

export const prunesJobs: Schedule = { kind: pruneJobs.kind, at: "17 3 * * *" };
