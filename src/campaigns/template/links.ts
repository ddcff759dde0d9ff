/** The address that a link leads to, for another one that counts who follows it. */
export type LinkFor = (url: string) => string;

/** Whether it leads to a page: mailto:, tel: and #fragments lead elsewhere. */
export const isPage = (url: string): boolean => /^https?:\/\//i.test(url);

/** Replaces the addresses of pages in plain text. */
export const replaceInText = (text: string, linkFor: LinkFor): string =>
  text.replace(/https?:\/\/[^\s<>"]+/gi, (found) => {
    const url = withoutPunctuation(found);
    return linkFor(url) + found.slice(url.length);
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
