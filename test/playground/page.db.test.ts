import "reflect-metadata";
import { type IncomingHttpHeaders, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { EXAMPLES } from "../../src/playground/examples.ts";
import { startApp } from "../support/app.ts";
import { settingsIn, startWithPlayground } from "./playground.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Like fetch, but the Host header and the path are sent as they are given. */
function get(url: string, headers: Record<string, string>, method = "GET", path?: string): Promise<Reply> {
  const target = path === undefined ? {} : { path };
  return new Promise((done, failed) => {
    const sent = request(url, { method, headers, ...target }, async (response) => {
      const { statusCode: status, headers } = response;
      done({ status, headers, body: Buffer.concat(await response.toArray()) });
    });
    sent.once("error", failed).end();
  });
}

const keyFor = async (url: string, headers: Record<string, string>): Promise<string | null> =>
  settingsIn((await get(url, { ...BROWSER, ...headers })).body.toString()).key;

test("a browser at this machine gets the playground with the examples and a key that may only read", async () => {
  const app = await startWithPlayground();

  const { status, headers, body } = await get(app.url, BROWSER);

  const { key, examples } = settingsIn(body.toString());
  expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
    200,
    "text/html; charset=utf-8",
    "no-store",
  ]);
  expect(examples).toEqual(EXAMPLES);
  const { data } = await app.send("{ viewer { roles } }", {}, { key: String(key) });
  expect(data).toEqual({ viewer: { roles: ["ANALYST"] } });
});

test("the page may load from its own origin alone", async () => {
  const app = await startWithPlayground();

  const { headers } = await get(app.url, BROWSER);

  expect(String(headers["content-security-policy"]).split("; ")).toEqual([
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
  ]);
});

test.each(["localhost", "localhost:4000", "127.0.0.1", "127.0.0.1:4000", "[::1]", "[::1]:4000"])(
  "who calls this machine %s finds a key",
  async (host) => {
    const app = await startWithPlayground();

    expect(await keyFor(app.url, { host })).toMatch(/^trb_/);
  },
);

test.each([
  ["is called by a foreign name", { host: "shop.example" }],
  ["is called by a name that begins like ours", { host: "localhost.shop.example" }],
  ["is called by another address", { host: "192.0.2.1:4000" }],
  ["comes through a proxy", { forwarded: "for=192.0.2.1" }],
  ["comes through a proxy of the old kind", { "x-forwarded-for": "127.0.0.1" }],
  ["was sent to another host", { "x-forwarded-host": "localhost" }],
  ["comes through a gateway", { via: "1.1 gateway" }],
  ["is made by a page of another origin", { origin: "https://shop.example" }],
])("a request that %s gets the playground without a key", async (_what, headers) => {
  const app = await startWithPlayground();

  expect(await keyFor(app.url, headers)).toBeNull();
});

test("programs get the API at the same address", async () => {
  const app = await startWithPlayground();
  const key = String(await keyFor(app.url, {}));
  const authorization = `Bearer ${key}`;
  const query = `?${new URLSearchParams({ query: "{ shop { name } }" })}`;

  const anyFormat = await get(app.url + query, { authorization, accept: "*/*" });
  const inBrowser = await get(app.url + query, { ...BROWSER, authorization });
  const nothingAsked = await get(app.url, { authorization, accept: "application/json" });
  const withoutKey = await get(app.url, { accept: "*/*" });

  const answer = { data: { shop: { name: "Test shop" } } };
  expect([anyFormat, inBrowser].map(({ body }) => JSON.parse(body.toString()))).toEqual([answer, answer]);
  expect([nothingAsked.status, withoutKey.status]).toEqual([400, 401]);
});

test("where the playground is not built, a browser reads how to build it, and the API answers", async () => {
  const app = await startApp();

  const { status, headers, body } = await get(app.url, BROWSER);

  expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(body.toString()).toContain("<pre>npm ci &amp;&amp; npm run build</pre>");
  expect(body.toString()).not.toContain("trb_");
  expect(await app.query("{ shop { name } }")).toEqual({ shop: { name: "Test shop" } });
});

test("the page's files come compressed, with their type, and may be kept for ever", async () => {
  const app = await startWithPlayground();
  const page = (await get(app.url, BROWSER)).body.toString();
  const paths = [...page.matchAll(/(?:href|src)="(\/playground\/[^"]+)"/g)].map(([, path]) => path);

  for (const path of paths) {
    const plain = await get(app.url, {}, "GET", path);
    const zipped = await get(app.url, { "accept-encoding": "br, gzip" }, "GET", path);

    const type = path?.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect([plain, zipped].map(({ status }) => status)).toEqual([200, 200]);
    expect(zipped.headers).toMatchObject({
      "content-type": type,
      "content-encoding": "gzip",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    });
  }
  expect(paths.map((path) => path?.split("/").at(-1))).toEqual(["style.css", "main.js"]);
});

test("who refuses gzip gets the page's files as they are", async () => {
  const app = await startWithPlayground();
  const [, path] = /src="([^"]+main.js)"/.exec((await get(app.url, BROWSER)).body.toString()) ?? [];

  const plain = await get(app.url, {}, "GET", path);
  const refusing = await get(app.url, { "accept-encoding": "gzip;q=0" }, "GET", path);

  expect(refusing.headers).not.toHaveProperty("content-encoding");
  expect(refusing.body.equals(plain.body)).toBe(true);
});

test.each(["", "nothing.js", "main.js.gz", "../../package.json", "..%2f..%2fpackage.json", ".", "main.js/"])(
  "there is no file %j in the playground",
  async (name) => {
    const app = await startWithPlayground();
    const [, folder = ""] =
      /src="(\/playground\/[^/]+\/)main.js"/.exec((await get(app.url, BROWSER)).body.toString()) ?? [];

    const { status, body } = await get(app.url, {}, "GET", folder + name);

    expect(status).toBe(404);
    expect(JSON.parse(body.toString()).errors).toEqual([
      { message: expect.stringMatching(/^There is nothing at \/playground\//), extensions: { code: "NOT_FOUND" } },
    ]);
  },
);

test("the playground's files of another build are not there, and none can be written", async () => {
  const app = await startWithPlayground();

  const other = await get(app.url, {}, "GET", "/playground/playground-0123456789abcdef/main.js");
  const posted = await get(app.url, {}, "POST", "/playground/main.js");

  expect([other.status, posted.status, posted.headers.allow]).toEqual([404, 405, "GET, HEAD"]);
});
