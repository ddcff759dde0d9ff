import type { EntityManager } from "typeorm";
import { askToCancel, stateOfJob } from "./job.store.ts";

export interface CancelRefusal {
  readonly code: "NOT_FOUND" | "CONFLICT";
  readonly message: string;
}

/** What became of a job that can be cancelled no more. */
const ENDED: Readonly<Record<string, string>> = {
  SUCCEEDED: "has succeeded",
  FAILED: "has failed",
  CANCELLED: "is cancelled",
};

/** Cancels a job that waits at once, and asks for the end of one that runs; a refusal where there is nothing to cancel. */
export async function cancelJob(
  manager: EntityManager,
  id: string,
  shownId: string,
  now: Date,
): Promise<CancelRefusal | undefined> {
  if (await askToCancel(manager, id, now)) return undefined;
  const state = await stateOfJob(manager, id);
  if (state === undefined) return noSuchJob(shownId);
  return {
    code: "CONFLICT",
    message: `${shownId} ${ENDED[state] ?? "has ended"}; only a job that waits or runs can be cancelled`,
  };
}

export const noSuchJob = (shownId: string): CancelRefusal => ({
  code: "NOT_FOUND",
  message: `there is no job ${shownId}`,
});
