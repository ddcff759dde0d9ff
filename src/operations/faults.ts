import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { whyUnavailable } from "../database/unavailable.ts";

export const DATABASE_SILENT = "the database did not answer a request";

/** Faults go to the log with the request's id, which the caller gets too. */
export function tellFaults(log: Logger, errors: readonly GraphQLError[], requestId: string): void {
  for (const { originalError } of errors) {
    if (originalError === undefined || originalError instanceof GraphQLError) continue;
    const reason = whyUnavailable(originalError);
    if (reason !== undefined) log.warn({ reason, requestId }, DATABASE_SILENT);
    else log.error({ err: originalError, requestId }, "a request failed");
  }
}

export const withId = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError =>
  error.extensions?.["code"] === "INTERNAL_SERVER_ERROR"
    ? { ...error, extensions: { ...error.extensions, requestId } }
    : error;
