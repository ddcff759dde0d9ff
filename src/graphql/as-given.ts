import { type GraphQLResolveInfo, valueFromASTUntyped } from "graphql";

/** What a request has for those who want its arguments as they were sent. */
export interface SentContext {
  /** The variables before the schema has made anything of them; there once the operation has been understood. */
  readonly sent: { variables: Readonly<Record<string, unknown>> };
}

/**
 * An argument as JSON that says what was sent and no more: without the schema's defaults, and moments as their sender wrote
 * them; but a single value is a list of one where the schema has a list.
 */
export function argumentAsGiven(
  info: GraphQLResolveInfo,
  name: string,
  coerced: unknown,
  { sent }: SentContext,
): unknown {
  const [node] = info.fieldNodes;
  const argument = node?.arguments?.find((each) => each.name.value === name);
  if (argument === undefined) return undefined;
  // A variable that was left out has the default that the operation declares for it.
  const values = { ...info.variableValues, ...sent.variables };
  const raw: unknown = valueFromASTUntyped(argument.value, values);
  return JSON.parse(JSON.stringify(narrowed(coerced, raw) ?? null));
}

function narrowed(coerced: unknown, sent: unknown): unknown {
  if (Array.isArray(coerced)) {
    const items: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
    return coerced.map((item, place) => narrowed(item, items[place]));
  }
  if (typeof coerced !== "object" || coerced === null || typeof sent !== "object" || sent === null) return sent;
  const understood = new Map(Object.entries(coerced));
  return Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, narrowed(understood.get(key), value)]));
}
