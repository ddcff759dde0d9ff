import { Logger } from "graphile-worker";
import type { Logger as Log } from "pino";

export type QueueLog = Pick<Log, "debug">;

/** What the queue says of itself goes to the log's debug level: what matters to anybody the runner says in its own words. */
export const queueLogger = (log?: QueueLog): Logger =>
  new Logger(() => (level, message) => log?.debug({ queue: level }, message));
