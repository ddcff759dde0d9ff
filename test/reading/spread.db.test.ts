import "reflect-metadata";
import { execute, parse } from "graphql";
import { pino } from "pino";
import { expect, test } from "vitest";
import { askJson, run } from "../../src/database/run.ts";
import { bound, sql, toQuery } from "../../src/database/sql.ts";
import { Answers, type Tree } from "../../src/reading/index.ts";
import { makeSchema } from "../../src/schema.ts";
import { ScoringComputer } from "../../src/scoring/index.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { inThisThread } from "../support/in-this-thread.ts";
import { aWorld, LISTS, operationOf, pageOf } from "./lists.ts";

const schema = makeSchema();

/** Executes a query as on a cluster, or as on one server; gives the statement too. */
async function read(app: TestApp, operation: string, variableValues: object, spread: boolean) {
  const statements: string[] = [];
  const reader = {
    viewer: { name: "test", role: "ADMIN" },
    now: sql`${bound(NOW)}`,
    shop: { name: "Test shop", timeZone: "UTC", assumedConsents: [] },
    at: NOW,
    spread,
  } as const;
  const scoring = new ScoringComputer(app.dataSource, inThisThread, pino({ level: "silent" }));
  const answers = new Answers(
    {
      rows: (statement) => {
        statements.push(toQuery(statement).text);
        return run<Tree>(app.dataSource.manager, statement);
      },
      json: (statement) => {
        statements.push(toQuery(statement).text);
        return askJson(app.dataSource, statement);
      },
    },
    reader,
    { scoring },
  );
  const result = await execute({
    schema,
    document: parse(operation),
    variableValues: { ...variableValues },
    contextValue: { answers },
  });
  return { result: JSON.parse(JSON.stringify(result)), statements };
}

const ROOT_LISTS = LISTS.filter(({ inside }) => inside === undefined);

test.each(ROOT_LISTS)("a cluster answers every page of $name as one server does", async (list) => {
  const app = await startApp();
  await aWorld(app);
  const { edges } = await pageOf(app, list, { first: 100 });
  const cursor = edges[2]?.cursor;
  const pages = [{}, { first: 0 }, { first: 2 }, { first: 2, after: cursor }, { last: 3 }, { last: 2, before: cursor }];

  for (const page of pages) {
    const plain = await read(app, operationOf(list), page, false);
    const spread = await read(app, operationOf(list), page, true);

    expect(spread.result).toEqual(plain.result);
    expect(plain.result.errors).toBeUndefined();
    expect(spread.statements.length).toBe(1);
    expect(spread.statements).not.toEqual(plain.statements);
  }
});

const FILTERED = `{
  searched: customers(search: "ada", first: 1) { totalCount nodes { id touchpoints(last: 2) { nodes { id } } } pageInfo { hasNextPage } }
  filtered: touchpoints(first: 2, filter: { types: [ORDER_COMPLETED], since: "2026-05-05T00:00:00Z" }) {
    totalCount edges { cursor node { id customer { id orders(first: 1) { nodes { orderNumber lines { product { sku } } } } } } }
  }
  found: products(search: "MUG", last: 2) { totalCount nodes { sku } }
}`;

test("a cluster answers searches, filters and lists inside lists as one server does", async () => {
  const app = await startApp();
  await aWorld(app);

  const plain = await read(app, FILTERED, {}, false);
  const spread = await read(app, FILTERED, {}, true);

  expect(spread.result).toEqual(plain.result);
  expect(plain.result.data.searched.totalCount).toBe(1);
  expect(plain.result.data.filtered.totalCount).toBe(8);
  expect(plain.result.data.found.nodes.map(({ sku }: { sku: string }) => sku)).toEqual(["a mug", "mug"]);
});

const WORKED_OUT = `{
  customers(first: 3) { nodes { id recommendations(first: 3) { id rank product { sku similar(first: 1) { score } } } } }
  recommendations(identity: { kind: USER_ID, value: "ada" }, first: 2) { rank product { sku } }
}`;

test("a cluster tells what recommendations stand on by statements of their own, and gives the same lists", async () => {
  const app = await startApp();
  await aWorld(app);

  const plain = await read(app, WORKED_OUT, {}, false);
  const spread = await read(app, WORKED_OUT, {}, true);

  expect(spread.result).toEqual(plain.result);
  expect(plain.result.errors).toBeUndefined();
  expect(
    plain.result.data.customers.nodes.map(({ recommendations }: { recommendations: [] }) => recommendations.length),
  ).toEqual([3, 3, 3]);
  expect(plain.statements.length).toBe(2);
  const [read1 = "", snapshot, ground = "", written = ""] = spread.statements;
  expect(spread.statements.length).toBe(4);
  expect(snapshot).toBe("select pg_current_snapshot()::text");
  // Tables that are spread, and the number of a transaction: never in one statement.
  expect([read1, ground, written].map((text) => /\bfrom (customer|touchpoint|customer_order)\b/.test(text))).toEqual([
    true,
    false,
    false,
  ]);
  expect([read1, ground, written].map((text) => text.includes("pg_current_"))).toEqual([false, false, false]);
});
