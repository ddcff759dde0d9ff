import { ApolloServer, type ApolloServerPlugin, type BaseContext, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import { isUnavailable } from "../database/unavailable.ts";
import { DATABASE_UNAVAILABLE, DEEPEST } from "./errors.ts";
import { ParsedDocuments } from "./parsed-documents.ts";
import { stringify } from "./raw-answer.ts";
import { statuses } from "./statuses.ts";

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
    // Browsers ask before they send any of these, and no cookie counts here: what has one was not made by a foreign page.
    csrfPrevention: { requestHeaders: ["authorization", "apollo-require-preflight", "x-apollo-operation-name"] },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    maxRecursiveSelections: true,
    // Validation compares fields with one another: its time grows with the square of the document.
    parseOptions: { maxTokens: MOST_TOKENS },
    documentStore: new ParsedDocuments(),
    formatError: masked,
    stringifyResult: stringify,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      statuses,
      ...options.plugins,
    ],
  });
}

/** The errors of an event as an answer would have them. */
export function formatErrors(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
  return errors.map((error) => {
    const { http: _http, code = "INTERNAL_SERVER_ERROR", ...extensions } = error.extensions;
    return masked({ ...error.toJSON(), extensions: { code, ...extensions } }, error);
  });
}

const CANCELLED = "57014"; // PostgreSQL's word for a statement that ran into its time limit

/** graphql-js has no other mark for it. */
const TOO_MANY_TOKENS = `Document contains more that ${MOST_TOKENS} tokens`;

/** graphql-js stops there, and has no other mark for it either. */
const MOST_FAULTS = 100;
const STACK_OVERFLOWN = "Maximum call stack size exceeded";
const TOO_MANY_FAULTS = "Too many validation errors, error limit reached";
const MOST_FAULTS_OF_VARIABLES = 50;
const TOO_MANY_FAULTS_OF_VARIABLES = "Too many errors processing variables, error limit reached";

/** What is our fault is told to the log, not to the caller, who gets the request's id to ask with. */
function masked(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = formatted.extensions?.["code"];
  if (code === "GRAPHQL_PARSE_FAILED" && formatted.message.includes(TOO_MANY_TOKENS)) return tooManyTokens();
  if (code === "GRAPHQL_PARSE_FAILED" && formatted.message.includes(STACK_OVERFLOWN)) return tooDeep();
  if (code === "GRAPHQL_VALIDATION_FAILED" && formatted.message.startsWith(TOO_MANY_FAULTS)) {
    return tooManyFaults("operation is", MOST_FAULTS);
  }
  if (formatted.message.startsWith(TOO_MANY_FAULTS_OF_VARIABLES)) {
    return tooManyFaults("variables are", MOST_FAULTS_OF_VARIABLES);
  }
  if (code !== undefined && code !== "INTERNAL_SERVER_ERROR") return formatted;
  const { message: _message, extensions: _extensions, ...place } = formatted;
  const { originalError } = error instanceof GraphQLError ? error : {};
  if (isUnavailable(originalError)) {
    return { ...place, message: DATABASE_UNAVAILABLE.message, extensions: { code: DATABASE_UNAVAILABLE.code } };
  }
  if (originalError !== undefined && "code" in originalError && originalError.code === CANCELLED) {
    return { ...place, message: "This took too long; ask for less at once.", extensions: { code: "TIMEOUT" } };
  }
  return { ...place, message: "Something went wrong here.", extensions: { code: "INTERNAL_SERVER_ERROR" } };
}

/** Reading stops at the first token too many. */
const tooManyTokens = (): GraphQLFormattedError => ({
  message: `The operation has more than ${MOST_TOKENS} words and signs.`,
  extensions: { code: "LIMIT_EXCEEDED", limit: MOST_TOKENS, value: MOST_TOKENS + 1 },
});

/** Deeper than our own limit by far: the parser itself has given up. */
const tooDeep = (): GraphQLFormattedError => ({
  message: "The operation nests too deep to be read.",
  extensions: { code: "LIMIT_EXCEEDED", limit: DEEPEST, value: DEEPEST + 1 },
});

const tooManyFaults = (what: string, limit: number): GraphQLFormattedError => ({
  message: `The ${what} wrong in more than ${limit} places; the first of them are told.`,
  extensions: { code: "LIMIT_EXCEEDED", limit, value: limit + 1 },
});
