import type { ApolloServerPlugin, GraphQLRequest } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";
import { DATABASE_UNAVAILABLE } from "./errors.ts";

/** The errors of a request that was understood as one, and could not be run. */
const OF_THE_REQUEST = new Set<unknown>(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/** The statuses of GraphQL over HTTP, where Apollo has others. */
export const statuses: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response: { body, http } }) => {
      if (body.kind !== "single") return;
      const { errors = [], data } = body.singleResult;
      if (http.status === 400 && acceptsOnlyJson(request) && errors.every(isOfTheRequest)) {
        // To a client of application/json alone any other status than 200 says that no GraphQL server has answered.
        http.status = 200;
      }
      const silent = errors.some(({ extensions }) => extensions?.["code"] === DATABASE_UNAVAILABLE.code);
      if (silent && (data === undefined || data === null)) {
        http.status = 503;
        http.headers.set("retry-after", "1");
      }
    },
  }),
};

const isOfTheRequest = ({ extensions }: GraphQLFormattedError): boolean => OF_THE_REQUEST.has(extensions?.["code"]);

function acceptsOnlyJson({ http }: GraphQLRequest): boolean {
  const types = (http?.headers.get("accept") ?? "").split(",").map((type) => type.split(";")[0]?.trim().toLowerCase());
  return types.every((type) => type === "application/json");
}
