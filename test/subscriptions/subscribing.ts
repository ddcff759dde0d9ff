import { createClient as eventsClient } from "graphql-sse";
import { type Client, createClient as socketClient } from "graphql-ws";
import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createApiKey } from "../../src/access/index.ts";
import { notify } from "../../src/database/notices.ts";
import type { Role } from "../../src/graphql/roles.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";

export const PATIENCE = { timeout: 20_000 };
export const PROGRESS = "subscription Progress($id: ID!) { jobProgressed(id: $id) { state done } }";

const UUID = "019d0000-0000-7000-8000-00000000000";
export const idOf = (number: number): string => `job_${(UUID + number).replaceAll("-", "")}`;

export interface Shop extends TestApp {
  readonly socketUrl: string;
  keyOf(role: Role): Promise<string>;
  /** Makes the job with this number, queued. */
  queue(number?: number): Promise<string>;
  /** Writes what has become of a job, and tells of it as the queue does. */
  change(fields: { state?: string; done?: number }, number?: number): Promise<void>;
  /** Changes the job and tells nobody. */
  changeInSilence(fields: { state?: string; done?: number }, number?: number): Promise<void>;
}

export async function aShop(parts: Parameters<typeof startApp>[0] = {}): Promise<Shop> {
  const app = await startApp(parts);
  const { dataSource } = app;
  const set = async (manager: typeof dataSource.manager, { state = "RUNNING", done = 0 }, number: number) => {
    await manager.query("update job set state = $1, done = $2 where id = $3", [state, done, UUID + number]);
  };
  return {
    ...app,
    socketUrl: app.url.replace("http", "ws"),
    keyOf: (role) => createApiKey(dataSource.manager, `another ${role} key`, role, NOW),
    queue: async (number = 1) => {
      const values = [UUID + number, "TRAIN_HYBRID", "QUEUED", NOW];
      await dataSource.query("insert into job (id, kind, state, created_at) values ($1, $2, $3, $4)", values);
      return idOf(number);
    },
    change: (fields, number = 1) =>
      dataSource.transaction(async (manager) => {
        await set(manager, fields, number);
        await notify(manager, "tributary_job", UUID + number);
      }),
    changeInSilence: (fields, number = 1) => set(dataSource.manager, fields, number),
  };
}

/** What a subscription has told so far, and how it ended. */
export interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own operation asks for
  readonly events: any[];
  // biome-ignore lint/suspicious/noExplicitAny: clients throw errors, lists of them, and events
  ended?: "complete" | { error: any };
  end(): void;
}

interface Subscribes {
  subscribe(
    request: { query: string; variables?: Record<string, unknown> },
    sink: { next(event: unknown): void; error(error: unknown): void; complete(): void },
  ): () => void;
}

function listen({ subscribe }: Subscribes, query: string, variables: Record<string, unknown>): Told {
  const told: Told = { events: [], end: () => {} };
  const end = subscribe(
    { query, variables },
    {
      next: (event) => told.events.push(event),
      error: (error) => Object.assign(told, { ended: { error } }),
      complete: () => Object.assign(told, { ended: "complete" }),
    },
  );
  return Object.assign(told, { end });
}

export function aSocketClient({ socketUrl }: Shop, key: string | undefined, retryAttempts = 0): Client {
  const client = socketClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    retryAttempts,
    ...(key === undefined ? {} : { connectionParams: { authorization: `Bearer ${key}` } }),
  });
  onTestFinished(async () => client.dispose());
  return client;
}

export const bySocket = (client: Client, id: string, query = PROGRESS): Told =>
  listen(client as Subscribes, query, { id });

export function byEvents({ url }: Shop, key: string, id: string, query = PROGRESS): Told {
  const client = eventsClient({ url, retryAttempts: 0, headers: { authorization: `Bearer ${key}` } });
  onTestFinished(() => client.dispose());
  return listen(client as Subscribes, query, { id });
}

/** A way to subscribe with the role's key. */
export const WAYS = {
  "a WebSocket": async (shop: Shop, role: Role, id: string, query?: string) =>
    bySocket(aSocketClient(shop, await shop.keyOf(role)), id, query),
  "a stream of events": async (shop: Shop, role: Role, id: string, query?: string) =>
    byEvents(shop, await shop.keyOf(role), id, query),
} as const;

export const event = (state: string, done: number) => ({ data: { jobProgressed: { state, done } } });

export const hasTold = (told: Told, count: number): Promise<void> =>
  expect.poll(() => told.events.length, PATIENCE).toBe(count);
export const hasEnded = (told: Told): Promise<void> => expect.poll(() => told.ended, PATIENCE).toBeDefined();
