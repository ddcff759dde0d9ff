import type { Response } from "../http/server.ts";
import { SETTINGS_ID, type Settings } from "./settings.ts";

/** Nothing from any other host. The editor writes its colours into style elements and has its symbols in data: URLs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Three streams that become one. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0b7285" stroke-width="4" stroke-linecap="round"><path d="M6 4c0 8 10 8 10 16v9M26 4c0 8-10 8-10 16M16 4v16"/></svg>`;

/** The playground; `assets` is the path under which its files are. */
export function playgroundPage(assets: string, settings: Settings): Response {
  return page(`<link rel="stylesheet" href="${assets}style.css">
<script type="application/json" id="${SETTINGS_ID}">${inScript(settings)}</script>
<script type="module" src="${assets}main.js"></script>
</head>
<body><div id="playground"></div></body>`);
}

/** Where the browser's part is not there. */
export function unbuiltPage(): Response {
  return page(`</head>
<body>
<h1>Tributary</h1>
<p>The GraphQL API is here, at this address: send a POST with an API key.</p>
<p>The playground for browsers is not built. Build it in the folder of Tributary, with its development packages, and load
this page again:</p>
<pre>npm ci &amp;&amp; npm run build</pre>
</body>`);
}

function page(rest: string): Response {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tributary playground</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
${rest}
</html>
`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": POLICY,
  };
  return { status: 200, headers, body };
}

/** JSON that no value can end early: without "<" there is no closing tag. */
const inScript = (settings: Settings): string => JSON.stringify(settings).replaceAll("<", "\\u003c");
