import { RewritingStream } from "parse5-html-rewriting-stream";

/** A tag or a text of HTML, and where it stands. */
export interface HtmlPart {
  readonly kind: "start" | "end" | "text";
  /** Of a tag, in lower case. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Of a text, with its entities decoded. */
  readonly text: string;
  /** By their names in lower case: the value, decoded, and where the whole attribute stands. */
  readonly attributes: ReadonlyMap<string, HtmlAttribute>;
}

export interface HtmlAttribute {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

interface Location {
  readonly startOffset: number;
  readonly endOffset: number;
  /** Of a start tag: where its attributes stand, by their names. */
  readonly attrs?: Readonly<Record<string, Location>>;
}

const NONE: ReadonlyMap<string, HtmlAttribute> = new Map();
const NOWHERE: Location = { startOffset: 0, endOffset: 0 };
const SENTINEL = "<i>"; // makes the parser tell of a text that stands before it

/** The parts of HTML in their order, as browsers take it apart; `isWhole` unless it ends within a tag, a comment or a script. */
export function partsOf(html: string): { readonly parts: readonly HtmlPart[]; readonly isWhole: boolean } {
  const parts: HtmlPart[] = [];
  const add = (kind: HtmlPart["kind"], at: Location, more: Partial<HtmlPart>): void => {
    parts.push({ kind, name: "", text: "", attributes: NONE, from: at.startOffset, to: at.endOffset, ...more });
  };
  const parser = new RewritingStream();
  parser.on("startTag", ({ tagName: name, attrs, sourceCodeLocation }) => {
    const at: Location = sourceCodeLocation ?? NOWHERE;
    const attributes = attrs.map(({ name, prefix, value }) => {
      const written = (prefix ? `${prefix}:${name}` : name).toLowerCase();
      const { startOffset, endOffset } = at.attrs?.[written] ?? NOWHERE;
      return [written, { value, from: startOffset, to: endOffset }] as const;
    });
    add("start", at, { name, attributes: new Map(attributes) });
  });
  parser.on("endTag", ({ tagName: name, sourceCodeLocation: at }) => add("end", at ?? NOWHERE, { name }));
  parser.on("text", ({ text, sourceCodeLocation: at }) => add("text", at ?? NOWHERE, { text }));
  parser.write(html + SENTINEL); // every part is told of before this returns
  const isWhole = parts.at(-1)?.from === html.length && parts.at(-1)?.kind === "start";
  return { parts: isWhole ? parts.slice(0, -1) : parts, isWhole };
}
