import { randomUUID } from "node:crypto";
import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { type Authenticate, authenticator } from "./access/index.ts";
import { type Context, type ContextParts, makeContext } from "./context.ts";
import { HeaderMap, makeServer } from "./graphql/server.ts";
import { json, type Request, type Response, type Route } from "./http/server.ts";
import { makeIngestion } from "./ingestion.ts";
import { Settled } from "./jobs/settled.ts";
import { refreshRfm } from "./profiles/index.ts";
import { checkOperation } from "./reading/index.ts";
import { makeSchema } from "./schema.ts";
import type { ShopSettings } from "./shop/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

export interface AppOptions {
  readonly dataSource: DataSource;
  readonly shop: ShopSettings;
  readonly adminApiKey: string | undefined;
  readonly log: Logger;
  readonly clock: () => Date;
}

export interface App {
  readonly schema: GraphQLSchema;
  readonly routes: ReadonlyMap<string, Route>;
  readonly ingestion: Ingestion;
  /** Takes up what an earlier process may have left undone. */
  resume(): void;
  /** Does what is outstanding in the background. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const RFM_DELAY_MS = 2_000;

/** Puts the features together: the only file that knows every one of them. */
export async function makeApp(options: AppOptions): Promise<App> {
  const { dataSource, shop, log, clock } = options;
  const rfm = new Settled(
    () => refreshRfm(dataSource.manager, clock()),
    (error) => log.error({ err: error }, "the RFM cut points could not be refreshed"),
    RFM_DELAY_MS,
  );
  const ingestion = makeIngestion(dataSource, shop.timeZone, () => rfm.changed());
  const schema = makeSchema();
  const server = makeServer<Context>({ schema, plugins: [guard(schema), reporting(log)] });
  await server.start();
  const parts: ContextParts = { dataSource, ingestion, shop };
  const authenticate = authenticator(dataSource, options.adminApiKey);
  const route: Route = async (request) => {
    const requestId = randomUUID();
    const response = await graphql(server, authenticate, parts, clock(), requestId, request).catch((error: unknown) => {
      log.error({ err: withoutValues(error), requestId }, "a request failed");
      return json(500, "Something went wrong here.", { code: "INTERNAL_SERVER_ERROR", requestId });
    });
    return { ...response, headers: { ...response.headers, "x-request-id": requestId } };
  };
  return {
    schema,
    ingestion,
    routes: new Map([["/graphql", route]]),
    resume: () => rfm.changed(),
    settle: () => rfm.flush(),
    stop: async () => {
      await rfm.flush();
      await server.stop();
    },
  };
}

async function graphql(
  server: ReturnType<typeof makeServer<Context>>,
  authenticate: Authenticate,
  parts: ContextParts,
  now: Date,
  requestId: string,
  request: Request,
): Promise<Response> {
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
function guard(schema: GraphQLSchema): ApolloServerPlugin<Context> {
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

/** An error as it may be logged: what the database adds to it holds the values of the statement, which are personal. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack }, "code" in error ? { code: error.code } : {});
}

/** Faults go to the log with the request's id, which the caller gets too. */
function reporting(log: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const { originalError } of errors) {
          if (originalError === undefined || originalError instanceof GraphQLError) continue;
          log.error({ err: withoutValues(originalError), requestId: contextValue.requestId }, "a request failed");
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
