import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import type { Logger } from "pino";
import type { Authenticate } from "./access/index.ts";
import { type Context, type ContextParts, makeContext } from "./context.ts";
import { whyUnavailable } from "./database/unavailable.ts";
import type { OperationNotes } from "./graphql/context.ts";
import { DATABASE_UNAVAILABLE } from "./graphql/errors.ts";
import type { Viewer } from "./graphql/roles.ts";
import { HeaderMap, type makeServer } from "./graphql/server.ts";
import { json, type Request, type Response, type Route } from "./http/server.ts";
import { checkOperation } from "./reading/index.ts";

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
        return json(503, message, { code }, { "retry-after": "1" });
      }
      options.log.error({ err: error, requestId: request.id }, "a request failed");
      const extensions = { code: "INTERNAL_SERVER_ERROR", requestId: request.id };
      return json(500, "Something went wrong here.", extensions);
    }
  };
}

async function answer(options: GraphqlRouteParts, request: Request): Promise<Response> {
  const now = options.clock();
  const { method } = request;
  if (method !== "GET" && method !== "POST") {
    return json(405, "Ask by POST or GET.", { code: "METHOD_NOT_ALLOWED" }, { allow: "GET, HEAD, POST" });
  }
  if (method === "POST" && !isJson(request.headers["content-type"])) {
    return json(415, "The body is application/json, and its content-type says so.", { code: "UNSUPPORTED_MEDIA_TYPE" });
  }
  const body = parseBody(request);
  if (body === undefined) return json(400, "The body is not JSON.", { code: "BAD_REQUEST" });
  try {
    const viewer = await options.authenticate(request.headers.authorization, now);
    return await execute(options, request, body.value, viewer, now);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return json(401, error.message, { code: String(error.extensions["code"]) }, { "www-authenticate": "Bearer" });
  }
}

async function execute(
  { server, parts }: GraphqlRouteParts,
  request: Request,
  body: unknown,
  viewer: Viewer,
  now: Date,
): Promise<Response> {
  const started = performance.now();
  const { id: requestId, method, search } = request;
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const notes: OperationNotes = { errors: [] };
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search, body },
    context: async () => makeContext(parts, { viewer, requestId, notes, now }),
  });
  if (response.body.kind === "chunked") throw new Error("incremental delivery is not served");
  const status = response.status ?? 200;
  const { kind, name } = notes;
  // What is no GraphQL request at all is refused by Apollo before anything is noted.
  const errors = status >= 400 && notes.errors.length === 0 ? ["BAD_REQUEST"] : notes.errors;
  const operation = kind === undefined ? {} : { operation: { kind, name, ms: performance.now() - started } };
  return {
    status,
    headers: Object.fromEntries(response.headers),
    body: response.body.string,
    notes: { viewer, errors, ...operation },
  };
}

const isJson = (contentType: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? "");

function parseBody({ method, body }: Request): { value: unknown } | undefined {
  if (method !== "POST") return { value: undefined };
  try {
    return { value: JSON.parse(body.toString("utf8")) };
  } catch {
    return undefined; // the caller is told so
  }
}

/** Who may do what, and the limits of arguments, over the whole operation before any of it runs. */
export function guard(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operation, request, contextValue }) => {
        const fragments = Object.fromEntries(
          document.definitions.flatMap((each) => (each.kind === "FragmentDefinition" ? [[each.name.value, each]] : [])),
        );
        if (operation === undefined) return;
        const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
        if (variables.coerced === undefined) return; // execution says what is wrong with them
        checkOperation({ schema, fragments, variables: variables.coerced, viewer: contextValue.viewer }, operation);
      },
    }),
  };
}

const LONGEST_NAME = 100;

/** Faults go to the log with the request's id, which the caller gets too; of every operation its kind and name are noted. */
export function reporting(log: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue: { requestId } }) => {
        for (const { originalError } of errors) {
          if (originalError === undefined || originalError instanceof GraphQLError) continue;
          const reason = whyUnavailable(originalError);
          if (reason !== undefined) log.warn({ reason, requestId }, DATABASE_SILENT);
          else log.error({ err: originalError, requestId }, "a request failed");
        }
      },
      willSendResponse: async ({ operation, response, contextValue: { requestId, notes } }) => {
        if (operation !== undefined && operation !== null) {
          notes.kind = operation.operation;
          const name = operation.name?.value;
          if (name !== undefined && name.length <= LONGEST_NAME) notes.name = name;
        }
        if (response.body.kind !== "single") return;
        const { singleResult } = response.body;
        notes.errors = singleResult.errors?.map(({ extensions }) => String(extensions?.["code"])) ?? [];
        const errors = singleResult.errors?.map((error) =>
          error.extensions?.["code"] === "INTERNAL_SERVER_ERROR"
            ? { ...error, extensions: { ...error.extensions, requestId } }
            : error,
        );
        if (errors !== undefined) singleResult.errors = errors;
      },
    }),
  };
}
