import type { FormattedExecutionResult } from "graphql";

const TEXT = Symbol("JSON text");

/** The `data` of an answer that is JSON text already. */
export const rawData = (text: string): Record<string, unknown> => Object.assign({}, { [TEXT]: text });

/** The result as its sender gets it; what is text already is passed on. */
export function stringify(result: FormattedExecutionResult): string {
  const text: unknown = result.data === null || result.data === undefined ? undefined : Object(result.data)[TEXT];
  return typeof text === "string" ? `{"data":${text}}\n` : `${JSON.stringify(result)}\n`;
}
