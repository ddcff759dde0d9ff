import { type DestinationStream, type Logger, pino } from "pino";
import { QueryFailedError } from "typeorm";
import type { LogLevel } from "./config.ts";

/**
 * The program's log: one JSON object a line. A failed statement's values, and PostgreSQL's sentence about them, may be
 * personal, so that only its code and its text with the places of the values are told.
 */
export function makeLog(level: LogLevel, stream?: DestinationStream): Logger {
  const options = { level, serializers: { err: toldError } };
  return stream === undefined ? pino(options) : pino(options, stream);
}

function toldError(error: unknown): object {
  if (error instanceof QueryFailedError) {
    const { code, constraint, table }: { code?: unknown; constraint?: unknown; table?: unknown } = error.driverError;
    return { type: "QueryFailedError", code, constraint, table, query: error.query, stack: framesOf(error) };
  }
  if (error instanceof Error) return { type: error.name, message: error.message, stack: framesOf(error) };
  return { type: typeof error };
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  return frames.join("\n");
}
