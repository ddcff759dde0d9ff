import { GraphQLError } from "graphql";

/** Errors of the request itself: what the caller cannot mend by changing field values, or a malformed argument. */
export function badUserInput(message: string, path: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT", path, http: { status: 400 } } });
}

/** How deep an operation may nest. */
export const DEEPEST = 50;

export function limitExceeded(message: string, limit: number, value: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "LIMIT_EXCEEDED", limit, value, http: { status: 400 } } });
}

export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "FORBIDDEN", http: { status: 403 } } });
}

export function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } });
}

/** For what failed because the database was not there: nobody's fault here, and the same may succeed a moment later. */
export const DATABASE_UNAVAILABLE = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database does not answer at the moment; try again.",
};
