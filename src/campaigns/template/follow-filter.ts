import { type Filter, type Token, TypeGuards } from "liquidjs";
import { CLOCK_WORDS } from "./filter-handlers.ts";
import { FILTERS, type FilterRule, LEFT_OUT } from "./filters.ts";
import {
  ANYTHING,
  either,
  type Found,
  groupOf,
  type Known,
  listOf,
  meant,
  SINGLE,
  stepInto,
  unprintable,
} from "./known.ts";
import { type Reading, tell } from "./reading.ts";

/** A filter as it stands in a template. */
export type FilterUse = Pick<Filter, "name" | "args">;

/** An argument of it; `allow_false: true` is a named one. */
export interface FilterArgument {
  readonly token: Token | undefined;
  readonly found: Found | undefined;
  readonly isNamed: boolean;
}

/** What a filter makes of a value, once every fault in its use has been told. */
export function follow(
  value: Found,
  name: string,
  args: readonly FilterArgument[],
  place: Token | undefined,
  reading: Reading,
): Found {
  const rule = FILTERS.get(name);
  if (rule === undefined) {
    tell(reading, place, noSuch("filter", name, FILTERS.keys()));
    return { ...value, known: ANYTHING };
  }
  const message =
    wrongCount(name, rule, args) ??
    wrongValue(name, rule, value) ??
    fieldless(name, rule, value, args.length) ??
    clock(name, value) ??
    wrongField(name, rule, value, args);
  if (message !== undefined) tell(reading, place, message);
  if (name === "default" && value.recommended === "list") reading.fallbacks++;
  if (name === "raw") reading.raws.push({ at: place?.begin ?? 0, said: value.said, from: value.from });
  return {
    known: message === undefined ? outcome(name, rule, value.known, args) : ANYTHING,
    said: `${value.said} | ${name}`,
    recommended: name === "default" ? "no" : hangsOn(value, args),
    from: rule.byField || name === "slice" ? value.from : madeOf(value, args),
  };
}

export function noSuch(what: "filter" | "tag", name: string, known: Iterable<string>): string {
  const why = LEFT_OUT.get(name);
  return why === undefined ? `there is no ${what} ${name}; ${meant(name, known)}` : `the ${what} ${name} ${why}`;
}

const hangsOn = (value: Found, args: readonly FilterArgument[]): Found["recommended"] =>
  args.some(({ found }) => found?.recommended === "list") ? "list" : value.recommended;

/** Arguments may come into what is made, but for those by which it is only chosen. */
const madeOf = (value: Found, args: readonly FilterArgument[]): readonly string[] => [
  ...new Set([...value.from, ...args.flatMap(({ found }) => found?.from ?? [])]),
];

function wrongCount(name: string, { least, most }: FilterRule, args: readonly FilterArgument[]): string | undefined {
  const count = args.filter(({ isNamed }) => !isNamed).length;
  if (count >= least && count <= most) return undefined;
  const right = least === most ? String(most) : `${least} to ${most}`;
  return `the filter ${name} has ${count} argument${count === 1 ? "" : "s"}; it takes ${right}`;
}

function wrongValue(name: string, { takes }: FilterRule, value: Found): string | undefined {
  if (value.known.is === "group" || (value.known.is === "list" && takes === "single")) return unprintable(value);
  if (value.known.is !== "single" || takes !== "list") return undefined;
  return `the filter ${name} is for lists; ${value.said} is a single value`;
}

function clock(name: string, { said }: Found): string | undefined {
  if (!name.startsWith("date") || !CLOCK_WORDS.has(said.replace(/["']/g, ""))) return undefined;
  return `${said} is not known: a message says the same whenever it is made; use campaign.startsAt or campaign.endsAt`;
}

const JOINING: ReadonlySet<string> = new Set(["join", "array_to_sentence_string"]);

/** Things with fields can neither be put in a row as texts nor in an order, until it is said by which field. */
function fieldless(name: string, { byField }: FilterRule, { known, said }: Found, args: number): string | undefined {
  if (known.is !== "list" || known.of.is !== "group") return undefined;
  const field = [...known.of.fields].find(([, inner]) => inner.is === "single")?.[0] ?? "name";
  if (JOINING.has(name)) return `${said} has no texts; take a field of each before ${name}, such as | map: "${field}"`;
  return byField && args === 0
    ? `the filter ${name} needs the name of a field here, such as ${name}: "${field}"`
    : undefined;
}

/** The field by which a list is filtered is written in quotes, so that it can be looked up here. */
function wrongField(
  name: string,
  rule: FilterRule,
  { known, said }: Found,
  [field]: readonly FilterArgument[],
): string | undefined {
  if (!rule.byField || field?.token === undefined) return undefined;
  if (!TypeGuards.isQuotedToken(field.token)) return `the filter ${name} takes the name of a field in quotes`;
  const into = known.is === "list" ? fieldOf(known.of, `${said}.first`, field.token.content) : ANYTHING;
  return typeof into === "string" ? into : undefined;
}

const fieldOf = (item: Known, said: string, path: string): Known | string =>
  path.split(".").reduce<Known | string>((from, step) => {
    return typeof from === "string" ? from : stepInto({ known: from, said }, step);
  }, item);

function outcome(name: string, { gives }: FilterRule, known: Known, [first]: readonly FilterArgument[]): Known {
  if (name === "default" || name === "concat")
    return first?.found === undefined ? known : either(known, first.found.known);
  if (gives === "single") return SINGLE;
  if (gives === "texts") return listOf(SINGLE);
  if (gives === "same") return known;
  if (known.is !== "list") return known;
  if (gives === "item") return known.of;
  if (gives === "groups") return listOf(groupOf({ name: SINGLE, items: known }));
  const field = TypeGuards.isQuotedToken(first?.token) ? fieldOf(known.of, "", first.token.content) : ANYTHING;
  return typeof field === "string" ? ANYTHING : listOf(field);
}
