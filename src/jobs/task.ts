import type { DataSource, EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";

/** What a job of one kind does. Features export theirs, and the composition hands the list of them to the runner. */
export interface JobTask {
  /** Such as TRAIN_HYBRID; one of a kind runs at a time. */
  readonly kind: string;
  /** What it does, in a line for people. */
  readonly about: string;
  /** Whether it runs beside the others instead of taking turns with them: what is soon to be done waits for no training. */
  readonly beside?: boolean;
  /**
   * Does the work and gives the job's last message. It may be run again from its beginning, after a crash or a stop, so what
   * it writes is written with `succeed` or written the same twice.
   */
  run(context: JobContext): Promise<string>;
}

export interface JobContext {
  /** The job's UUID. */
  readonly jobId: string;
  readonly payload: JsonObject;
  readonly dataSource: DataSource;
  readonly clock: () => Date;
  /** Aborted where the job is to stop, because it was cancelled or the program ends; `run` throws then, soon. */
  readonly signal: AbortSignal;
  /** Tells the share that is done, 0 to 1, and what is being done. It never goes back, and may be called as often as one likes. */
  progress(done: number, message: string): void;
  /**
   * Makes the job SUCCEEDED in the transaction that writes its results: they are there together, or neither is. Throws where
   * the job was cancelled or begun anew meanwhile. Call it last: whoever would cancel the job waits for the transaction.
   */
  succeed(manager: EntityManager, message: string): Promise<void>;
}

/** When a job of a kind is asked for without anybody asking: `at` is minute, hour, day, month and weekday as cron has them, in UTC. */
export interface Schedule {
  readonly kind: string;
  readonly at: string;
}

/** Why a job cannot be done, in a sentence for whoever asked for it. Any other error is a fault of ours, and masked. */
export class JobRefusal extends Error {}

/** Thrown into a task whose job is not its own any more. */
export class JobGone extends Error {}

/** Why a task's signal is aborted. */
export const STOPPING = new Error("stopping");
export const CANCELLED = new Error("cancelled");
