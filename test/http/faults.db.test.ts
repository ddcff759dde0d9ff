import "reflect-metadata";
import { getIntrospectionQuery } from "graphql";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { NOW } from "../support/app.ts";
import { aTouchpoint } from "../support/builders.ts";
import { post, type Reply, type Served, serve } from "./served.ts";

const SHOP = { query: "{ shop { name } }" };
const SEARCH = { query: "query ($search: String) { customers(search: $search) { nodes { email } } }" };

/** The fault as its caller sees it: one error without a word of what happened. */
function expectMasked({ json, headers }: Reply): string {
  const requestId = headers.get("x-request-id") ?? "";
  expect(json.errors).toEqual([
    expect.objectContaining({
      message: "Something went wrong here.",
      extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
    }),
  ]);
  expect(JSON.stringify(json)).not.toMatch(/select|relation|customer_|stack|node_modules|\.ts/i);
  return requestId;
}

test("a fault is masked with the request's id, under which the log has it", async () => {
  const served = await serve();
  await served.dataSource.query("drop table customer cascade");

  const reply = await post(served, { ...SEARCH, variables: { search: "ada" } });

  const requestId = expectMasked(reply);
  const logged = served.logged("a request failed");
  expect(logged).toEqual([expect.objectContaining({ level: 50, requestId })]);
  expect(logged[0]?.["err"]).toMatchObject({
    type: "QueryFailedError",
    code: "42P01",
    stack: expect.stringContaining("answer.ts"),
  });
});

test("what was asked for is not in the log of a fault: it may be personal", async () => {
  const served = await serve();
  await served.dataSource.query("drop table identity cascade");
  const touchpoints = [aTouchpoint({ identities: [{ kind: "EMAIL", value: "written@example.com" }] })];

  await post(served, { ...SEARCH, variables: { search: "searched@example.com" } });
  await post(served, {
    query: "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status } } }",
    variables: { input: { touchpoints } },
  });

  expect(served.logged("a request failed")).toHaveLength(2);
  expect(served.log()).not.toMatch(/searched@|written@/);
});

test("a fault while the key is looked up is masked and logged like any other", async () => {
  const served = await serve();
  const key = await createApiKey(served.dataSource.manager, "a key", "ADMIN", NOW);
  await served.dataSource.query("drop table api_key cascade");

  const reply = await post(served, SHOP, { authorization: `Bearer ${key}` });

  expect(reply.status).toBe(500);
  const requestId = expectMasked(reply);
  expect(served.log()).toContain(requestId);
});

test("a fault in one root field leaves the caller without half an answer that looks whole", async () => {
  const served = await serve();
  await served.dataSource.query("drop table product cascade");

  const { json } = await post(served, { query: "{ shop { name } products { totalCount } }" });

  expect(json.data).toBeNull();
  expect(json.errors.length).toBeGreaterThan(0);
});

const TOUCHPOINTS = "touchpoints(first: 1) { nodes {";

/** With more fields in each customer and touchpoint, where they are asked for. */
const nested = (times: number, width = 0): string => {
  const [customer, touchpoint] = [wide(width, "city"), wide(width, "messageId")];
  const ends = `} } ${customer} } ${touchpoint} `.repeat(times);
  return `{ ${TOUCHPOINTS} ${`customer { ${TOUCHPOINTS} `.repeat(times)} id ${ends} } } }`;
};

/** Two of each in the one before: 2 to the power of their number. */
const bomb = (size: number): string => {
  const fragments = Array.from({ length: size }, (_, index) => {
    const inner = `${TOUCHPOINTS} customer { ...f${index + 1} } } }`;
    return `fragment f${index} on Customer { a: ${inner} b: ${inner} }`;
  });
  return `{ customers { nodes { ...f0 } } } ${fragments.join(" ")} fragment f${size} on Customer { id }`;
};

/** The one as often as the other, in few words and with no alias too many. */
const broad = (outer: number, inner: number): string =>
  `{ ${wide(outer, "shop { ...names }")} } fragment names on Shop { ${wide(inner, "name")} }`;

const wide = (size: number, field: string): string =>
  Array.from({ length: size }, (_, index) => `a${index}: ${field}`).join(" ");

test.each<[string, string, object]>([
  ["deeper than fifty fields", nested(16), { code: "LIMIT_EXCEEDED", limit: 50, value: 51 }],
  ["as deep as a stack", nested(500), { code: "LIMIT_EXCEEDED", limit: 50, value: 51 }],
  [
    "deeper than the parser's own stack",
    "{a".repeat(4_900) + "}".repeat(4_900),
    { code: "LIMIT_EXCEEDED", limit: 50, value: 51 },
  ],
  ["of more than 5,000 fields", broad(50, 100), { code: "LIMIT_EXCEEDED", limit: 5000, value: 5001 }],
  ["of fragments that double", bomb(12), { code: "LIMIT_EXCEEDED", limit: 5000, value: 5001 }],
  [
    "of 20,000 words",
    `{ shop { ${"name ".repeat(20_000)} } }`,
    { code: "LIMIT_EXCEEDED", limit: 15_000, value: 15_001 },
  ],
  ["of a million braces", "{".repeat(1_000_000), { code: "GRAPHQL_PARSE_FAILED" }],
  [
    "that counts the customers 101 times",
    `{ ${wide(101, "customers { totalCount }")} }`,
    { code: "LIMIT_EXCEEDED", limit: 100, value: 101 },
  ],
  [
    "that spreads its aliases over fragments",
    `{ ...a ...b } fragment a on Query { ${wide(60, "shop { name }")} } fragment b on Query { ${wide(101, "shop { name }")} }`,
    { code: "LIMIT_EXCEEDED", limit: 100, value: 101 },
  ],
  [
    "of three pages of a hundred in one another",
    `{ customers(first: 100) { nodes { touchpoints(first: 100) { nodes { customer { touchpoints(first: 100) { nodes { id } } } } } } } }`,
    { code: "LIMIT_EXCEEDED", limit: 100_000, value: 1_010_100 },
  ],
  [
    "for the whole schema, again and again",
    `{ ${wide(100, "__schema { types { fields { args { name type { name } } } } }")} }`,
    { code: "LIMIT_EXCEEDED", limit: 100_000, value: expect.any(Number) },
  ],
])("a query %s is refused before it runs", async (_name, query, extensions) => {
  const served = await serve();

  const { status, json } = await post(served, { query });

  expect(status).toBe(400);
  expect(json.errors.map((error: { extensions: object }) => error.extensions)).toEqual([extensions]);
  expect(served.statements()).toEqual([]);
});

test("of a query that is wrong in more than a hundred places the first hundred are told, and that there are more", async () => {
  const served = await serve();

  const { status, json } = await post(served, { query: `{ ${wide(102, "shop { nothing }")} }` });

  const codes = json.errors.map((error: { extensions: { code: string } }) => error.extensions.code);
  expect([status, codes.slice(0, -1)]).toEqual([400, Array.from({ length: 100 }, () => "GRAPHQL_VALIDATION_FAILED")]);
  expect(json.errors.at(-1)).toEqual({
    message: "The operation is wrong in more than 100 places; the first of them are told.",
    extensions: { code: "LIMIT_EXCEEDED", limit: 100, value: 101 },
  });
});

test("a query that runs into the time limit is told so", async () => {
  const served = await serve();
  const writer = served.dataSource.createQueryRunner();
  await writer.startTransaction();
  await writer.query("lock table customer in access exclusive mode");

  const asked = post(served, { query: "{ customers { totalCount } }" });
  await cancelWhoWaits(served);
  const { json } = await asked;
  await writer.rollbackTransaction();
  await writer.release();

  expect(json.errors).toEqual([
    expect.objectContaining({ message: "This took too long; ask for less at once.", extensions: { code: "TIMEOUT" } }),
  ]);
});

/** What the time limit does, without waiting for it. */
async function cancelWhoWaits({ dataSource }: Served): Promise<void> {
  const cancel = `select pg_cancel_backend(a.pid) as cancelled from pg_stat_activity a
    where a.wait_event_type = 'Lock' and a.datname = current_database()`;
  await expect.poll(() => dataSource.query(cancel)).toEqual([{ cancelled: true }]);
}

const NO_TOUCHPOINTS = { data: { touchpoints: { nodes: [] } } };

test("a query just within the limits is answered", async () => {
  const served = await serve();

  const deep = await post(served, { query: nested(15) });
  const deepAndFull = await post(served, { query: nested(15, 99) });
  const full = await post(served, { query: broad(50, 99) });
  const introspected = await post(served, { query: getIntrospectionQuery() });

  expect([deep.json, deepAndFull.json]).toEqual([NO_TOUCHPOINTS, NO_TOUCHPOINTS]);
  expect(Object.keys(full.json.data)).toHaveLength(50);
  expect(introspected.json.data.__schema.types.length).toBeGreaterThan(50);
});

const RECORD =
  "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status reasons } } }";

async function recordWith(served: Served, properties: string): Promise<Reply> {
  const touchpoint = aTouchpoint({ messageId: "deep", properties: "HERE" });
  const body = JSON.stringify({ query: RECORD, variables: { input: { touchpoints: [touchpoint, aTouchpoint()] } } });
  return await post(served, body.replace('"HERE"', properties));
}

test.each<[string, unknown, string[]]>([
  ["a long text", "x".repeat(1_000_000), ["BAD_USER_INPUT"]],
  ["many lists", Array.from({ length: 200_000 }, () => []), ["BAD_USER_INPUT"]],
  [
    "an object of ten thousand unknown fields",
    Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [index, []])),
    ["BAD_USER_INPUT", "LIMIT_EXCEEDED"],
  ],
])("%s instead of an input is the caller's fault", async (_name, input, codes) => {
  const served = await serve();

  const { json } = await post(served, { query: RECORD, variables: { input } });

  const told = json.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
  expect([...new Set(told)].sort()).toEqual(codes);
});

test.each([101, 5_000, 100_000])(
  "an object nested %i deep is one bad touchpoint among good ones, and no fault",
  async (depth) => {
    const served = await serve();

    const { json } = await recordWith(served, `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);

    expect(json.data.recordTouchpoints.outcomes).toEqual([
      { status: "QUARANTINED", reasons: ["properties: is nested deeper than 100 levels"] },
      { status: "RECORDED", reasons: [] },
    ]);
  },
);

test("an object nested a hundred deep is kept", async () => {
  const served = await serve();

  const { json } = await recordWith(served, `{"a":${"[".repeat(100)}${"]".repeat(100)}}`);

  expect(json.data.recordTouchpoints.outcomes[0]).toEqual({ status: "RECORDED", reasons: [] });
});
