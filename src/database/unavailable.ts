import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from "typeorm";

/** PostgreSQL is ending, starting, or full; or nobody is there, as the system says it. */
const CODES = new Set([
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** What pg says without a code: of a connection that broke, and of a pool that has had none to give for too long. */
const SENTENCES = /^Connection terminated|^timeout exceeded when trying to connect|not queryable$/;

/** TypeORM takes a connection that breaks away from its transaction, which finds out at its next statement. */
const RELEASED = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];

/** Why the work failed, in a word without values, where the database was not there and the work may be tried again. */
export function whyUnavailable(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (RELEASED.some((type) => error instanceof type)) return "the connection broke between two statements";
  const code: unknown = "code" in error ? error.code : undefined;
  if (typeof code === "string" && CODES.has(code)) return code;
  return SENTENCES.test(error.message) ? error.message : undefined;
}

export const isUnavailable = (error: unknown): boolean => whyUnavailable(error) !== undefined;
