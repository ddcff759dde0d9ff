import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Authenticate } from "./access/index.ts";
import { type Context, type ContextParts, makeContext } from "./context.ts";
import { whyUnavailable } from "./database/unavailable.ts";
import { DATABASE_UNAVAILABLE } from "./graphql/errors.ts";
import { rawData } from "./graphql/raw-answer.ts";
import type { Viewer } from "./graphql/roles.ts";
import { HeaderMap, type makeServer } from "./graphql/server.ts";
import { failure, fault, type Request, type Response, type Route } from "./http/server.ts";
import { checkOperation, type RootOperation, readVariables } from "./reading/index.ts";

export interface GraphqlRouteParts {
  readonly server: ReturnType<typeof makeServer<Context>>;
  readonly authenticate: Authenticate;
  readonly parts: ContextParts;
  readonly log: Logger;
  readonly clock: () => Date;
}

const DATABASE_SILENT = "the database did not answer a request";

/** /graphql: who asks, then Apollo. */
export function graphqlRoute(options: GraphqlRouteParts): Route {
  return async (request) => {
    try {
      return await answer(options, request);
    } catch (error) {
      const reason = whyUnavailable(error);
      if (reason !== undefined) {
        options.log.warn({ reason, requestId: request.id }, DATABASE_SILENT);
        const { message, code } = DATABASE_UNAVAILABLE;
        return failure(503, message, { code }, { "retry-after": "1" });
      }
      options.log.error({ err: error, requestId: request.id }, "a request failed");
      return fault(request.id);
    }
  };
}

async function answer(options: GraphqlRouteParts, request: Request): Promise<Response> {
  const now = options.clock();
  const refused = whyUnread(request);
  if (refused !== undefined) return refused;
  const viewer = await viewerOf(options, request, now);
  if ("status" in viewer) return viewer;
  request.notes.viewer = viewer;
  const body = request.method === "POST" ? await request.body() : undefined;
  if (body === undefined || Buffer.isBuffer(body)) return execute(options, request, body, viewer, now);
  return body;
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

async function viewerOf({ authenticate }: GraphqlRouteParts, request: Request, now: Date): Promise<Viewer | Response> {
  try {
    return await authenticate(request.headers.authorization, now);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return failure(401, error.message, { code: String(error.extensions["code"]) }, { "www-authenticate": "Bearer" });
  }
}

async function execute(
  { server, parts }: GraphqlRouteParts,
  request: Request,
  sent: Buffer | undefined,
  viewer: Viewer,
  now: Date,
): Promise<Response> {
  const body = parse(sent);
  if (body === undefined) return failure(400, "The body is not JSON.", { code: "BAD_REQUEST" });
  const { id: requestId, method, search, notes } = request;
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search, body: body.value },
    context: async () => makeContext(parts, { viewer, requestId, notes, now }),
  });
  if (response.body.kind === "chunked") throw new Error("incremental delivery is not served");
  const status = response.status ?? 200;
  // What is no GraphQL request at all is refused by Apollo before anything is noted.
  if (status >= 400 && notes.errors.length === 0) notes.errors = ["BAD_REQUEST"];
  return { status, headers: Object.fromEntries(response.headers), body: response.body.string };
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
        didResolveOperation: async ({ document, operation, request, contextValue: { viewer } }) => {
          if (operation === undefined) return;
          const given = readVariables(schema, document, operation, request.variables ?? {});
          if (given === undefined) return; // execution says what is wrong with them
          asked = { schema, fragments: fragmentsOf(document), variables: given.coerced, operation };
          checkOperation({ ...asked, viewer, given }, operation);
        },
        responseForOperation: async ({ contextValue: { answers } }) => {
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

function tellFaults(log: Logger, errors: readonly GraphQLError[], requestId: string): void {
  for (const { originalError } of errors) {
    if (originalError === undefined || originalError instanceof GraphQLError) continue;
    const reason = whyUnavailable(originalError);
    if (reason !== undefined) log.warn({ reason, requestId }, DATABASE_SILENT);
    else log.error({ err: originalError, requestId }, "a request failed");
  }
}

const withId = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError =>
  error.extensions?.["code"] === "INTERNAL_SERVER_ERROR"
    ? { ...error, extensions: { ...error.extensions, requestId } }
    : error;
