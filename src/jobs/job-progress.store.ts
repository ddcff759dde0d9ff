import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import type { JobState } from "./job.entity.ts";

/** Told the id of each job whose row changes, by whoever changes it. */
export const JOB_CHANNEL = "tributary_job";

/** Undefined where there is no such job. */
export async function stateOfJob(manager: EntityManager, id: string): Promise<JobState | undefined> {
  const [row] = await run<{ state: JobState }>(manager, sql`select state from job where id = ${id}::uuid`);
  return row?.state;
}
