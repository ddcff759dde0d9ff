import { createHash } from "node:crypto";
import type { Response } from "../../http/server.ts";

/** Where scripts run, the page does what its one button does: following the link is the one click. */
const AT_ONCE = "document.forms[0].submit()";
const STYLE =
  "body{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em}button{font:inherit;padding:.4em 1em}";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(AT_ONCE)}`,
  `style-src ${hashOf(STYLE)}`,
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The form goes back to the page's own address, which names the message. */
export const unsubscribePage = (): Response =>
  page(200, "Unsubscribe", '<form method="post"><button>Unsubscribe</button></form>', AT_ONCE);

export const donePage = (): Response =>
  page(200, "You are unsubscribed", "<p>We will send you no more advertising of this kind.</p>");

export const unknownLinkPage = (): Response =>
  page(404, "This link is not known", "<p>Please use the link at the end of a message, whole as it is.</p>");

export const goneWrongPage = (status: 500 | 503): Response =>
  page(status, "That did not work", "<p>Something went wrong here. Please try again in a minute.</p>", undefined, {
    "retry-after": "60",
  });

function page(
  status: number,
  title: string,
  content: string,
  script?: string,
  headers: Response["headers"] = {},
): Response {
  const run = script === undefined ? "" : `<script>${script}</script>`;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style>`;
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY, ...headers },
    body: `<!doctype html><html lang="en"><head>${head}</head><body><h1>${title}</h1>${content}${run}</body></html>`,
  };
}
