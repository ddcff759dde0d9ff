import "reflect-metadata";
import { execute, parse } from "graphql";
import { expect, test } from "vitest";
import { askJson, run } from "../../src/database/run.ts";
import { bound, sql, toQuery } from "../../src/database/sql.ts";
import { Answers, type Tree } from "../../src/reading/index.ts";
import { makeSchema } from "../../src/schema.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
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
  const answers = new Answers(
    {
      rows: (statement) => run<Tree>(app.dataSource.manager, statement),
      json: (statement) => {
        statements.push(toQuery(statement).text);
        return askJson(app.dataSource, statement);
      },
    },
    reader,
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
