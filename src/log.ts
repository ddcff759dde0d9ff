import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { failedStatement } from "./database/failed-statement.ts";

/** The program's log: one JSON object a line, and no value of a statement in it. */
export function makeLog(level: LogLevel, stream?: DestinationStream): Logger {
  const options = { level, serializers: { err: toldError } };
  return stream === undefined ? pino(options) : pino(options, stream);
}

function toldError(error: unknown): object {
  const statement = failedStatement(error);
  if (!(error instanceof Error)) return { type: typeof error };
  const told = statement ?? { message: error.message };
  return { type: error.name, ...told, stack: framesOf(error) };
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  return frames.join("\n");
}
