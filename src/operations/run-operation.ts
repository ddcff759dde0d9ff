import type { FormattedExecutionResult } from "graphql";
import type { Logger } from "pino";
import { type Context, type ContextParts, makeContext } from "../context.ts";
import type { Viewer } from "../graphql/roles.ts";
import { HeaderMap, type makeServer } from "../graphql/server.ts";
import type { Notes } from "../http/server.ts";
import { type Events, eventsOf } from "./events.ts";
import type { Subscribing } from "./subscribing.ts";

export interface OperationParts {
  readonly server: ReturnType<typeof makeServer<Context>>;
  readonly parts: ContextParts;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Counts the subscriptions that are under way. */
  readonly underWay: { subscriptions: number };
}

/** An operation as HTTP brings it. */
export interface Asked {
  readonly method: string;
  readonly headers: HeaderMap;
  readonly search: string;
  readonly body: unknown;
}

/** What did not come by a POST of its own, as one. */
export function posted(body: unknown): Asked {
  const headers = new HeaderMap([
    ["accept", "application/json"],
    ["content-type", "application/json"],
  ]);
  return { method: "POST", headers, search: "", body };
}

export interface Asker {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly notes: Notes;
}

/** The answer as text, and its status by GraphQL over HTTP. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One way for every operation, whichever way it comes: Apollo parses, validates, and has it checked before it runs. */
export async function runOperation(
  { server, parts, log, clock, underWay }: OperationParts,
  asked: Asked,
  asker: Asker,
  subscribing?: Subscribing,
): Promise<Answered | { readonly events: Events }> {
  const context = () => makeContext(parts, { ...asker, clock, subscribing });
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: asked,
    context: async () => context(),
  });
  if (response.body.kind === "chunked") throw new Error("incremental delivery is not served");
  const { notes, requestId } = asker;
  const status = response.status ?? 200;
  if (subscribing?.subscription !== undefined) {
    const events = await eventsOf(subscribing.subscription, { log, requestId, context, underWay });
    return "next" in events ? { events } : refused(events, notes);
  }
  // What is no GraphQL request at all is refused by Apollo before anything is noted.
  if (status >= 400 && notes.errors.length === 0) notes.errors = ["BAD_REQUEST"];
  return { status, headers: Object.fromEntries(response.headers), text: response.body.string };
}

function refused(result: FormattedExecutionResult, notes: Notes): Answered {
  notes.errors = (result.errors ?? []).map(({ extensions }) => String(extensions?.["code"]));
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status: 400, headers, text: JSON.stringify(result) };
}
