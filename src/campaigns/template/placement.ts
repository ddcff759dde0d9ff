import { type TopLevelToken, TypeGuards } from "liquidjs";
import { type HtmlPart, partsOf } from "./html-parts.ts";
import type { PlacedFault } from "./reading.ts";

/**
 * Escaping makes what is printed harmless between tags of HTML and within quotes. Elsewhere a customer's name could
 * become a tag, an attribute or a script; so nothing is printed there.
 */
export function misplacedOutputs(tokens: readonly TopLevelToken[]): PlacedFault[] {
  const { html, places } = skeletonOf(tokens);
  const { parts, isWhole } = partsOf(html);
  const faults = parts.flatMap((part, place) => {
    const before = parts[place - 1];
    const around = before?.kind === "start" ? before.name : "";
    return misplacedIn(part, html.slice(part.from, part.to), around).map(({ at, message }) => ({
      at: places.get(part.from + at) ?? 0,
      message,
    }));
  });
  for (const { index, 0: match } of html.matchAll(TAG_NAME)) {
    faults.push({ at: places.get(index + match.length - 1) ?? 0, message: UNQUOTED });
  }
  return isWhole ? faults : [...faults, { at: tokens.at(-1)?.begin ?? 0, message: UNFINISHED }];
}

const UNQUOTED = 'what is printed within a tag of HTML stands in quotes, such as href="{{ product.imageUrl }}"';
const SCRIPT = "nothing can be printed within a script or a style: escaping does not hold there";
const UNFINISHED = "the HTML ends within a tag, a comment or a script that has begun here or before";

/** Stands for what will be printed. */
const PRINTED = "\uE000";
const PRINTING: ReadonlySet<string> = new Set(["echo", "cycle", "increment", "decrement", "liquid"]);

/** The HTML outside of Liquid, with a mark where something will be printed; `places` tells where the mark comes from. */
function skeletonOf(tokens: readonly TopLevelToken[]): { html: string; places: ReadonlyMap<number, number> } {
  const places = new Map<number, number>();
  let html = "";
  let isComment = false;
  for (const token of tokens) {
    if (TypeGuards.isTagToken(token) && token.name.endsWith("comment")) isComment = token.name === "comment";
    if (isComment) continue;
    if (TypeGuards.isHTMLToken(token)) html += token.getContent().replaceAll(PRINTED, " ");
    else if (!TypeGuards.isTagToken(token) || PRINTING.has(token.name)) {
      places.set(html.length, token.begin);
      html += PRINTED;
    }
  }
  return { html, places };
}

/** Where in a part's own text something is printed that must not be. */
function misplacedIn({ kind }: HtmlPart, raw: string, around: string): PlacedFault[] {
  if (kind === "end") return marksIn(raw, UNQUOTED);
  if (kind === "start") return [...marksIn(withoutQuoted(raw), UNQUOTED), ...handlers(raw)];
  return around === "script" || around === "style" ? marksIn(raw, SCRIPT) : [];
}

const TAG_NAME = new RegExp(`<[/!?]?${PRINTED}`, "g");
const HANDLER = /\son[a-z]+\s*=\s*("[^"]*"|'[^']*')/gi;

const marksIn = (text: string, message: string): PlacedFault[] =>
  [...text.matchAll(new RegExp(PRINTED, "g"))].map(({ index }) => ({ at: index, message }));

const withoutQuoted = (tag: string): string =>
  tag.replace(/=\s*("[^"]*"|'[^']*')/g, (quoted) => " ".repeat(quoted.length));

/** The text of onclick and its like is a script. */
const handlers = (tag: string): PlacedFault[] =>
  [...tag.matchAll(HANDLER)].flatMap(({ index, 0: text }) =>
    marksIn(text, SCRIPT).map(({ at, message }) => ({ at: at + index, message })),
  );
