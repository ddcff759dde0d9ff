import "reflect-metadata";
import { expect, test } from "vitest";
import { askJson } from "../../src/database/run.ts";
import { literal, sql } from "../../src/database/sql.ts";
import { StatementNames } from "../../src/database/statement-names.ts";
import { aDatabase } from "../support/database.ts";

const PREPARED = "select count(*)::int as count from pg_prepared_statements where name like 's\\_%'";

test("a value comes as PostgreSQL wrote it, numbers beyond JavaScript's and all", async () => {
  const { dataSource } = await aDatabase();

  const text = await askJson(
    dataSource,
    sql`select json_build_object('big', 12345678901234567890, 'bound', ${"é"}::text)`,
  );

  expect(text).toBe('{"big" : 12345678901234567890, "bound" : "é"}');
});

test("a statement that writes no JSON where it should is a fault", async () => {
  const { dataSource } = await aDatabase();

  await expect(askJson(dataSource, sql`select null::text`)).rejects.toThrow("a statement that writes JSON wrote none");
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

test("statements that PostgreSQL cannot even read are forgotten like others", async () => {
  const { dataSource } = await aDatabase();
  const unreadable = sql`select json_build_object('x', nothing.there)`;
  for (let times = 0; times < 3; times += 1)
    await expect(askJson(dataSource, unreadable)).rejects.toThrow('missing FROM-clause entry for table "nothing"');

  for (let shape = 0; shape < 450; shape += 1) {
    const statement = sql`select json_build_object(${literal(`shape ${shape}`)}, 1)`;
    for (let times = 0; times < 2; times += 1) await askJson(dataSource, statement);
  }

  expect(await askJson(dataSource, sql`select '1'::json`)).toBe("1");
});

const [A, B, C] = [
  "ca978112ca1bbdcafac231b39a23dc4d",
  "3e23e8160039594a33894f6564e1b134",
  "2e7d2c03a9507ae265ecf5b5356885a5",
];

test("a name is given from the second time on, by the text's SHA-256, and the longest unused is given up first", () => {
  const names = new StatementNames(2);
  const nameTwice = (text: string) => [names.nameOf(text), names.nameOf(text)];

  const [first, second] = [nameTwice("a"), nameTwice("b")];
  const third = nameTwice("c");

  expect([first, second, third]).toEqual([A, B, C].map((hash) => [undefined, `s_${hash}`]));
  expect([names.isLive(`s_${A}`), names.isLive(`s_${B}`), names.dropped]).toEqual([false, true, 1]);
  expect(names.nameOf("a")).toBeUndefined();
});

test("a very long statement gets no name, since PostgreSQL would keep many times its text", () => {
  const names = new StatementNames();
  const text = `select ${"1 + ".repeat(8_000)}1`;

  expect([names.nameOf(text), names.nameOf(text)]).toEqual([undefined, undefined]);
});
