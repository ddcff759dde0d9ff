import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { failedStatement } from "./database/failed-statement.ts";
import type { Exchange } from "./http/server.ts";

/** The program's log: one JSON object a line, and no value of a statement in it. */
export function makeLog(level: LogLevel, stream: DestinationStream = linesTogether(process.stdout)): Logger {
  return pino({ level, serializers: { err: toldError } }, stream);
}

/** What a pipe takes as a whole (POSIX's PIPE_BUF on Linux), so that the lines of several processes do not mix. */
const MOST_BYTES = 4_096;
const LATEST_MS = 100;

/** Lines leave some at a time, since a write for each costs a tenth of what a request does: soon, before an exit, and with a fatal one. */
function linesTogether(out: NodeJS.WriteStream): DestinationStream & { flushSync(): void } {
  let waiting: string[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const flushSync = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting.join("");
    waiting = [];
    bytes = 0;
    if (text !== "") out.write(text);
  };
  out.on("error", () => {}); // nobody reads any more, or there is no room: the server serves on without its log
  process.once("exit", flushSync);
  return {
    write(line) {
      const size = Buffer.byteLength(line);
      if (bytes + size > MOST_BYTES) flushSync();
      waiting.push(line);
      bytes += size;
      timer ??= setTimeout(flushSync, LATEST_MS).unref();
    },
    flushSync,
  };
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

/** Asked every few seconds by machines, or many at once by one visitor. */
const ROUTINE = new Set(["/health/live", "/health/ready", "/metrics", "/playground/"]);

/** A request's one line: who asked which operation and how it went; never what was asked for, or from where. */
export function tellExchange(log: Logger, { id, method, route, status, ms, bytes, notes }: Exchange): void {
  const level = ROUTINE.has(route ?? "") ? "debug" : "info";
  const { operation, viewer, errors } = notes;
  log[level](
    {
      requestId: id,
      method,
      path: route ?? "unmatched",
      status,
      ms: Math.round(ms * 10) / 10,
      bytes,
      ...(operation === undefined ? {} : { operation: { kind: operation.kind, name: operation.name } }),
      ...(viewer === undefined ? {} : { viewer }),
      ...(errors.length === 0 ? {} : { errors }),
    },
    "request",
  );
}
