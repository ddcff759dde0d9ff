import type { EntityManager } from "typeorm";
import type { Changes } from "../database/changes.ts";
import type { Notices } from "../database/notices.ts";
import { type Ending, untilReturned } from "../graphql/until-returned.ts";
import type { JobState } from "./job.entity.ts";
import { JOB_CHANNEL, stateOfJob } from "./job.store.ts";

const OPEN: readonly JobState[] = ["QUEUED", "RUNNING"];

/**
 * The job's id, now and whenever the job has changed, until it has ended; undefined where there is no such job. What
 * changes while nobody asks for the next one is one change. Where it ends between two looks, its end comes twice.
 */
export async function jobProgress(
  { manager, notices }: { readonly manager: EntityManager; readonly notices: Notices },
  id: string,
): Promise<Ending<string> | undefined> {
  const changes = await notices.changesOf(JOB_CHANNEL, id); // before the first look, so that nothing falls between
  try {
    if ((await stateOfJob(manager, id)) !== undefined) {
      return untilReturned(progress(manager, changes, id), () => changes.end());
    }
  } catch (error) {
    changes.end();
    throw error;
  }
  changes.end();
  return undefined;
}

async function* progress(manager: EntityManager, changes: Changes, id: string): AsyncGenerator<string, void> {
  try {
    while (await changes.next()) {
      const state = await stateOfJob(manager, id);
      if (state === undefined) return;
      yield id;
      if (!OPEN.includes(state)) return;
    }
  } finally {
    changes.end();
  }
}
