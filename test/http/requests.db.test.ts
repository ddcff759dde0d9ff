import { request } from "node:http";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { NOW } from "../support/app.ts";
import { aTouchpoint } from "../support/builders.ts";
import { ADMIN_KEY, ask, post, type Served, serve } from "./served.ts";

const SHOP = { query: "query Front { shop { name } }" };
const KEY = { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" };
const VIEWER = { name: "ADMIN_API_KEY", role: "ADMIN" };

/** The lines of that many requests, which are written when their answers have been sent. */
async function lines(served: Served, count: number): Promise<Record<string, unknown>[]> {
  await expect.poll(() => served.logged("request")).toHaveLength(count);
  return served.logged("request");
}

test("a request is one line of the log: who asked which operation, and how it went", async () => {
  const served = await serve();

  const answer = await post(served, SHOP);

  const [line] = await lines(served, 1);
  expect(line).toEqual({
    level: 30,
    time: expect.any(Number),
    pid: process.pid,
    hostname: expect.any(String),
    msg: "request",
    requestId: answer.headers.get("x-request-id"),
    method: "POST",
    path: "/graphql",
    status: 200,
    ms: expect.any(Number),
    bytes: answer.text.length,
    operation: { kind: "query", name: "Front" },
    viewer: VIEWER,
  });
});

test.each<[string, object, Record<string, string>, object]>([
  ["an operation without a name", { query: "{ shop { name } }" }, {}, { operation: { kind: "query" }, viewer: VIEWER }],
  [
    "an operation whose name is no name but a text",
    { query: `query ${"A".repeat(101)} { shop { name } }` },
    {},
    { operation: { kind: "query" } },
  ],
  ["a query that is wrong", { query: "{ shop { x } }" }, {}, { status: 400, errors: ["GRAPHQL_VALIDATION_FAILED"] }],
  ["what is no query", { question: "?" }, {}, { status: 400, errors: ["BAD_REQUEST"], viewer: VIEWER }],
  ["an unknown key", SHOP, { authorization: "Bearer x" }, { status: 401, errors: ["UNAUTHENTICATED"] }],
  ["a page too large", { query: "{ customers(first: 101) { totalCount } }" }, {}, { errors: ["LIMIT_EXCEEDED"] }],
])("the line of %s says what there is to say", async (_what, body, headers, said) => {
  const served = await serve();

  await post(served, body, headers);

  const [line] = await lines(served, 1);
  expect(line).toMatchObject(said);
});

test("nothing that a sender writes into a request is in the log", async () => {
  const served = await serve();
  const key = await createApiKey(served.dataSource.manager, "a tool", "MARKETER", NOW);
  const headers = { authorization: `Bearer ${key}`, "user-agent": "secret-agent", "x-forwarded-for": "203.0.113.7" };
  const touchpoints = [aTouchpoint({ identities: [{ kind: "EMAIL", value: "secret-sent@example.com" }] })];
  const record =
    "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status } } }";

  await post(served, { query: record, variables: { input: { touchpoints } } }, headers);
  await post(served, { query: '{ customers(search: "secret-searched") { totalCount } }' }, headers);
  await post(served, { query: '{ customers(search: "secret-searched") { nothing } }' }, headers);
  await post(served, { query: "query ($a: Int!) { shop { name } }", variables: { a: "secret-variable" } }, headers);
  await ask(`${served.origin}/graphql?query={shop{name}}&secret-search=1`, { headers });
  await ask(`${served.origin}/unsubscribe/secret-path@example.com`, { headers });
  await ask(`${served.origin}/graphql`, { headers: { ...headers, "x-request-id": "secret request" } });

  await lines(served, 7);
  expect(served.log()).toContain('"path":"unmatched"');
  expect(served.log()).not.toMatch(/secret|127\.0\.0\.1|203\.0\.113|trb_/);
});

test("health and metrics, asked every few seconds, are told to the log at debug alone", async () => {
  const served = await serve();

  await fetch(`${served.origin}/health/live`);
  await fetch(`${served.origin}/health/ready`);
  await fetch(`${served.origin}/metrics`);

  const told = await lines(served, 3);
  expect(told.map(({ level, path }) => [level, path])).toEqual([
    [20, "/health/live"],
    [20, "/health/ready"],
    [20, "/metrics"],
  ]);
});

test("every answer has an id, and a sane one of the sender's is kept", async () => {
  const served = await serve();
  const key = { authorization: `Bearer ${ADMIN_KEY}` };
  const named = (path: string, id: string) =>
    fetch(`${served.origin}${path}`, { headers: { ...key, "x-request-id": id } });

  const own = await Promise.all(
    ["/health/live", "/metrics", "/nothing"].map((path) => fetch(`${served.origin}${path}`)),
  );
  const kept = await Promise.all(
    ["/health/live", "/metrics", "/nothing", "/graphql"].map((path) => named(path, "a.B-9_")),
  );
  const insane = await Promise.all(["a b", "x".repeat(65), "a/b"].map((id) => named("/health/live", id)));

  const idOf = ({ headers }: Response) => headers.get("x-request-id");
  for (const reply of [...own, ...insane]) expect(idOf(reply)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(kept.map(idOf)).toEqual(["a.B-9_", "a.B-9_", "a.B-9_", "a.B-9_"]);
});

test("a fault has the sender's id in its answer and in the log", async () => {
  const served = await serve();
  await served.dataSource.query("drop table customer cascade");

  const { json } = await post(served, { query: "{ customers { totalCount } }" }, { "x-request-id": "trace-1" });

  expect(json.errors[0].extensions).toEqual({ code: "INTERNAL_SERVER_ERROR", requestId: "trace-1" });
  const [line] = await lines(served, 1);
  expect(served.logged("a request failed")).toEqual([expect.objectContaining({ requestId: "trace-1" })]);
  expect(line).toMatchObject({ requestId: "trace-1", errors: ["INTERNAL_SERVER_ERROR"] });
});

test("a sender who goes away in the middle of a request is a line, and no fault", async () => {
  const served = await serve();
  const headers = { ...KEY, "content-length": 100 };
  const half = request(`${served.origin}/graphql`, { method: "POST", headers });
  half.on("error", () => {}); // it is we who break it off
  half.write("{");
  await new Promise((done) => half.once("socket", (socket) => socket.once("connect", done)));
  await post(served, SHOP); // the half request has arrived by now

  half.destroy();

  const told = await lines(served, 2);
  expect(told.map(({ status }) => status)).toEqual([200, 499]);
  expect(told[1]).toMatchObject({ viewer: VIEWER });
  for (const fault of ["a request failed", "the database did not answer a request"]) {
    expect(served.logged(fault)).toEqual([]);
  }
});

test("of a sender who goes away before the answer it is told who asked which operation, in the log and the metrics", async () => {
  const served = await serve();
  const writer = served.dataSource.createQueryRunner();
  await writer.startTransaction();
  await writer.query("lock table customer in access exclusive mode");
  const leaving = new AbortController();
  const init = { method: "POST", headers: KEY, signal: leaving.signal };
  const body = JSON.stringify({ query: "query Long { customers { totalCount } }" });
  const asked = fetch(`${served.origin}/graphql`, { ...init, body }).catch((error: Error) => error.name);
  const waits = "select true as waits from pg_locks where not granted and relation = 'customer'::regclass";
  await expect.poll(() => served.dataSource.query(waits)).toEqual([{ waits: true }]);

  leaving.abort();
  const [line] = await lines(served, 1);
  const metrics = await (await fetch(`${served.origin}/metrics`)).text();
  await writer.rollbackTransaction();
  await writer.release();

  expect(await asked).toBe("AbortError");
  expect(line).toMatchObject({ status: 499, operation: { kind: "query", name: "Long" }, viewer: VIEWER });
  expect(metrics).toContain('tributary_graphql_operation_duration_seconds_count{kind="query",operation="Long"} 1\n');
});
