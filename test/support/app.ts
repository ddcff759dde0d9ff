import { pino } from "pino";
import { expect } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import type { Role } from "../../src/graphql/roles.ts";
import type { TestDatabase } from "./database.ts";
import { type ServedParts, serveApp } from "./serve.ts";

export { NOW } from "./serve.ts";

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own operation asks for
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

export interface TestApp extends Omit<TestDatabase, "url"> {
  readonly url: string;
  readonly databaseUrl: string;
  /** Sends an operation over HTTP as it is, errors and all. */
  send(operation: string, variables?: object, as?: Role | { key: string }): Promise<Answer>;
  /** Sends an operation that must not fail, and gives its data. */
  query(operation: string, variables?: object, as?: Role): Promise<Answer["data"]>;
  /** Lets background work be done. */
  settle(): Promise<void>;
  /** Moves the clock. */
  setNow(now: Date): void;
  /** Stops listening, as the program does at its end. */
  stop(): Promise<void>;
  /** The text of /metrics. */
  figures(): Promise<string>;
}

/** The whole program on a database of its own, spoken to over HTTP. Only the clock is ours. */
export async function startApp(parts: Partial<ServedParts> = {}): Promise<TestApp> {
  const served = await serveApp({ log: pino({ level: "silent" }), ...parts });
  const { database, origin, settle, now, setNow, stop, figures } = served;
  const { dataSource } = database;
  const keys = new Map<Role, string>();
  const keyOf = async (role: Role): Promise<string> => {
    const key = keys.get(role) ?? (await createApiKey(dataSource.manager, `${role} key`, role, now()));
    keys.set(role, key);
    return key;
  };
  const url = `${origin}/graphql`;
  const send: TestApp["send"] = async (query, variables = {}, as = "ADMIN") => {
    const key = typeof as === "string" ? await keyOf(as) : as.key;
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return (await response.json()) as Answer;
  };
  await send("{ viewer { name } }"); // the key is known from here on, so that statements count what a test is about
  database.statements();
  return {
    ...database,
    url,
    databaseUrl: database.url,
    send,
    query: async (operation, variables, as) => {
      const answer = await send(operation, variables, as);
      expect(answer.errors).toBeUndefined();
      return answer.data;
    },
    settle,
    setNow,
    stop,
    figures,
  };
}
