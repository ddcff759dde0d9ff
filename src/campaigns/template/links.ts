/** The address that a link leads to, for another one that counts who follows it. */
export type LinkFor = (url: string) => string;

/** Whether it leads to a page: mailto:, tel: and #fragments lead elsewhere, and what is no address leads nowhere. */
export const isPage = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);

const ADDRESSES: ReadonlySet<string> = new Set([
  ...["action", "background", "data", "formaction", "href", "poster", "src", "xlink:href"],
]);

/** Whether an attribute of HTML holds an address. */
export const isAddress = (attribute: string): boolean => ADDRESSES.has(attribute);

/** Whether an address is a script or a document of its own; browsers pass over control characters in it. */
export const leadsAstray = (url: string): boolean =>
  /^(javascript|vbscript|data):/i.test(url.replace(/[\p{Control}\s]/gu, ""));

/** Replaces the addresses of pages in plain text. */
export const replaceInText = (text: string, linkFor: LinkFor): string =>
  text.replace(/https?:\/\/[^\s<>"]+/gi, (found) => {
    const url = withoutPunctuation(found);
    return isPage(url) ? linkFor(url) + found.slice(url.length) : found;
  });

/** What ends a sentence belongs to it and not to the address; a bracket does where it has been opened within the address. */
function withoutPunctuation(found: string): string {
  let url = found;
  while (/[.,;:!?'*…»”’)\]}]$/.test(url)) {
    const last = url.slice(-1);
    const opening = OPENING[last];
    if (opening !== undefined && count(url, opening) >= count(url, last)) return url;
    url = url.slice(0, -1);
  }
  return url;
}

const OPENING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

const count = (text: string, letter: string): number => text.split(letter).length - 1;
