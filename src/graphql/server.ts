import { ApolloServer, type ApolloServerPlugin, type BaseContext, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";

export { HeaderMap };

export interface ServerOptions<Context extends BaseContext> {
  readonly schema: GraphQLSchema;
  readonly plugins: readonly ApolloServerPlugin<Context>[];
}

const MOST_TOKENS = 15_000;

/** Apollo Server with what every deployment of ours has. */
export function makeServer<Context extends BaseContext>(options: ServerOptions<Context>): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: options.schema,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: true,
    // Validation compares fields with one another: its time grows with the square of the document.
    parseOptions: { maxTokens: MOST_TOKENS },
    formatError: masked,
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled(), ...options.plugins],
  });
}

const CANCELLED = "57014"; // PostgreSQL's word for a statement that ran into its time limit

/** What is our fault is told to the log, not to the caller, who gets the request's id to ask with. */
function masked(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = formatted.extensions?.["code"];
  if (code !== undefined && code !== "INTERNAL_SERVER_ERROR") return formatted;
  const { message: _message, extensions: _extensions, ...place } = formatted;
  const { originalError } = error instanceof GraphQLError ? error : {};
  if (originalError !== undefined && "code" in originalError && originalError.code === CANCELLED) {
    return { ...place, message: "This took too long; ask for less at once.", extensions: { code: "TIMEOUT" } };
  }
  return { ...place, message: "Something went wrong here.", extensions: { code: "INTERNAL_SERVER_ERROR" } };
}
