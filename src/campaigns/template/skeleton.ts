import { type TopLevelToken, TypeGuards } from "liquidjs";

/** The HTML of a template outside of Liquid. */
export interface Skeleton {
  /** With a mark where something will be printed. */
  readonly html: string;
  /** Where in the template a place of it comes from. */
  readonly sourceOf: (at: number) => number;
}

/** Stands for what will be printed. */
export const PRINTED = "\uE000";
const PRINTING: ReadonlySet<string> = new Set(["echo", "cycle", "increment", "decrement", "liquid"]);

export function skeletonOf(tokens: readonly TopLevelToken[]): Skeleton {
  const pieces: { readonly at: number; readonly source: number }[] = [];
  let html = "";
  let isComment = false;
  for (const token of tokens) {
    if (TypeGuards.isTagToken(token) && token.name.endsWith("comment")) isComment = token.name === "comment";
    if (isComment) continue;
    if (TypeGuards.isHTMLToken(token)) {
      pieces.push({ at: html.length, source: token.begin + token.trimLeft });
      html += token.getContent().replaceAll(PRINTED, " ");
    } else if (!TypeGuards.isTagToken(token) || PRINTING.has(token.name)) {
      pieces.push({ at: html.length, source: token.begin });
      html += PRINTED;
    }
  }
  const sourceOf = (place: number): number => {
    const piece = pieces.findLast(({ at }) => at <= place);
    return piece === undefined ? 0 : piece.source + place - piece.at;
  };
  return { html, sourceOf };
}
