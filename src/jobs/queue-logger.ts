import { Logger } from "graphile-worker";
import type { Logger as Log } from "pino";

export type QueueLog = Pick<Log, "trace">;

/** What the queue says of itself goes to the log's finest level: what matters to anybody the runner says in its own words. */
export const queueLogger = (log?: QueueLog): Logger =>
  new Logger(() => (level, message) => log?.trace({ queue: level }, message));
