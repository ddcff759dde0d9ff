import "reflect-metadata";
import { describe, expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aWorld, expectedPage, idsOf, LISTS, ORDERS, operationOf, type Page, pageOf, sorted, walk } from "./lists.ts";

const SIZES = [1, 2, 3, 100];

const cursorOf = (...values: unknown[]): string => Buffer.from(JSON.stringify(values)).toString("base64url");

function forwardPages(whole: Page, size: number): object[] {
  const count = whole.nodes.length;
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, index) => index * size);
  return starts.map((from) => expectedPage(whole, from, from + size, { before: from > 0, after: from + size < count }));
}

function backwardPages(whole: Page, size: number): object[] {
  const count = whole.nodes.length;
  const ends = Array.from({ length: Math.ceil(count / size) }, (_, index) => count - index * size);
  return ends.map((to) =>
    expectedPage(whole, Math.max(0, to - size), to, { before: to - size > 0, after: to < count }),
  );
}

describe.each([...LISTS, ORDERS])("$name", (list) => {
  test("stand in their order, ties by id, and are all counted", async () => {
    const app = await startApp();
    await aWorld(app);

    const whole = await pageOf(app, list, { first: 100 });

    expect(idsOf(whole)).toEqual(sorted(list, whole.nodes));
    expect(whole.totalCount).toBe(whole.nodes.length);
    expect(whole.nodes.length).toBeGreaterThan(4);
    expect(whole.edges.map(({ node }) => node.id)).toEqual(idsOf(whole));
  });

  test("come once each forwards, whatever the page's size, and every page knows where it lies", async () => {
    const app = await startApp();
    await aWorld(app);
    const whole = await pageOf(app, list, { first: 100 });

    const walks = await Promise.all(SIZES.map((size) => walk(app, list, size, "forwards")));

    expect(walks).toEqual(SIZES.map((size) => forwardPages(whole, size)));
  });
});

describe.each(LISTS)("$name", (list) => {
  test("come once each backwards, whatever the page's size, and every page knows where it lies", async () => {
    const app = await startApp();
    await aWorld(app);
    const whole = await pageOf(app, list, { first: 100 });

    const walks = await Promise.all(SIZES.map((size) => walk(app, list, size, "backwards")));

    expect(walks).toEqual(SIZES.map((size) => backwardPages(whole, size)));
  });

  test("an empty page says whether there is more, and has no cursors", async () => {
    const app = await startApp();
    await aWorld(app);
    const whole = await pageOf(app, list, { first: 100 });
    const [first, last] = [whole.pageInfo.startCursor, whole.pageInfo.endCursor];

    const none = await pageOf(app, list, { first: 0 });
    const behind = await pageOf(app, list, { first: 5, after: last });
    const nothingFromTheEnd = await pageOf(app, list, { last: 0 });
    const ahead = await pageOf(app, list, { last: 5, before: first });

    expect(none).toEqual(expectedPage(whole, 0, 0, { before: false, after: true }));
    expect(behind).toEqual(expectedPage(whole, 0, 0, { before: true, after: false }));
    expect(nothingFromTheEnd).toEqual(expectedPage(whole, 0, 0, { before: true, after: false }));
    expect(ahead).toEqual(expectedPage(whole, 0, 0, { before: false, after: true }));
  });

  test("of an empty shop are an empty page both ways", async () => {
    const app = await startApp();
    const nothing = {
      totalCount: 0,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    };

    const answers = await Promise.all([
      app.query(operationOf(list), { first: 3 }),
      app.query(operationOf(list), { last: 3 }),
    ]);

    const expected = list.inside === undefined ? { list: nothing } : { parent: null };
    expect(answers).toEqual([expected, expected]);
  });
});

describe("a page that is asked for wrongly is refused before anything runs:", () => {
  const customers = LISTS[0] ?? ORDERS;
  const cases = [
    ["101 rows", { first: 101 }, { code: "LIMIT_EXCEEDED", limit: 100, value: 101 }],
    ["101 rows from the end", { last: 101 }, { code: "LIMIT_EXCEEDED", limit: 100, value: 101 }],
    ["a billion rows", { first: 2_147_483_647 }, { code: "LIMIT_EXCEEDED", limit: 100, value: 2_147_483_647 }],
    ["fewer than none", { first: -1 }, { code: "BAD_USER_INPUT", path: ["list", "first"] }],
    ["fewer than none from the end", { last: -5 }, { code: "BAD_USER_INPUT", path: ["list", "last"] }],
    ["both ways at once", { first: 2, last: 2 }, { code: "BAD_USER_INPUT", path: ["list"] }],
    ["forwards with before", { first: 2, before: "x" }, { code: "BAD_USER_INPUT", path: ["list"] }],
    ["before without last", { before: "x" }, { code: "BAD_USER_INPUT", path: ["list", "before"] }],
  ] as const;

  test.each(cases)("%s", async (_name, variables, extensions) => {
    const app = await startApp();

    const { errors, data } = await app.send(operationOf(customers), variables);

    expect(errors?.map((error) => error.extensions)).toEqual([extensions]);
    expect(data).toBeUndefined();
    expect(app.statements()).toEqual([]);
  });
});

const NIL = "00000000-0000-0000-0000-000000000000";
const MOMENT = "2026-05-01 10:00:00+00";
const NOT_OURS = "This is not a cursor of this list: take it from pageInfo or from an edge.";

describe("a cursor that no page gave is refused before anything runs:", () => {
  const cursors: readonly [string, string, string?][] = [
    ["empty", ""],
    ["no base64", "%%%"],
    ["no JSON", Buffer.from("hello").toString("base64url")],
    ["an object", Buffer.from('{"0":"FIRST_SEEN_DESC"}').toString("base64url")],
    ["numbers", cursorOf("FIRST_SEEN_DESC", 1, 2)],
    ["null", cursorOf("FIRST_SEEN_DESC", null, null)],
    ["too few keys", cursorOf("FIRST_SEEN_DESC", MOMENT)],
    ["too many keys", cursorOf("FIRST_SEEN_DESC", MOMENT, NIL, NIL)],
    ["no id", cursorOf("FIRST_SEEN_DESC", MOMENT, "1")],
    ["SQL for an id", cursorOf("FIRST_SEEN_DESC", MOMENT, `${NIL}'); drop table customer; --`)],
    ["SQL for a moment", cursorOf("FIRST_SEEN_DESC", "now()", NIL)],
    ["a word that PostgreSQL takes for a moment", cursorOf("FIRST_SEEN_DESC", "infinity", NIL)],
    ["a month that is none", cursorOf("FIRST_SEEN_DESC", "2026-13-45 00:00:00+00", NIL)],
    ["a day that is none", cursorOf("FIRST_SEEN_DESC", "2026-02-30 00:00:00+00", NIL)],
    ["an hour that is none", cursorOf("FIRST_SEEN_DESC", "2026-02-03 25:00:00+00", NIL)],
    ["the year 0", cursorOf("FIRST_SEEN_DESC", "0000-01-01 00:00:00+00", NIL)],
    ["a line break", cursorOf("FIRST_SEEN_DESC", `${MOMENT}\n`, NIL)],
    [
      "of another list",
      cursorOf("OCCURRED_DESC", MOMENT, NIL),
      "This cursor belongs to the order OCCURRED_DESC; the list is in the order FIRST_SEEN_DESC.",
    ],
    [
      "of another order of the list",
      cursorOf("LAST_SEEN_DESC", MOMENT, NIL),
      "This cursor belongs to the order LAST_SEEN_DESC; the list is in the order FIRST_SEEN_DESC.",
    ],
  ];

  test.each(cursors)("%s", async (_name, cursor, message = NOT_OURS) => {
    const app = await startApp();
    const customers = operationOf(LISTS[0] ?? ORDERS);

    const after = await app.send(customers, { first: 1, after: cursor });
    const before = await app.send(customers, { last: 1, before: cursor });

    const errorOn = (side: string) => [
      expect.objectContaining({ message, extensions: { code: "BAD_USER_INPUT", path: ["list", side] } }),
    ];
    expect(after.errors).toEqual(errorOn("after"));
    expect(before.errors).toEqual(errorOn("before"));
    expect(app.statements()).toEqual([]);
  });

  test("a number that is none, where the order is by money", async () => {
    const app = await startApp();
    const after = cursorOf("TOTAL_SPENT_DESC", "1e400", NIL);

    const { errors } = await app.send(operationOf(LISTS[2] ?? ORDERS), { after });

    expect(errors?.[0]?.message).toBe(NOT_OURS);
    expect(app.statements()).toEqual([]);
  });
});

test.each([
  ["quotes", 'o\'brien "x"'],
  ["SQL", "'; drop table product; --"],
  ["backslashes", "a\\b\\'"],
  ["unicode", "Größe–10 µm 😀"],
  ["a placeholder", "$1 {0} %s"],
  ["a line break", "a\nb\tc"],
])("a sku with %s is a cursor like any other", async (_name, sku) => {
  const app = await startApp();
  await record(app, ...["0", sku, "\u{10ffff}"].map((each) => aTouchpoint({ sku: each })));
  const products = LISTS[5] ?? ORDERS;
  const { edges } = await pageOf(app, products, { first: 2 });

  const page = await pageOf(app, products, { first: 5, after: edges[1]?.cursor });

  expect(edges.length).toBe(2);
  expect(page.nodes.map((node) => node.sku)).toEqual(["\u{10ffff}"]);
});

test("a sku that nobody has still is a place in the catalogue", async () => {
  const app = await startApp();
  await record(app, ...["a", "b", "c"].map((sku) => aTouchpoint({ sku })));

  const page = await pageOf(app, LISTS[5] ?? ORDERS, { first: 5, after: cursorOf("SKU", "a' or true --") });

  expect(page.nodes.map(({ sku }) => sku)).toEqual(["b", "c"]);
});

test("whoever pages while touchpoints arrive meets each old one once", async () => {
  const app = await startApp();
  const touchpoints = LISTS[3] ?? ORDERS;
  await aWorld(app);
  const before = await pageOf(app, touchpoints, { first: 100 });
  const first = await pageOf(app, touchpoints, { first: 5 });
  await record(
    app,
    aTouchpoint({ occurredAt: "2026-06-10T00:00:00.000Z" }),
    aTouchpoint({ occurredAt: "2026-05-05T10:00:00.001Z" }),
  );

  const rest = await pageOf(app, touchpoints, { first: 100, after: first.pageInfo.endCursor });

  expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(before));
  expect(rest.totalCount).toBe(before.totalCount + 2);
  expect(rest.pageInfo.hasPreviousPage).toBe(true);
});

test("a cursor stays a place when its row has gone", async () => {
  const app = await startApp();
  const customers = LISTS[0] ?? ORDERS;
  await aWorld(app);
  const whole = await pageOf(app, customers, { first: 100 });
  await app.dataSource.query("update customer set erased_at = now() where id = $1", [uuidOf(whole.nodes[1]?.id)]);

  const page = await pageOf(app, customers, { first: 2, after: whole.edges[1]?.cursor });

  expect(idsOf(page)).toEqual(idsOf(whole).slice(2, 4));
  expect(page.totalCount).toBe(whole.totalCount - 1);
});

const uuidOf = (id = ""): string => id.slice(4);

const NESTED_BACKWARDS = `{ customers(last: 2, orderBy: LAST_SEEN_DESC) { nodes {
  id touchpoints(last: 2) { totalCount nodes { id occurredAt } pageInfo { hasNextPage hasPreviousPage } }
} } }`;

test("lists inside a list page backwards too, each for itself", async () => {
  const app = await startApp();
  await aWorld(app);
  const { touchpoints } = await app.query("{ touchpoints(first: 100) { nodes { id occurredAt customer { id } } } }");

  const { customers } = await app.query(NESTED_BACKWARDS);

  expect(customers.nodes.length).toBe(2);
  for (const { id, touchpoints: own } of customers.nodes) {
    const all = touchpoints.nodes.filter((each: { customer: { id: string } }) => each.customer.id === id);
    const last = all.slice(-2).map(({ customer: _customer, ...node }: { customer: object }) => node);
    expect(own).toEqual({
      totalCount: all.length,
      nodes: last,
      pageInfo: { hasNextPage: false, hasPreviousPage: all.length > 2 },
    });
  }
});

const LIMITED_INSIDE = "{ customers { nodes { touchpoints(first: 101) { nodes { id } } } } }";
const CURSOR_INSIDE = '{ customers { nodes { orders(after: "x") { nodes { id } } } } }';

test("limits and cursors of lists inside a list are held to before anything runs", async () => {
  const app = await startApp();

  const limited = await app.send(LIMITED_INSIDE);
  const garbled = await app.send(CURSOR_INSIDE);

  expect(limited.errors?.[0]?.extensions).toEqual({ code: "LIMIT_EXCEEDED", limit: 100, value: 101 });
  expect(garbled.errors?.[0]?.extensions).toEqual({
    code: "BAD_USER_INPUT",
    path: ["customers", "nodes", "orders", "after"],
  });
  expect(app.statements()).toEqual([]);
});

test.each([
  ["touchpoints { nodes { id } }", 0],
  ["touchpoints { edges { cursor } pageInfo { startCursor endCursor } }", 0],
  ["touchpoints { totalCount }", 1],
  ["touchpoints { nodes { id } totalCount }", 1],
  ["customers { nodes { touchpoints { totalCount } } }", 1],
])("in %s rows are counted %i times", async (selection, counts) => {
  const app = await startApp();
  await aWorld(app);
  app.statements();

  await app.query(`{ ${selection} }`);

  const [statement, ...more] = app.statements();
  expect(more).toEqual([]);
  expect(statement?.match(/select count\(/g)?.length ?? 0).toBe(counts);
});

test("a page without first and last has twenty rows", async () => {
  const app = await startApp();
  await record(app, ...Array.from({ length: 21 }, () => aTouchpoint()));

  const { touchpoints } = await app.query("{ touchpoints { nodes { id } pageInfo { hasNextPage } } }");

  expect(touchpoints.nodes.length).toBe(20);
  expect(touchpoints.pageInfo).toEqual({ hasNextPage: true });
});
