import { request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ADMIN_KEY, serve } from "./served.ts";

const LONG = JSON.stringify({ query: "{ __schema { types { name description } } }" });
const SHORT = JSON.stringify({ query: "{ shop { name } }" });
const KEY = { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" };
const SHOP_PAGE = "https://shop.example";

interface Raw {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Over node:http, which neither asks for compression nor undoes it. */
function raw(url: string, options: { method: string; headers?: Record<string, string> }, body = ""): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) });
    });
    sent.once("error", reject).end(body);
  });
}

test.each<[string, string, (body: Buffer) => Buffer]>([
  ["gzip, deflate", "gzip", gunzipSync],
  ["gzip, deflate, br", "br", brotliDecompressSync],
  ["br;q=0.5, gzip", "gzip", gunzipSync],
  ["*", "br", brotliDecompressSync],
])("a long answer to one who accepts %s is sent as %s", async (accepted, encoding, decompress) => {
  const { origin } = await serve();
  const plain = await raw(`${origin}/graphql`, { method: "POST", headers: KEY }, LONG);

  const sent = await raw(
    `${origin}/graphql`,
    { method: "POST", headers: { ...KEY, "accept-encoding": accepted } },
    LONG,
  );

  expect(sent.headers).toMatchObject({ "content-encoding": encoding, vary: "accept-encoding" });
  expect(decompress(sent.body).toString()).toBe(plain.body.toString());
  expect(sent.body.length).toBeLessThan(plain.body.length / 3);
});

test.each<[string, string, string | undefined]>([
  ["long, to one who says nothing of compression,", LONG, undefined],
  ["long, to one who refuses all compression,", LONG, "gzip;q=0, br;q=0"],
  ["long, to one who wants another kind,", LONG, "zstd"],
  ["short", SHORT, "gzip, br"],
])("an answer that is %s is sent as it is", async (_what, body, accepted) => {
  const { origin } = await serve();
  const headers = accepted === undefined ? KEY : { ...KEY, "accept-encoding": accepted };

  const sent = await raw(`${origin}/graphql`, { method: "POST", headers }, body);

  expect(sent.headers["content-encoding"]).toBeUndefined();
  expect(sent.headers["vary"]).toBe("accept-encoding");
  expect(JSON.parse(sent.body.toString()).data).toBeDefined();
});

test.each(["/graphql", "/health/live", "/metrics", "/nothing"])(
  "the answer of %s tells browsers to do nothing with it",
  async (path) => {
    const { origin } = await serve();

    const { headers } = await raw(`${origin}${path}`, { method: "GET" });

    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
  },
);

test.each(["/health/live", "/metrics", "/graphql?query={shop{name}}", "/nothing"])(
  "HEAD %s is answered like GET, without the body",
  async (path) => {
    const { origin } = await serve();
    const headers = { authorization: KEY.authorization };

    const got = await raw(`${origin}${path}`, { method: "GET", headers });
    const head = await raw(`${origin}${path}`, { method: "HEAD", headers });

    expect([head.status, head.headers["content-type"]]).toEqual([got.status, got.headers["content-type"]]);
    expect(Number(head.headers["content-length"])).toBeGreaterThan(0);
    expect(head.body.length).toBe(0);
  },
);

test.each([
  ["/graphql", "PUT", "GET, HEAD, POST"],
  ["/graphql", "OPTIONS", "GET, HEAD, POST"],
  ["/health/live", "POST", "GET, HEAD"],
  ["/health/ready", "DELETE", "GET, HEAD"],
  ["/metrics", "POST", "GET, HEAD"],
])("%s is not asked by %s, and the answer says how", async (path, method, allow) => {
  const { origin } = await serve();

  const { status, headers } = await raw(`${origin}${path}`, { method });

  expect([status, headers["allow"]]).toEqual([405, allow]);
});

const PREFLIGHT = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization, content-type",
};

test("a page of an origin that the settings name may call, after its browser has asked", async () => {
  const { origin } = await serve({ corsOrigins: [SHOP_PAGE] });

  const asked = await raw(`${origin}/graphql`, { method: "OPTIONS", headers: { origin: SHOP_PAGE, ...PREFLIGHT } });
  const sent = await raw(`${origin}/graphql`, { method: "POST", headers: { origin: SHOP_PAGE, ...KEY } }, SHORT);

  expect([asked.status, asked.body.toString()]).toEqual([204, ""]);
  expect(asked.headers).toMatchObject({
    "access-control-allow-origin": SHOP_PAGE,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type, x-request-id",
    "access-control-max-age": "600",
    vary: "origin",
  });
  expect(sent.headers).toMatchObject({
    "access-control-allow-origin": SHOP_PAGE,
    "access-control-expose-headers": "x-request-id",
    vary: "accept-encoding, origin",
  });
  expect(sent.headers).not.toHaveProperty("access-control-allow-credentials");
});

test.each<[string, readonly string[]]>([
  ["https://other.example", [SHOP_PAGE]],
  ["https://shop.example.evil.example", [SHOP_PAGE]],
  ["http://shop.example", [SHOP_PAGE]],
  ["null", [SHOP_PAGE]],
  [SHOP_PAGE, []],
])("a page of %s may not call where the settings name %j", async (page, corsOrigins) => {
  const { origin } = await serve({ corsOrigins });

  const asked = await raw(`${origin}/graphql`, { method: "OPTIONS", headers: { origin: page, ...PREFLIGHT } });
  const sent = await raw(`${origin}/graphql`, { method: "POST", headers: { origin: page, ...KEY } }, SHORT);

  expect(asked.status).toBe(403);
  for (const { headers } of [asked, sent]) expect(headers).not.toHaveProperty("access-control-allow-origin");
});

const RESPONSE = "application/graphql-response+json";

test.each([
  [`${RESPONSE}, application/json;q=0.9`, `${RESPONSE}; charset=utf-8`],
  ["application/json", "application/json; charset=utf-8"],
  ["*/*", "application/json; charset=utf-8"],
])("a refusal to one who accepts %s has the type %s", async (accept, type) => {
  const { origin } = await serve();
  const unknown = { ...KEY, authorization: "Bearer x", accept };

  const refusals = [
    await raw(`${origin}/graphql`, { method: "POST", headers: unknown }, SHORT),
    await raw(`${origin}/graphql`, { method: "POST", headers: { ...KEY, accept } }, "{"),
    await raw(`${origin}/graphql`, { method: "PUT", headers: { ...KEY, accept } }),
  ];

  expect(refusals.map(({ status, headers }) => [status, headers["content-type"]])).toEqual([
    [401, type],
    [400, type],
    [405, type],
  ]);
});

test("a body that is announced as too large is refused before it is sent", async () => {
  const { origin } = await serve();
  const size = 16 * 1024 * 1024 + 1;
  const sent = request(`${origin}/graphql`, { method: "POST", headers: { ...KEY, "content-length": size } });

  const answered = new Promise<number | undefined>((done) =>
    sent.once("response", ({ statusCode }) => done(statusCode)),
  );
  sent.flushHeaders();

  expect(await answered).toBe(413);
  sent.destroy();
});

test("a body that turns out too large is refused with what is taken", async () => {
  const { origin } = await serve();
  const chunked = { ...KEY, "transfer-encoding": "chunked" };

  const { status, body } = await raw(`${origin}/graphql`, { method: "POST", headers: chunked }, "x".repeat(17_000_000));

  expect(status).toBe(413);
  expect(JSON.parse(body.toString()).errors).toEqual([
    {
      message: "The body is larger than 16 MiB.",
      extensions: { code: "LIMIT_EXCEEDED", limit: 16_777_216, value: expect.any(Number) },
    },
  ]);
});
