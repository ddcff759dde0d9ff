import { execFileSync } from "node:child_process";
import { isRunning } from "../../src/database/embedded/processes.ts";
import { type Running, start } from "../support/command.ts";
import { KEY } from "../support/held-start.ts";

export const PATIENCE = { timeout: 60_000, interval: 100 };
export const SHOP = "{ shop { name } }";
export const NAMED = { data: { shop: { name: "My shop" } } };

export interface Program {
  readonly running: Running;
  readonly origin: string;
  /** Asks by a connection of its own, and tells which process answered. */
  ask(query: string, variables?: object, key?: string): Promise<{ pid: number; status: number; json: Answer }>;
  /** Asks until each of two processes has answered, and gives an answer of each. */
  askBoth(query: string, variables?: object, key?: string): Promise<ReadonlyMap<number, Answer>>;
  /** What the log has, but for requests, and for jobs that the hour may bring. */
  log(): Promise<Line[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of several operations
export type Answer = any;
type Line = Readonly<Record<string, unknown>>;

/** `npm start` with two processes that serve. */
export async function served(env: Readonly<Record<string, string>>): Promise<Program> {
  const running = start({ PORT: "0", ADMIN_API_KEY: KEY, WORKERS: "2", LOG_LEVEL: "debug", ...env });
  const [, origin = ""] = /at (http\S+)\/graphql/.exec(await running.printed("Tributary is at ")) ?? [];
  return at(origin, running);
}

/** A program that is there already. */
export function at(origin: string, running: Running): Program {
  let asked = 0;
  const lines = async (): Promise<Line[]> => (await running.printed("")).split("\n").flatMap(parsed);
  const ask: Program["ask"] = async (query, variables = {}, key = KEY) => {
    const id = `request-${asked++}`;
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "x-request-id": id,
      connection: "close",
    };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${origin}/graphql`, { method: "POST", headers, body });
    const json = await response.json();
    await running.printed(`"requestId":"${id}"`);
    const pid = Number((await lines()).find(({ requestId }) => requestId === id)?.["pid"]);
    return { pid, status: response.status, json };
  };
  return {
    running,
    origin,
    ask,
    askBoth: async (query, variables, key) => {
      const answers = new Map<number, Answer>();
      while (answers.size < 2) {
        const { pid, json } = await ask(query, variables, key);
        answers.set(pid, json);
      }
      return answers;
    },
    log: async () => (await lines()).filter(({ msg, jobId }) => msg !== "request" && jobId === undefined),
  };
}

export function parsed(line: string): Line[] {
  return line.startsWith("{") && line.endsWith("}") ? [JSON.parse(line)] : [];
}

/** The workers of a program that are there at the moment, whether they serve or not. */
export function workersOf(running: Running): number[] {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="]).toString().split("\n");
  return all.flatMap((line) => {
    const [, pid, parent] = /^ *(\d+) +(\d+) .*\bworker\.js$/.exec(line.trimEnd()) ?? [];
    return Number(parent) === running.process.pid ? [Number(pid)] : [];
  });
}

export const goneAll = (pids: readonly number[]) => pids.every((pid) => !isRunning(pid));
