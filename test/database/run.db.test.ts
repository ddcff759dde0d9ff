import "reflect-metadata";
import { expect, test } from "vitest";
import { askJson } from "../../src/database/run.ts";
import { literal, sql } from "../../src/database/sql.ts";
import { StatementNames } from "../../src/database/statement-names.ts";
import { aDatabase } from "../support/database.ts";

const PREPARED = "select count(*)::int as count from pg_prepared_statements where name like 'statement_%'";

test("a value comes as PostgreSQL wrote it, numbers beyond JavaScript's and all", async () => {
  const { dataSource } = await aDatabase();

  const text = await askJson(
    dataSource,
    sql`select json_build_object('big', 12345678901234567890, 'bound', ${"é"}::text)`,
  );

  expect(text).toBe('{"big" : 12345678901234567890, "bound" : "é"}');
});

test("a statement that comes again is planned once in its connection, and one that comes once is not kept", async () => {
  const { dataSource } = await aDatabase();
  const ask = (name: string) => askJson(dataSource, sql`select json_build_object(${literal(name)}, 1)`);

  await ask("once");
  for (let times = 0; times < 3; times += 1) await ask("again");

  expect(await dataSource.query(PREPARED)).toEqual([{ count: 1 }]);
});

test("however many shapes of queries are asked, connections keep the latest alone", async () => {
  const { dataSource } = await aDatabase();
  for (let shape = 0; shape < 450; shape += 1) {
    const statement = sql`select json_build_object(${literal(`shape ${shape}`)}, 1)`;
    await askJson(dataSource, statement);
    await askJson(dataSource, statement);
  }

  const [{ count }] = await dataSource.query(PREPARED);
  expect(count).toBeLessThanOrEqual(401);
  expect(count).toBeGreaterThan(300);
});

test("a statement that fails leaves its connection usable, under its name too", async () => {
  const { dataSource } = await aDatabase();
  const failing = sql`select json_build_object('x', 1 / ${0}::int)`;
  for (let times = 0; times < 3; times += 1)
    await expect(askJson(dataSource, failing)).rejects.toThrow("division by zero");

  expect(await askJson(dataSource, sql`select '1'::json`)).toBe("1");
});

test("a name is given from the second time on, never twice, and the longest unused is given up first", () => {
  const names = new StatementNames(2);
  const nameTwice = (text: string) => [names.nameOf(text), names.nameOf(text)];

  const [first, second] = [nameTwice("a"), nameTwice("b")];
  const third = nameTwice("c");

  expect([first, second, third]).toEqual([
    [undefined, "statement_1"],
    [undefined, "statement_2"],
    [undefined, "statement_3"],
  ]);
  expect([names.isLive("statement_1"), names.isLive("statement_2"), names.dropped]).toEqual([false, true, 1]);
  expect(names.nameOf("a")).toBeUndefined();
});
