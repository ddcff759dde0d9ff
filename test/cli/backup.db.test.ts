import { execFile } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, record } from "../support/builders.ts";
import { aFolder, aUsedDataFolder, type Ended, run, start, tributary } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { everyRow, partitionsOf, untilAt } from "./every-row.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/tributary.mjs");
/** More than a pipe takes that nobody reads. */
const MANY_RATES = `insert into exchange_rate
  select md5(n::text) || md5((-n)::text), '2026-01-01', n from generate_series(1, 200000) n`;
const PRODUCTS = `mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }`;
const OFFERS = `mutation ($input: RecordCompetitorOffersInput!) {
  recordCompetitorOffers(input: $input) { userErrors { message } } }`;
const EVERYTHING = `{
  viewer { name } shop { currency }
  customers { totalCount nodes { id displayName traits identities { kind value }
    profile { totalSpent { amount currency } rfm { label recency } interests { tag weight } }
    orders { nodes { orderNumber status netTotal { amount } lines { quantity product { sku } } } }
    touchpoints { totalCount nodes { id type occurredAt properties } } } }
  products { nodes { sku name priceHistory { price { amount } from } competitorOffers { competitor price { amount } } } }
}`;

/** Customers with orders and refunds in several months, products with a history of prices and offers, a key. */
async function aShop(): Promise<TestApp> {
  const shop = await startApp();
  for (const price of ["9.90", "8.50"]) {
    const products = [{ sku: "mug", name: "Mug", category: "Home > Kitchen", price: gbp(price) }, { sku: "plate" }];
    expect((await shop.query(PRODUCTS, { input: { products } })).upsertProducts.userErrors).toEqual([]);
    shop.setNow(new Date(NOW.getTime() + 86_400_000));
  }
  const offers = [{ sku: "mug", competitor: "Potter", price: gbp("9.10"), observedAt: "2026-06-01T00:00:00Z" }];
  expect((await shop.query(OFFERS, { input: { offers } })).recordCompetitorOffers.userErrors).toEqual([]);
  const lines = [aLine({ quantity: 2 }), aLine({ sku: "plate", unitPrice: gbp("4.005") })];
  await record(
    shop,
    anOrder("1", { occurredAt: "2026-03-01T10:00:00Z" }, { lines }),
    aRefund("1", {}, { lines: [aLine()] }),
    anOrder("2", { identities: [{ kind: "EMAIL", value: "bob@example.com" }] }),
    aTouchpoint({
      identities: [
        { kind: "USER_ID", value: "ada" },
        { kind: "ANONYMOUS_ID", value: "visitor-1" },
      ],
    }),
    aTouchpoint({ type: "SEARCHED", searchQuery: "mug\twith\n\\.", properties: { ключ: ["☕", null, 1.5] } }),
  );
  await shop.settle();
  return shop;
}

const aFile = async (): Promise<string> => join(await aFolder(), "shop.backup");

async function succeeds(command: Promise<Ended>): Promise<string> {
  const { code, out, err } = await command;
  expect({ code, err }).toMatchObject({ code: 0 });
  return out;
}

const backUp = (database: { url: string }, file: string) =>
  succeeds(tributary(["backup", file], { DATABASE_URL: database.url }));
const restore = (database: { url: string }, file: string) =>
  succeeds(tributary(["restore", file], { DATABASE_URL: database.url }));
const databaseOf = ({ databaseUrl, dataSource }: TestApp) => ({ url: databaseUrl, dataSource });

test("a backup brings back every row into an empty database, and its API answers the same to the same key", async () => {
  const shop = await aShop();
  const key = await createApiKey(shop.dataSource.manager, "till", "ADMIN", NOW);
  const other = await startApp();
  const file = await aFile();

  const told = await backUp(databaseOf(shop), file);
  await restore(databaseOf(other), file);

  const rows = await everyRow(shop.dataSource);
  expect(await everyRow(other.dataSource)).toEqual(rows);
  expect(rows["customer_order"]).toHaveLength(2);
  expect(await partitionsOf(other.dataSource)).toEqual(await partitionsOf(shop.dataSource));
  expect(await other.send(EVERYTHING, {}, { key })).toEqual(await shop.send(EVERYTHING, {}, { key }));
  const { migration, ...tables } = rows;
  const counts = [Object.keys(tables).length, Object.values(tables).flat().length];
  expect(told).toMatch(new RegExp(`^${counts[0]} tables, ${counts[1]} rows, `));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(file, ".."))).toEqual(["shop.backup"]);
});

test("values of every kind come back as they were", async () => {
  const [from, to, file] = [await aDatabase(), await aDatabase(), await aFile()];
  await from.dataSource.query(
    `insert into customer (id, display_name, first_name, last_name, birth_date, traits, first_seen_at, last_seen_at)
     values (gen_random_uuid(), $1, '', '\\N', '1815-12-10', $2, '0044-03-15 10:00:00.000001+00 BC', 'infinity'),
       (gen_random_uuid(), null, '\\.', $3, null, '{}', '1815-12-10 00:00:00.123456+00', '-infinity')`,
    [
      "tab\tline\r\nfeed\\back\u0008\u000b😀 Zürich",
      { 'a\n"b': ["\\", "\t", 1e300, null, { deep: "é" }] },
      "x".repeat(3_000_000),
    ],
  );
  await from.dataSource.query(`
    insert into exchange_rate values ('EUR', '0001-01-01', 0.000000000000000000000000000000001),
      ('USD', '9999-12-31', 123456789012345678901234567890.12345678901234567890), ('CHF', '2026-01-01', 'NaN')`);
  await from.dataSource.query(`
    insert into rfm_cut_points values (1, now(), 3, '{0.1,NaN,-Infinity,1e-300}', '{}', '{5e-324,NULL,1.7976931348623157e308}')`);
  for (const { dataSource } of [from, to]) {
    await dataSource.query(`create table "Odd ""table" (id bigint generated always as identity primary key, "Column ✓" bytea,
      twice bigint generated always as (id * 2) stored, took interval, at time)`);
  }
  await from.dataSource.query(`insert into "Odd ""table" ("Column ✓", took, at)
    values ('\\x00ff0a5c', '1 mon -2 days 03:04:05.6', '23:59:59.999999'), ('', null, null)`);

  await backUp(from, file);
  await restore(to, file);

  expect(await everyRow(to.dataSource)).toEqual(await everyRow(from.dataSource));
  await to.dataSource.query(`insert into "Odd ""table" (took) values ('1 day')`);
  const ids = await to.dataSource.query(`select o.id, o.twice from "Odd ""table" o order by o.id`);
  expect(ids).toEqual(["1", "2", "3"].map((id) => ({ id, twice: String(Number(id) * 2) })));
});

test("a backup shows one moment: what is written while it is made is not in it", async () => {
  const shop = await aShop();
  const [other, file] = [await aDatabase(), await aFile()];
  const before = await everyRow(shop.dataSource);
  const locker = shop.dataSource.createQueryRunner();
  await locker.startTransaction();
  await locker.query("lock table competitor_offer in access exclusive mode");

  const backup = backUp(databaseOf(shop), file);
  await untilAt(shop.dataSource, "lock table", "Lock active");
  await record(shop, anOrder("3"), anOrder("4", { identities: [{ kind: "USER_ID", value: "eve" }] }));
  await locker.commitTransaction();
  await locker.release();
  await backup;

  await restore(other, file);
  expect(await everyRow(other.dataSource)).toEqual(before);
  expect((await everyRow(shop.dataSource))["customer_order"]).toHaveLength(4);
});

test("the embedded database is backed up beside its running server, and restored into an empty data folder", async () => {
  const [from, to, file] = [await aUsedDataFolder(), await aFolder(), await aFile()];
  const env = { PORT: "0", ADMIN_API_KEY: "an-admin-key-of-more-than-32-characters" };
  const ask = async (folder: string, query: string) => {
    const server = start({ ...env, TRIBUTARY_DATA: folder });
    const [, url = ""] = /at (\S+) /.exec(await server.printed("Tributary is at ")) ?? [];
    const headers = { authorization: `Bearer ${env.ADMIN_API_KEY}`, "content-type": "application/json" };
    return {
      server,
      answer: await (await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) })).json(),
    };
  };
  const upsert = `mutation { upsertCustomer(input: { identities: [{ kind: USER_ID, value: "ada" }], firstName: "Ada" }) {
    userErrors { message } } }`;
  expect((await ask(from, upsert)).answer).toEqual({ data: { upsertCustomer: { userErrors: [] } } });

  await succeeds(tributary(["backup", file], { TRIBUTARY_DATA: from }));
  await succeeds(tributary(["restore", file], { TRIBUTARY_DATA: to }));

  const { answer } = await ask(to, "{ customers { nodes { firstName identities { value } } } }");
  expect(answer).toEqual({ data: { customers: { nodes: [{ firstName: "Ada", identities: [{ value: "ada" }] }] } } });
});

test("a backup goes to the standard output, and tells its figures beside it", async () => {
  const shop = await aShop();
  const [other, file] = [await aDatabase(), await aFile()];
  const env = { PATH: process.env["PATH"], DATABASE_URL: shop.databaseUrl };

  const { stderr } = await promisify(execFile)(
    "sh",
    ["-c", '"$0" "$1" backup - > "$2"', process.execPath, PROGRAM, file],
    { env },
  );

  expect(stderr).toMatch(/\n\d+ tables, \d+ rows, [\d,]+ bytes; .*\n$/);
  await restore(other, file);
  expect(await everyRow(other.dataSource)).toEqual(await everyRow(shop.dataSource));
});

test("a file that is there is kept, unless it is to be replaced", async () => {
  const [from, other, file] = [await aDatabase(), await aDatabase(), await aFile()];
  await writeFile(file, "mine");

  const refused = await tributary(["backup", file], { DATABASE_URL: from.url });
  const kept = await readFile(file, "utf8");
  await succeeds(tributary(["backup", file, "--force"], { DATABASE_URL: from.url }));

  const sentence = `tributary: ${file} is there already; choose another name, or replace it with --force\n`;
  expect(refused).toEqual({ code: 1, out: "", err: sentence });
  expect(kept).toBe("mine");
  await restore(other, file);
});

test("a backup that another one may be writing is left alone", async () => {
  const [from, file] = [await aDatabase(), await aFile()];
  await writeFile(`${file}.part`, "half");

  const { code, err } = await tributary(["backup", file], { DATABASE_URL: from.url });

  const sentence = `tributary: ${file}.part is there: another backup is writing it, or was killed; remove it where none is\n`;
  expect({ code, err }).toEqual({ code: 1, err: sentence });
  expect(await readFile(`${file}.part`, "utf8")).toBe("half");
});

test("a backup that is stopped leaves no file", async () => {
  const [from, file] = [await aDatabase(), await aFile()];
  const locker = from.dataSource.createQueryRunner();
  await locker.startTransaction();
  await locker.query("lock table customer in access exclusive mode");
  const backup = run([PROGRAM, "backup", file], { DATABASE_URL: from.url }, await aFolder());
  await untilAt(from.dataSource, "lock table", "Lock active");

  backup.process.kill("SIGTERM");
  await locker.commitTransaction();
  await locker.release();

  const { code, err } = await backup.ended;
  expect({ code, err }).toEqual({ code: 1, err: "tributary: the backup was stopped, and nothing is left of it\n" });
  expect(await readdir(join(file, ".."))).toEqual([]);
});

test("a backup whose reader has stalled can be stopped", async () => {
  const from = await aDatabase();
  await from.dataSource.query(MANY_RATES);
  const backup = run([PROGRAM, "backup", "-"], { DATABASE_URL: from.url }, await aFolder());
  backup.process.stdout.pause();
  await untilAt(from.dataSource, "copy (select", "Client active");

  const exited = new Promise((done) => backup.process.once("exit", done));
  backup.process.kill("SIGTERM");
  const code = await exited;
  backup.process.stdout.resume();

  const { err } = await backup.ended;
  expect({ code, err }).toEqual({ code: 1, err: "tributary: the backup was stopped, and nothing is left of it\n" });
});

test("a backup whose database goes away in the middle of a table ends with a sentence", async () => {
  const from = await aDatabase();
  await from.dataSource.query(MANY_RATES);
  const backup = run([PROGRAM, "backup", "-"], { DATABASE_URL: from.url }, await aFolder());
  backup.process.stdout.pause();
  const pid = await untilAt(from.dataSource, "copy (select", "Client active");

  await from.dataSource.query("select pg_terminate_backend($1)", [pid]);
  backup.process.stdout.resume();

  const { code, err } = await backup.ended;
  expect(code).toBe(1);
  expect(err).toMatch(/^tributary: the database has gone away; .*\n$/);
});

test("a database without tables of ours, or whose tables could not be loaded in any order, is not backed up", async () => {
  const [empty, circle, file] = [await aDatabase({ migrated: false }), await aDatabase(), await aFile()];
  await circle.dataSource.query("create table hen (id int primary key, egg int)");
  await circle.dataSource.query("create table egg (id int primary key, hen int references hen (id))");
  await circle.dataSource.query("alter table hen add foreign key (egg) references egg (id)");

  const nothing = await tributary(["backup", file], { DATABASE_URL: empty.url });
  const endless = await tributary(["backup", file], { DATABASE_URL: circle.url });

  expect([nothing.code, endless.code]).toEqual([1, 1]);
  expect(nothing.err).toBe("tributary: there is nothing to back up: the database has no tables of Tributary\n");
  expect(endless.err).toBe(
    "tributary: no backup can be made: egg, hen refer to one another in a circle, so that none can be restored first\n",
  );
  expect(await readdir(join(file, ".."))).toEqual([]);
});
