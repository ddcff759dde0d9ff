import { type HtmlPart, partsOf } from "./html-parts.ts";
import { isAddress, isPage, type LinkFor, leadsAstray, replaceInText } from "./links.ts";
import { escapeHtml } from "./markup.ts";
import { type Message, messageOf } from "./render-message.ts";
import { visibleParts } from "./visible-parts.ts";

export interface Tracking {
  /** What a link leads to instead, so that it can be counted; called for each link. */
  readonly linkFor: LinkFor;
  /** A picture of no size that tells that an e-mail has been opened. */
  readonly pixelUrl: string | null;
  /** Never replaced; an e-mail that has no link to it is given one at its end. */
  readonly unsubscribeUrl: string;
}

/** The message with its links replaced, and those that lead to a script leading nowhere; the HTML around them stays as it is, byte for byte. */
export function withTracking(message: Message, tracking: Tracking): Message {
  const { subject, html } = message;
  if (html !== null) return messageOf(subject, trackedHtml(html, tracking), "");
  const text = trackedText(message.text, tracking);
  const isEmail = subject !== null;
  const footer =
    isEmail && !text.includes(tracking.unsubscribeUrl) ? `\n\nUnsubscribe: ${tracking.unsubscribeUrl}` : "";
  return messageOf(subject, null, text + footer);
}

const trackedText = (text: string, { linkFor, unsubscribeUrl }: Tracking): string =>
  replaceInText(text, (url) => (url === unsubscribeUrl ? url : linkFor(url)));

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function trackedHtml(html: string, tracking: Tracking): string {
  const { parts } = partsOf(html);
  const body = parts.findLast(({ kind, name }) => kind === "end" && name === "body")?.from ?? html.length;
  const end: Edit = { from: body, to: body, text: atTheEnd(parts, tracking) };
  const edits = [...parts.flatMap((part) => editsOf(part, html, tracking)), end];
  let done = 0;
  let tracked = "";
  for (const { from, to, text } of edits.sort((one, other) => one.from - other.from)) {
    tracked += html.slice(done, from) + text;
    done = to;
  }
  return tracked + html.slice(done);
}

const LINKS: ReadonlySet<string> = new Set(["a", "area"]);

const linkOf = ({ kind, name, attributes }: HtmlPart) =>
  kind === "start" && LINKS.has(name) ? attributes.get("href") : undefined;

function editsOf(part: HtmlPart, html: string, tracking: Tracking): Edit[] {
  const link = linkOf(part);
  return [...part.attributes].flatMap(([name, attribute]) => {
    const { from, to, value } = attribute;
    const address = isAddress(name) ? addressFor(value.trim(), attribute === link, tracking) : undefined;
    if (address === undefined) return [];
    const [before = ""] = /^[^=]*=\s*/.exec(html.slice(from, to)) ?? [];
    return [{ from: from + before.length, to, text: `"${escapeHtml(address)}"` }];
  });
}

/** What is written instead of an address, or undefined where it stays. */
function addressFor(url: string, isLink: boolean, { linkFor, unsubscribeUrl }: Tracking): string | undefined {
  if (leadsAstray(url)) return "#";
  return isLink && isPage(url) && url !== unsubscribeUrl ? linkFor(url) : undefined;
}

function atTheEnd(parts: readonly HtmlPart[], { pixelUrl, unsubscribeUrl }: Tracking): string {
  const visible = visibleParts(parts);
  const isThere = visible.parts.some(
    (part) => linkOf(part)?.value.trim() === unsubscribeUrl || part.text.includes(unsubscribeUrl),
  );
  const footer = isThere ? "" : `${visible.missingEnds}<p><a href="${escapeHtml(unsubscribeUrl)}">Unsubscribe</a></p>`;
  const pixel = pixelUrl === null ? "" : `<img src="${escapeHtml(pixelUrl)}" width="1" height="1" alt="">`;
  return footer + pixel;
}
