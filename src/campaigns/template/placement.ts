import type { TopLevelToken } from "liquidjs";
import { type HtmlPart, partsOf } from "./html-parts.ts";
import { isAddress, leadsAstray } from "./links.ts";
import { MOST_FAULTS, type PlacedFault } from "./reading.ts";
import { PRINTED, skeletonOf } from "./skeleton.ts";
import { type WrittenAttribute, writtenAttributes } from "./tag-attributes.ts";

/**
 * Escaping makes what is printed harmless between tags of HTML and within quotes. Elsewhere a customer's name could
 * become a tag, an attribute or a script; so nothing is printed there.
 */
export function misplacedOutputs(tokens: readonly TopLevelToken[]): PlacedFault[] {
  const { html, sourceOf } = skeletonOf(tokens);
  const { parts, isWhole } = partsOf(html);
  const faults = parts.flatMap((part, place) => {
    const before = parts[place - 1];
    const around = before?.kind === "start" ? before.name : "";
    const misplaced = misplacedIn(part, html.slice(part.from, part.to), around);
    return misplaced.map(({ at, message }) => ({ at: part.from + at, message }));
  });
  for (const { index, 0: match } of html.matchAll(TAG_NAME)) {
    faults.push({ at: index + match.length - 1, message: UNQUOTED });
  }
  const placed = faults.slice(0, MOST_FAULTS).map(({ at, message }) => ({ at: sourceOf(at), message }));
  return isWhole ? placed : [...placed, { at: tokens.at(-1)?.begin ?? 0, message: UNFINISHED }];
}

const UNQUOTED = 'what is printed within a tag of HTML stands in quotes, such as href="{{ product.imageUrl }}"';
const SCRIPT = "nothing can be printed within a script or a style: escaping does not hold there";
const MARKUP = "nothing can be printed within srcdoc: escaping does not hold there";
const ASTRAY =
  "an address that begins with javascript:, vbscript: or data: is never sent; write one that begins with https:";
const UNFINISHED = "the HTML ends within a tag, a comment or a script that has begun here or before";

/** Where in a part's own text something is printed that must not be. */
function misplacedIn({ kind }: HtmlPart, raw: string, around: string): PlacedFault[] {
  if (kind === "end") return marksIn(raw, UNQUOTED);
  if (kind === "start") return misplacedInTag(raw);
  return around === "script" || around === "style" ? marksIn(raw, SCRIPT) : [];
}

const TAG_NAME = new RegExp(`<[/!?]?${PRINTED}`, "g");

const marksIn = (text: string, message: string, from = 0): PlacedFault[] =>
  [...text.matchAll(new RegExp(PRINTED, "g"))].map(({ index }) => ({ at: from + index, message }));

function misplacedInTag(tag: string): PlacedFault[] {
  const attributes = writtenAttributes(tag);
  let unquoted = "";
  for (const { isQuoted, valueAt, valueEnd } of attributes) {
    if (isQuoted) unquoted += tag.slice(unquoted.length, valueAt) + " ".repeat(valueEnd - valueAt);
  }
  unquoted += tag.slice(unquoted.length);
  return [...marksIn(unquoted, UNQUOTED), ...attributes.flatMap(misplacedInAttribute)];
}

/** The text of onclick and its like is a script. */
function misplacedInAttribute({ name, text, at, isQuoted }: WrittenAttribute): PlacedFault[] {
  const printed = (message: string) => (isQuoted ? marksIn(text, message, at) : []);
  if (name.startsWith("on") || name === "style") return printed(SCRIPT);
  if (name === "srcdoc") return printed(MARKUP);
  return isAddress(name) && leadsAstray(decoded(name, text)) ? [{ at, message: ASTRAY }] : [];
}

const decoded = (name: string, text: string): string =>
  partsOf(`<a ${text}>`).parts[0]?.attributes.get(name)?.value ?? "";
