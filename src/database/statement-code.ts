/** PostgreSQL's code of why a statement failed; undefined where the error is another. */
export function statementCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
