import { randomUUID } from "node:crypto";
import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import type { Logger } from "pino";
import type { Authenticate } from "./access/index.ts";
import { type Context, type ContextParts, makeContext } from "./context.ts";
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

/** /graphql: who asks, then Apollo; every answer carries the request's id. */
export function graphqlRoute(options: GraphqlRouteParts): Route {
  return async (request) => {
    const requestId = randomUUID();
    const response = await answer(options, requestId, request).catch((error: unknown) => {
      options.log.error({ err: error, requestId }, "a request failed");
      return json(500, "Something went wrong here.", { code: "INTERNAL_SERVER_ERROR", requestId });
    });
    return { ...response, headers: { ...response.headers, "x-request-id": requestId } };
  };
}

async function answer(
  { server, authenticate, parts, clock }: GraphqlRouteParts,
  requestId: string,
  request: Request,
): Promise<Response> {
  const now = clock();
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  // A request with an Authorization header is one that browsers ask about first, which is all that Apollo wants to know.
  if (request.method === "GET") headers.set("apollo-require-preflight", "authorization");
  const body = parseBody(request);
  if (body === undefined) return json(400, "The body is not JSON.", { code: "BAD_REQUEST" });
  try {
    const viewer = await authenticate(request.headers.authorization, now);
    const response = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers, search: request.search, body: body.value },
      context: async () => makeContext(parts, viewer, requestId, now),
    });
    if (response.body.kind === "chunked") throw new Error("incremental delivery is not served");
    const status = response.status ?? 200;
    return { status, headers: Object.fromEntries(response.headers), body: response.body.string };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return json(401, error.message, { code: error.extensions["code"] });
  }
}

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

/** Faults go to the log with the request's id, which the caller gets too. */
export function reporting(log: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const { originalError } of errors) {
          if (originalError === undefined || originalError instanceof GraphQLError) continue;
          log.error({ err: originalError, requestId: contextValue.requestId }, "a request failed");
        }
      },
      willSendResponse: async ({ response, contextValue }) => {
        if (response.body.kind !== "single") return;
        const { singleResult } = response.body;
        const errors = singleResult.errors?.map((error) =>
          error.extensions?.["code"] === "INTERNAL_SERVER_ERROR"
            ? { ...error, extensions: { ...error.extensions, requestId: contextValue.requestId } }
            : error,
        );
        if (errors !== undefined) singleResult.errors = errors;
      },
    }),
  };
}
