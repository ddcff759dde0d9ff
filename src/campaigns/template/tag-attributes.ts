/** An attribute as it is written in a tag. */
export interface WrittenAttribute {
  /** In lower case. */
  readonly name: string;
  /** All of it, and where it stands in the tag. */
  readonly text: string;
  readonly at: number;
  /** Where its value stands in the tag, with its quotes; 0 characters where there is none. */
  readonly valueAt: number;
  readonly valueEnd: number;
  readonly isQuoted: boolean;
}

/** Every attribute of a start tag, those too that browsers pass over since there was one of the same name. */
export function writtenAttributes(tag: string): WrittenAttribute[] {
  const start = /^<[^\t\n\f\r />]*/.exec(tag)?.[0].length ?? 0;
  return [...tag.slice(start).matchAll(ATTRIBUTE)].map(({ 0: text, 1: name = "", 2: value = "", index }) => {
    const at = start + index;
    const valueEnd = at + text.length;
    return {
      name: name.toLowerCase(),
      text,
      at,
      valueAt: valueEnd - value.length,
      valueEnd,
      isQuoted: /^["']/.test(value),
    };
  });
}

/** A name; and behind "=" a value in quotes, or up to a blank. */
const ATTRIBUTE = /([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*("[^"]*"|'[^']*'|[^\t\n\f\r >]*))?/g;
