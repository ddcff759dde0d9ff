import { Writable } from "node:stream";
import { makeLog } from "../../src/log.ts";
import type { TestDatabase } from "../support/database.ts";
import { type ServedParts, serveApp } from "../support/serve.ts";

export const ADMIN_KEY = "an-admin-key-of-more-than-32-characters";

export interface Served extends TestDatabase {
  readonly origin: string;
  /** All that was logged so far. */
  log(): string;
  /** What was logged so far under this message, each line as the object that it is. */
  logged(message: string): Record<string, unknown>[];
  setNow(now: Date): void;
}

/** The program with its log kept and a key from its configuration; nothing may fail outside a request's own answer. */
export async function serve(
  settings: Pick<ServedParts, "corsOrigins" | "metricsToken" | "open"> = {},
): Promise<Served> {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const { database, origin, setNow } = await serveApp({
    ...settings,
    log: makeLog("trace", stream),
    adminApiKey: ADMIN_KEY,
  });
  const log = (): string => lines.join("");
  return {
    ...database,
    origin,
    log,
    logged: (message) =>
      log()
        .split("\n")
        .filter((line) => line !== "")
        .map((line): Record<string, unknown> => JSON.parse(line))
        .filter(({ msg }) => msg === message),
    setNow,
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own operation asks for
  readonly json: any;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

export function post(served: Served, body: object | string, headers: Record<string, string> = {}): Promise<Reply> {
  const defaults = { "content-type": "application/json", authorization: `Bearer ${ADMIN_KEY}` };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return ask(`${served.origin}/graphql`, { method: "POST", headers: { ...defaults, ...headers }, body: text });
}
