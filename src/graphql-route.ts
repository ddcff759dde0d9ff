import type { ApolloServerPlugin, GraphQLResponse } from "@apollo/server";
import type { DocumentNode, GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Context } from "./context.ts";
import { rawData } from "./graphql/raw-answer.ts";
import type { Viewer } from "./graphql/roles.ts";
import { HeaderMap } from "./graphql/server.ts";
import { failure, type Request, type Response, type Route, type StreamedResponse } from "./http/server.ts";
import { askedForEvents, eventStream, oneEvent, takesEvents } from "./operations/event-stream.ts";
import { tellFaults, withId } from "./operations/faults.ts";
import type { Keys } from "./operations/keys.ts";
import { type Asked, type OperationParts, runOperation } from "./operations/run-operation.ts";
import { checkWay } from "./operations/subscribing.ts";
import { checkOperation, type RootOperation, readVariables } from "./reading/index.ts";
import { type ViewerRouteParts, viewerRoute } from "./viewer-route.ts";

export interface GraphqlRouteParts extends OperationParts, ViewerRouteParts {
  readonly keys: Keys;
}

/** /graphql: who asks, then Apollo. */
export function graphqlRoute(options: GraphqlRouteParts): Route {
  const answered = viewerRoute(options, async (request, viewer) => {
    const body = request.method === "POST" ? await request.body() : undefined;
    return body === undefined || Buffer.isBuffer(body) ? execute(options, request, body, viewer) : body;
  });
  return async (request) => whyUnread(request) ?? answered(request);
}

/** What the head of a request is refused for: nobody's body is read in vain. */
function whyUnread({ method, headers }: Request): Response | undefined {
  if (method === "GET") return undefined;
  if (method !== "POST") {
    return failure(405, "Ask by POST or GET.", { code: "METHOD_NOT_ALLOWED" }, { allow: "GET, HEAD, POST" });
  }
  const code = "UNSUPPORTED_MEDIA_TYPE";
  if (!isJson(headers["content-type"])) {
    return failure(415, "The body is application/json, and its content-type says so.", { code });
  }
  if (/^(identity)?$/i.test(headers["content-encoding"] ?? "")) return undefined;
  return failure(415, "The body is sent as it is, not compressed: leave content-encoding out.", { code });
}

async function execute(
  options: GraphqlRouteParts,
  request: Request,
  sent: Buffer | undefined,
  viewer: Viewer,
): Promise<Response | StreamedResponse> {
  const body = parse(sent);
  if (body === undefined) return failure(400, "The body is not JSON.", { code: "BAD_REQUEST" });
  const { id: requestId, method, headers, notes } = request;
  const asker = { viewer, requestId, notes };
  const events = takesEvents(request);
  if (events === "no") return answered(await runOperation(options, askedForAnswer(request, body.value), asker));
  const subscribing = { byGet: method === "GET" };
  const ran = await runOperation(options, askedForEvents(request, body.value), asker, subscribing);
  if ("events" in ran) {
    return eventStream(ran.events, (refused) => options.keys.watch(headers.authorization, viewer, refused));
  }
  // Who takes nothing but events is told in one what an operation that was understood has come to.
  return events === "also" || notes.errors.includes("BAD_REQUEST") ? answered(ran) : oneEvent(ran.text);
}

function askedForAnswer({ method, headers: sent, search }: Request, body: unknown): Asked {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(sent)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return { method, headers, search, body };
}

function answered(ran: Awaited<ReturnType<typeof runOperation>>): Response {
  if ("events" in ran) throw new Error("a subscription has begun that nobody can hear");
  return { status: ran.status, headers: ran.headers, body: ran.text };
}

const isJson = (contentType: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? "");

function parse(body: Buffer | undefined): { value: unknown } | undefined {
  if (body === undefined) return { value: undefined };
  try {
    return { value: JSON.parse(body.toString("utf8")) };
  } catch {
    return undefined; // the caller is told so
  }
}

/** How queries are answered: by the database's own text where it can write all of it, or always by walking a tree. */
export type ReadPath = "direct" | "tree";

/**
 * Holds the whole operation against who may do what and against the limits before any of it runs; then lets the database
 * write the answer, if it can.
 */
export function reading(schema: GraphQLSchema, path: ReadPath): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => {
      let asked: RootOperation | undefined;
      return {
        didResolveOperation: async ({ document, operation, request, contextValue: { viewer, subscribing, sent } }) => {
          if (operation === undefined) return;
          sent.variables = request.variables ?? {};
          checkWay(operation.operation, subscribing);
          const given = readVariables(schema, document, operation, request.variables ?? {});
          if (given === undefined) return; // execution says what is wrong with them
          asked = { schema, fragments: fragmentsOf(document), variables: given.coerced, operation };
          checkOperation({ ...asked, viewer, given }, operation);
        },
        responseForOperation: async ({ document, request, contextValue: { answers, subscribing } }) => {
          if (asked?.operation.operation === "subscription" && subscribing !== undefined) {
            const { operationName, variables: variableValues = {} } = request;
            subscribing.subscription = { schema, document, operationName, variableValues };
            return begins();
          }
          const text = asked === undefined || path === "tree" ? undefined : await answers.direct(asked);
          if (text === undefined) return null;
          return {
            http: { headers: new HeaderMap() },
            body: { kind: "single", singleResult: { data: rawData(text) } },
          };
        },
      };
    },
  };
}

/** Stands for the events to come. */
const begins = (): GraphQLResponse => ({
  http: { headers: new HeaderMap() },
  body: { kind: "single", singleResult: {} },
});

const fragmentsOf = (document: DocumentNode): RootOperation["fragments"] =>
  Object.fromEntries(
    document.definitions.flatMap((each) => (each.kind === "FragmentDefinition" ? [[each.name.value, each]] : [])),
  );

const LONGEST_NAME = 100;

/** Faults go to the log with the request's id, which the caller gets too; of every operation its kind and name are noted. */
export function reporting(log: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue: { requestId, notes } }) => {
      const started = performance.now();
      return {
        didResolveOperation: async ({ operation }) => {
          if (operation === undefined) return;
          const name = operation.name?.value;
          const told = name === undefined || name.length > LONGEST_NAME ? undefined : name;
          notes.operation = { kind: operation.operation, name: told, started };
        },
        didEncounterErrors: async ({ errors }) => tellFaults(log, errors, requestId),
        willSendResponse: async ({ response }) => {
          if (notes.operation !== undefined) notes.operation.ended = performance.now();
          if (response.body.kind !== "single") return;
          const { singleResult } = response.body;
          notes.errors = singleResult.errors?.map(({ extensions }) => String(extensions?.["code"])) ?? [];
          const errors = singleResult.errors?.map((error) => withId(error, requestId));
          if (errors !== undefined) singleResult.errors = errors;
        },
      };
    },
  };
}
