import "reflect-metadata";
import { request } from "node:http";
import { expect, test } from "vitest";
import { ADMIN_KEY, ask, post, serve } from "./served.ts";

const SHOP = { query: "{ shop { name } }" };
const ANSWER = { data: { shop: { name: "Test shop" } } };
const KEY = { authorization: `Bearer ${ADMIN_KEY}` };
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UPSERT = 'mutation { upsertProducts(input: { products: [{ sku: "a" }] }) { products { id } } }';

const get = (origin: string, parameters: Record<string, string>, headers = KEY) =>
  ask(`${origin}/graphql?${new URLSearchParams(parameters)}`, { headers });

test("a query is answered by POST and by GET, with variables and an operation's name", async () => {
  const served = await serve();
  const query = "query A($yes: Boolean!) { shop { name @include(if: $yes) } } query B { viewer { name } }";

  const posted = await post(served, { query, operationName: "A", variables: { yes: true } });
  const got = await get(served.origin, { query, operationName: "A", variables: '{"yes":true}' });

  expect([posted.status, posted.json, got.status, got.json]).toEqual([200, ANSWER, 200, ANSWER]);
  expect(posted.headers.get("content-type")).toMatch(/^application\/json; ?charset=utf-8$/);
});

test("a mutation by GET is refused, and nothing is written", async () => {
  const served = await serve();

  const { status } = await get(served.origin, { query: UPSERT });

  expect(status).toBe(405);
  expect(await served.dataSource.query("select count(*)::int as count from product")).toEqual([{ count: 0 }]);
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; charset=utf-8",
])("a POST of %s, which any page can send, is refused and nothing is written", async (type) => {
  const served = await serve();

  const { status, json } = await post(served, { query: UPSERT }, { "content-type": type });

  expect({ status, json }).toEqual({
    status: 415,
    json: {
      errors: [
        {
          message: "The body is application/json, and its content-type says so.",
          extensions: { code: "UNSUPPORTED_MEDIA_TYPE" },
        },
      ],
    },
  });
  expect(await served.dataSource.query("select count(*)::int as count from product")).toEqual([{ count: 0 }]);
});

test("a body that is compressed is refused, and the caller is told so", async () => {
  const served = await serve();

  const { status, json } = await post(served, SHOP, { "content-encoding": "gzip" });
  const asItIs = await post(served, SHOP, { "content-encoding": "identity" });

  expect(status).toBe(415);
  expect(json.errors).toEqual([
    {
      message: "The body is sent as it is, not compressed: leave content-encoding out.",
      extensions: { code: "UNSUPPORTED_MEDIA_TYPE" },
    },
  ]);
  expect([asItIs.status, asItIs.json]).toEqual([200, ANSWER]);
});

test.each(["", "{", "query { shop { name } }", "undefined", '{"query":"{ shop { name } }"}}', "\u0000"])(
  "the body %j is not JSON, and the caller is told so",
  async (body) => {
    const served = await serve();

    const { status, json } = await post(served, body);

    expect({ status, json }).toEqual({
      status: 400,
      json: { errors: [{ message: "The body is not JSON.", extensions: { code: "BAD_REQUEST" } }] },
    });
  },
);

test.each([
  "[]",
  "null",
  "1",
  '"x"',
  "{}",
  '{"query":5}',
  '{"query":""}',
  '{"query":"{ shop { name } }","variables":"x"}',
  '[{"query":"{ shop { name } }"}]',
])("the body %s asks nothing, and is the caller's fault", async (body) => {
  const served = await serve();

  const { status, json } = await post(served, body);

  expect(status).toBe(400);
  expect(json.errors.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual(["BAD_REQUEST"]);
  expect(json.data).toBeUndefined();
});

test.each([
  ["{ shop { name ", "GRAPHQL_PARSE_FAILED"],
  ["{ shop { nothing } }", "GRAPHQL_VALIDATION_FAILED"],
  ["{ shop }", "GRAPHQL_VALIDATION_FAILED"],
  ["{ ...a } fragment a on Query { ...a }", "GRAPHQL_VALIDATION_FAILED"],
])("%s is refused with %s", async (query, code) => {
  const served = await serve();

  const { status, json } = await post(served, { query });

  expect(status).toBe(400);
  expect(json.errors[0].extensions).toEqual({ code });
  expect(served.statements()).toEqual([]);
});

test("a subscription that is sent like a query is refused, and the caller is told how to subscribe", async () => {
  const served = await serve();

  const { status, json } = await post(served, { query: 'subscription { jobProgressed(id: "job_x") { state } }' });

  expect(status).toBe(400);
  expect(json).toEqual({
    errors: [
      {
        message:
          "The events of a subscription come one by one: send it with `accept: text/event-stream`, or over a WebSocket (graphql-transport-ws) at this address.",
        extensions: { code: "BAD_REQUEST" },
      },
    ],
  });
});

test("who asks for another protocol than sockets, as Java's client does, is answered as others are", async () => {
  const { origin } = await serve();
  const upgrade = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
  const headers = { ...KEY, ...upgrade, "content-type": "application/json" };

  const text = await new Promise<string>((done, failed) => {
    const sent = request(`${origin}/graphql`, { method: "POST", headers }, async (response) => {
      done(Buffer.concat(await response.toArray()).toString());
    });
    sent.once("error", failed).end(JSON.stringify(SHOP));
  });

  expect(JSON.parse(text)).toEqual(ANSWER);
});

test("a body of 16 MiB is read, and one byte more is refused", async () => {
  const served = await serve();
  const body = JSON.stringify({ ...SHOP, extensions: { fill: "" } });
  const filled = (size: number): string => body.replace('"fill":""', `"fill":"${"x".repeat(size - body.length)}"`);

  const largest = await post(served, filled(16 * 1024 * 1024));
  const larger = await post(served, filled(16 * 1024 * 1024 + 1));

  expect([largest.status, largest.json]).toEqual([200, ANSWER]);
  expect([larger.status, larger.json.errors[0].message]).toEqual([413, "The body is larger than 16 MiB."]);
});

test.each(["/", "/graphql/", "/GraphQL", "/graphql/../v2", "/%67raphql", "/.env", "//graphql"])(
  "there is nothing at %s",
  async (path) => {
    const served = await serve();

    const { status, json } = await ask(`${served.origin}${path}`, { headers: KEY });

    expect(status).toBe(404);
    expect(json.errors[0].message).toMatch(/^There is nothing at \/.*; the API is at \/graphql\.$/);
  },
);

test.each(["PUT", "DELETE", "PATCH"])("%s is not a way to ask", async (method) => {
  const served = await serve();

  const { status } = await get(served.origin, SHOP, KEY);
  const other = await fetch(`${served.origin}/graphql`, {
    method,
    headers: { ...KEY, "content-type": "application/json" },
  });

  expect([status, other.status]).toEqual([200, 405]);
});

test("every answer of the API has an id of its own, also where it is an error", async () => {
  const served = await serve();

  const replies = await Promise.all([
    post(served, SHOP),
    post(served, "{"),
    post(served, { query: "{" }),
    post(served, SHOP, { authorization: "Bearer x" }),
    get(served.origin, { query: UPSERT }),
  ]);

  const ids = replies.map(({ headers }) => headers.get("x-request-id") ?? "");
  expect(replies.map(({ status }) => status)).toEqual([200, 400, 400, 401, 405]);
  for (const id of ids) expect(id).toMatch(REQUEST_ID);
  expect(new Set(ids).size).toBe(5);
});
