import { QueryFailedError } from "typeorm";

/**
 * What may be told of a statement that failed: its code and its text with the places of the values. The values, and
 * PostgreSQL's sentence about them, may be personal. Undefined where the error is another.
 */
export function failedStatement(error: unknown): object | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code, constraint, table }: { code?: unknown; constraint?: unknown; table?: unknown } = error.driverError;
  return { code, constraint, table, query: error.query };
}
