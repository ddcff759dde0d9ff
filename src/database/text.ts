/** Why PostgreSQL could not keep this text as it is, or undefined where it can. */
export function textFault(text: string): string | undefined {
  if (text.includes("\u0000")) return "contains the NUL character, which text cannot hold";
  if (/\p{Surrogate}/u.test(text)) return "contains half of a surrogate pair, which is no valid Unicode";
  return undefined;
}

const DEEPEST_JSON = 100;

/** The same for every key and string of a JSON value; one that is nested without end would exhaust the stack. */
export function jsonFault(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return textFault(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > DEEPEST_JSON) return `is nested deeper than ${DEEPEST_JSON} levels`;
  for (const [key, inner] of Object.entries(value)) {
    const fault = textFault(key) ?? jsonFault(inner, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
