import type { HtmlPart } from "./html-parts.ts";

/** What of HTML a reader may see, and the end tags of what is still hidden where it ends. */
export interface Visible {
  readonly parts: readonly HtmlPart[];
  readonly missingEnds: string;
}

/** Leaves out what stands in elements that are hidden by themselves; what a style sheet hides is not known. */
export function visibleParts(parts: readonly HtmlPart[]): Visible {
  const visible: HtmlPart[] = [];
  let hidden = "";
  let depth = 0;
  for (const part of parts) {
    if (depth > 0) {
      if (part.name === hidden) depth += part.kind === "start" ? 1 : -1;
    } else if (!isHidden(part)) {
      visible.push(part);
    } else if (!VOID.has(part.name)) {
      hidden = part.name;
      depth = 1;
    }
  }
  return { parts: visible, missingEnds: `</${hidden}>`.repeat(depth) };
}

const isHidden = ({ kind, name, attributes }: HtmlPart): boolean =>
  kind === "start" &&
  (UNSEEN.has(name) || attributes.has("hidden") || HIDING.test(attributes.get("style")?.value ?? ""));

const HIDING = /(^|[;\s])(display\s*:\s*none|visibility\s*:\s*(hidden|collapse))\b/i;
const UNSEEN: ReadonlySet<string> = new Set(["script", "style", "template", "title"]);
/** Elements without an end. */
const VOID: ReadonlySet<string> = new Set([
  ...["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"],
]);
