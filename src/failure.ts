import { failedStatement } from "./database/failed-statement.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { isUnavailable } from "./database/unavailable.ts";
import { makeLog } from "./log.ts";

/**
 * Ends a program that cannot go on: a sentence for what a person can mend, else a line of the log. Node's own report would
 * show a failed statement with its values, which are personal.
 */
export function tellFailure(what: string, error: unknown): void {
  process.exitCode = 1;
  const sentence = sentenceOf(error);
  if (sentence !== undefined) process.stderr.write(`${what}: ${sentence}\n`);
  else makeLog("error", process.stderr).error({ err: error }, what);
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof StartRefusal) return error.message;
  if (!(error instanceof Error)) return undefined;
  if (isUnavailable(error)) {
    return "the database has gone away; what was finished is kept, and the same command can be run again";
  }
  // A fault of the file system names the file itself.
  if (failedStatement(error) === undefined && "syscall" in error) return error.message;
  return undefined;
}
