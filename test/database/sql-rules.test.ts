import "reflect-metadata";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataSource, QueryRunner } from "typeorm";
import ts from "typescript";
import { expect, test } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { lookForCitus } from "../../src/database/citus.ts";

const SRC = join(import.meta.dirname, "../../src");

/** table -> the column that it is spread by over a cluster; reference tables have none. */
type Spread = ReadonlyMap<string, string | undefined>;

/** Why a cluster would refuse the statement, or run it in the wrong place. */
type Rule = (statement: string, spread: Spread) => string | undefined;

/** A hole of a template: a bound value, or a fragment that is a statement of its own here. */
const HOLE = "$hole";

const TABLE = String.raw`(\w+|\$hole)`;

/** Rule 6: a row moves to another shard by being deleted and inserted, never by an update. */
const keepsItsShard: Rule = (statement, spread) => {
  const updates = new RegExp(String.raw`\bupdate\s+(?:only\s+)?${TABLE}(?:\s+(?:as\s+)?(?!set\b)\w+)?\s+set\s`, "gi");
  const upserts = new RegExp(String.raw`\binsert\s+into\s+${TABLE}(?:(?!\binsert\s)[^;])*?\bdo\s+update\s+set\s`, "gi");
  for (const { 0: start, 1: table = "", index } of [...statement.matchAll(updates), ...statement.matchAll(upserts)]) {
    const columns = assigned(statement.slice(index + start.length));
    const own = table === HOLE ? "customer_id" : spread.get(table);
    if (own !== undefined && columns.includes(own)) return `sets ${own}, by which ${table} is distributed`;
  }
  return undefined;
};

/** The columns that a list of assignments sets. */
function assigned(afterSet: string): string[] {
  const pieces = topLevel(afterSet.replace(/\$hole/g, "hole"));
  return pieces.flatMap((piece) => {
    const [, row, column] = /^\s*(?:\(([^)]*)\)|"?(\w+)"?)\s*=/.exec(piece) ?? [];
    return (row ?? column ?? "").split(",").map((name) => name.trim());
  });
}

/** Splits at the commas outside parentheses, up to the end of the assignments. */
function topLevel(text: string): string[] {
  const pieces = [""];
  let depth = 0;
  for (const token of text.match(/'(?:[^']|'')*'|\w+|[\s\S]/g) ?? []) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && /^(where|from|returning|;)$/i.test(token))) break;
    if (depth === 0 && token === ",") pieces.push("");
    else pieces[pieces.length - 1] += token;
  }
  return pieces;
}

/** Rule 7: one statement locks rows of one shard. */
const locksOneShard: Rule = (statement, spread) => {
  if (!/\bfor\s+(no\s+key\s+)?(update|key\s+share|share)\b/i.test(statement)) return undefined;
  for (const table of tablesIn(statement)) {
    const column = table === HOLE ? "id" : spread.get(table);
    if (column === undefined) continue;
    const one = new RegExp(String.raw`\b${column}\s*=\s*\$`, "i");
    if (!one.test(statement)) return `locks rows of ${table} on several shards: it does not say ${column} = ...`;
  }
  return undefined;
};

/** Rule 9: a page per parent starts from the parent's table. */
const pagesFromTables: Rule = (statement) => {
  for (const { 0: start, index } of statement.matchAll(/\bfrom\s+unnest\s*\(/gi)) {
    const after = afterParenthesis(statement.slice(index + start.length));
    const named = String.raw`^\s*(with\s+ordinality\s*)?((as\s+)?(?!cross|inner|left|join)\w+\s*(\([^)]*\)\s*)?)?`;
    if (new RegExp(`${named}(,|(cross|inner|left|left\\s+outer)?\\s*join)\\s*lateral\\b`, "i").test(after)) {
      return "joins a lateral subquery to unnest";
    }
  }
  return undefined;
};

function afterParenthesis(text: string): string {
  let depth = 1;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return text.slice(index + 1);
  }
  return "";
}

/** Rule 18: with a table in FROM the lock is taken, and the news told, on a worker. */
const locksOnTheCoordinator: Rule = (statement) => {
  const [call] = /\bpg_(try_)?advisory\w*|\bpg_notify\b/i.exec(statement) ?? [];
  const [table] = call === undefined ? [] : tablesIn(statement);
  return table === undefined ? undefined : `calls ${call} in a statement that reads ${table}`;
};

/** What a statement reads or writes; functions, subqueries and CTEs are not tables. */
function tablesIn(statement: string): string[] {
  const own = [
    ...statement.matchAll(
      /(?:\bwith|,)\s+(?:recursive\s+)?(\w+)\s*(?:\([^)]*\)\s*)?as\s+(?:(?:not\s+)?materialized\s*)?\(/gi,
    ),
  ];
  const ctes = new Set(own.map(([, name]) => name));
  const sources = statement.matchAll(/\b(?:from|join|update|into)\s+(?:only\s+|lateral\s+)?(\$hole|\w+\b(?!\s*\())/gi);
  return [...sources].map(([, name = ""]) => name).filter((name) => name !== "set" && !ctes.has(name));
}

const RULES: Readonly<Record<string, Rule>> = { keepsItsShard, locksOneShard, pagesFromTables, locksOnTheCoordinator };

const faultsOf = (statement: string, spread: Spread): string[] =>
  Object.values(RULES).flatMap((rule) => rule(statement, spread) ?? []);

interface Statement {
  readonly file: string;
  readonly text: string;
}

/** The SQL of a file: what `sql`, `raw` and `query` are given, with a hole where a value or fragment goes in. */
function statementsIn(file: string, text: string): Statement[] {
  const found: Statement[] = [];
  const visit = (node: ts.Node, within: boolean, prefix: string): void => {
    if (within && isText(node)) found.push({ file, text: prefix + textOf(node) });
    const inside = within || isSqlCall(node);
    const start = ts.isPropertyAssignment(node) && node.name.getText() === "set" ? upsertAround(node) : prefix;
    ts.forEachChild(node, (child) => visit(child, inside, start));
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true), false, "");
  return found;
}

const isText = (node: ts.Node): node is ts.TemplateExpression | ts.StringLiteralLike =>
  ts.isTemplateExpression(node) || ts.isStringLiteralLike(node);

function textOf(node: ts.TemplateExpression | ts.StringLiteralLike): string {
  const text = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(HOLE)
    : node.text;
  return text.replace(/--.*$/gm, "");
}

const isSqlCall = (node: ts.Node): boolean =>
  (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "sql") ||
  (ts.isCallExpression(node) && /(^raw|\.query)$/.test(node.expression.getText()));

/** `set` of insertRows is the end of a statement; this is its beginning. */
function upsertAround(node: ts.Node): string {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent) {
    if (!ts.isCallExpression(outer) || !outer.expression.getText().startsWith("insertRows")) continue;
    const entity = outer.arguments[1]?.getText() ?? "";
    const table = entity.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    return `insert into ${table} on conflict do update set `;
  }
  return "";
}

async function allStatements(): Promise<Statement[]> {
  const files = (await readdir(SRC, { recursive: true })).filter((file) => file.endsWith(".ts")).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(SRC, file), "utf8")));
  return texts.flatMap((text, index) => statementsIn(files[index] ?? "", text));
}

/** What the migrations ask a cluster for: they are run against nothing, and only what they say is kept. */
async function spreadByMigrations(): Promise<Spread> {
  const spread = new Map<string, string | undefined>();
  const connection = { query: async () => [{}] } as unknown as DataSource; // all that is asked of it here
  await lookForCitus(connection);
  const query = async (text: string, [table, column]: readonly string[] = []): Promise<void> => {
    if (table !== undefined && /create_(distributed|reference)_table/.test(text)) spread.set(table, column);
  };
  const runner = { connection, query } as unknown as QueryRunner; // all that a migration asks of it
  for (const Migration of MIGRATIONS) await new Migration().up(runner);
  return spread;
}

test("no statement of the program is one that a cluster refuses or runs in the wrong place", async () => {
  const spread = await spreadByMigrations();
  const faults = (await allStatements()).flatMap(({ file, text }) =>
    faultsOf(text, spread).map((fault) => `${file}: ${fault}`),
  );

  expect(faults).toEqual([]);
});

test("the statements of stores, of use cases and of upserts are found", async () => {
  const found = await allStatements();
  const among = (file: string, start: string): boolean =>
    found.some((statement) => statement.file === file && statement.text.startsWith(start));

  expect(among("orders/order.store.ts", "delete from order_line where customer_id = any($hole")).toBe(true);
  expect(among("database/migrate.ts", "select pg_advisory_lock(")).toBe(true);
  expect(among("customers/claim.store.ts", "insert into claim on conflict do update set value = excluded.value")).toBe(
    true,
  );
  expect(among("orders/order.store.ts", "insert into customer_order on conflict do update set placed_at")).toBe(true);
});

test("the migrations tell by what each table is distributed", async () => {
  const spread = await spreadByMigrations();

  expect([spread.get("customer"), spread.get("refund"), spread.get("identifier")]).toEqual([
    "id",
    "customer_id",
    "value",
  ]);
  expect([spread.has("product"), spread.get("product")]).toEqual([true, undefined]);
});

test("SQL is taken out of the code that writes it, holes and all", () => {
  const code = `
    // sql\`select 'a comment'\`
    const words = "for update";
    run(manager, sql\`select 1 from t where t.id = \${id} -- why
      for update\`);
    await manager.query(\`lock \${table}\`, [x]);
    insertRows(manager, PricePoint, rows, { key: ["a"], conflict: { set: raw("price = excluded.price") } });`;

  expect(statementsIn("a.ts", code).map(({ text }) => text)).toEqual([
    "select 1 from t where t.id = $hole \n      for update",
    "lock $hole",
    "insert into price_point on conflict do update set price = excluded.price",
  ]);
});

const SPREAD: Spread = new Map([
  ["customer", "id"],
  ["visit", "customer_id"],
  ["identifier", "value"],
  ["product", undefined],
]);

const REFUSED: Readonly<Record<string, string>> = {
  "update visit set customer_id = $hole where customer_id = $hole": "sets customer_id, by which visit is distributed",
  "update visit v set seen = $hole, customer_id = $hole": "sets customer_id, by which visit is distributed",
  "update visit as v set (seen, customer_id) = ($hole, $hole)": "sets customer_id, by which visit is distributed",
  "update $hole set customer_id = $hole": "sets customer_id, by which $hole is distributed",
  "update customer set id = $hole where id = $hole": "sets id, by which customer is distributed",
  "with u as (update identifier set value = lower(value) returning 1) select 1":
    "sets value, by which identifier is distributed",
  "insert into visit (a) values ($hole) on conflict (a) do update set a = coalesce(1, 2), customer_id = excluded.customer_id":
    "sets customer_id, by which visit is distributed",
  "select 1 from customer where id = any($hole::uuid[]) order by id for update":
    "locks rows of customer on several shards: it does not say id = ...",
  "select 1 from product p join visit v on v.product_id = p.id for no key update":
    "locks rows of visit on several shards: it does not say customer_id = ...",
  "select 1 from identifier i where i.kind = $hole for share":
    "locks rows of identifier on several shards: it does not say value = ...",
  "select * from unnest($hole::uuid[]) as p (id) cross join lateral (select 1 limit 2) x":
    "joins a lateral subquery to unnest",
  "select * from unnest(array_remove($hole, null)) with ordinality p, lateral (select 1 limit 2) x":
    "joins a lateral subquery to unnest",
  "select * from unnest($hole) left join lateral (select 1 limit 2) x on true": "joins a lateral subquery to unnest",
  "select pg_advisory_xact_lock(v.n) from visit v": "calls pg_advisory_xact_lock in a statement that reads visit",
  "select pg_notify('news', (select max(n) from visit)::text)": "calls pg_notify in a statement that reads visit",
  "with moved as (delete from visit returning n) select pg_try_advisory_lock(n) from moved":
    "calls pg_try_advisory_lock in a statement that reads visit",
};

for (const [statement, fault] of Object.entries(REFUSED)) {
  test(`a cluster refuses this, and so do the rules: ${statement}`, () => {
    expect(faultsOf(statement, SPREAD)).toEqual([fault]);
  });
}

const ALLOWED = [
  "update visit set seen = $hole where customer_id = $hole",
  "update identifier set customer_id = $hole where value = $hole",
  "update product set id = $hole",
  "insert into visit (customer_id) values ($hole) on conflict do nothing",
  "with moved as (delete from visit where customer_id = $hole returning *) insert into visit select $hole, n from moved",
  "select 1 from customer c where c.id = $hole for update",
  "select 1 from product p where p.sku = any($hole) order by p.sku for update",
  "select * from customer c cross join lateral (select 1 from visit limit 2) v where c.id = any($hole)",
  "select * from unnest($hole) u (id) join customer c on c.id = u.id",
  "select pg_advisory_xact_lock($hole::int, h) from unnest($hole::int[]) as held (h)",
  "select pg_advisory_xact_lock(h) from (select 1 as h) as held",
];

for (const statement of ALLOWED) {
  test(`a cluster runs this, and the rules let it be: ${statement}`, () => {
    expect(faultsOf(statement, SPREAD)).toEqual([]);
  });
}
