import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { backUp } from "../../src/database/backup/back-up.ts";
import { UnreadableBackup } from "../../src/database/backup/backup-file.ts";
import { openBackup } from "../../src/database/backup/open-backup.ts";
import { aFolder, type Ended, run, tributary } from "../support/command.ts";
import { aDatabase, type TestDatabase } from "../support/database.ts";
import { everyRow, untilAt } from "./every-row.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/tributary.mjs");

/** A database with these customers; each has enough to say that a few thousand do not go into one batch. */
async function aDatabaseWith({ customers }: { customers: number }): Promise<TestDatabase> {
  const database = await aDatabase();
  await database.dataSource.query(
    `insert into customer (id, display_name, traits, first_seen_at, last_seen_at)
     select gen_random_uuid(), 'customer ' || n, jsonb_build_object('notes', (
         select string_agg(md5(n || ' ' || m), '') from generate_series(1, 20) m)), now(), now()
     from generate_series(1, $1::int) n`,
    [customers],
  );
  return database;
}

/** What the command writes, without a process that takes seconds to begin. */
async function aBackupOf({ dataSource }: TestDatabase): Promise<string> {
  const file = join(await aFolder(), "shop.backup");
  const signal = new AbortController().signal;
  const options = { program: "0.1.0", now: new Date(), signal, onRows: () => {} };
  await backUp(dataSource, createWriteStream(file), options);
  return file;
}

/** The command's own, which takes a database as it is: whatever version its schema has. */
async function aBackupByCommand({ url }: TestDatabase): Promise<string> {
  const file = join(await aFolder(), "shop.backup");
  expect(await tributary(["backup", file], { DATABASE_URL: url })).toMatchObject({ code: 0 });
  return file;
}

const restore = ({ url }: { url: string }, file: string): Promise<Ended> =>
  tributary(["restore", file], { DATABASE_URL: url });

test("a backup of an older schema is restored, and then brought up to date", async () => {
  const older = await aDatabaseWith({ customers: 3 });
  await older.dataSource.undoLastMigration({ transaction: "each" });
  await older.dataSource.undoLastMigration({ transaction: "each" });
  const before = await everyRow(older.dataSource);
  const file = await aBackupByCommand(older);
  const target = await aDatabase();

  const { code } = await restore(target, file);

  expect(code).toBe(0);
  const { migration, ...tables } = before;
  const rows = await everyRow(target.dataSource);
  expect(rows).toMatchObject(tables);
  expect(rows["migration"]).toEqual(MIGRATIONS.map(({ name }) => name).sort());
  expect(Object.keys(rows)).toEqual(Object.keys(await everyRow((await aDatabase()).dataSource)));
  expect(await everyRow(older.dataSource)).toEqual(before);
  expect(migration).toHaveLength(MIGRATIONS.length - 2);
});

test("a backup of a newer program is refused, and the database stays as it was", async () => {
  const newer = await aDatabaseWith({ customers: 1 });
  await newer.dataSource.query(
    "insert into migration (timestamp, name) values (9999999999999, 'Loyalty9999999999999')",
  );
  const file = await aBackupByCommand(newer);
  const target = await aDatabase();
  const before = await everyRow(target.dataSource);

  const { code, out, err } = await restore(target, file);

  expect({ code, out, err }).toEqual({
    code: 1,
    out: "",
    err: "tributary: the backup is newer than this program, which does not know the migration Loyalty9999999999999; restore with that version or a newer one\n",
  });
  expect(await everyRow(target.dataSource)).toEqual(before);
});

test("a database that has data is left as it is", async () => {
  const file = await aBackupOf(await aDatabaseWith({ customers: 1 }));
  const target = await aDatabaseWith({ customers: 2 });
  await target.dataSource.query("insert into exchange_rate values ('EUR', '2026-01-01', 0.85)");
  const before = await everyRow(target.dataSource);

  const { code, err } = await restore(target, file);

  expect({ code, err }).toEqual({
    code: 1,
    err: "tributary: the database has data already (in customer, exchange_rate), and a backup is restored into an empty one alone; set TRIBUTARY_DATA to a fresh folder or DATABASE_URL to another database (npm start fills an empty one with the demo shop, unless with DEMO=false)\n",
  });
  expect(await everyRow(target.dataSource)).toEqual(before);
});

test("a segment that somebody has made is data, and a ready-made one is not", async () => {
  const file = await aBackupOf(await aDatabaseWith({ customers: 1 }));
  const target = await aDatabase();
  await target.dataSource.query(
    "update segment set name = 'Our best', version = 2 where key = 'rfm-champions' and version = 1",
  );

  const { err } = await restore(target, file);

  expect(err).toContain("the database has data already (in segment), and");
});

test("rows that the database has no place for are refused before any is written", async () => {
  const from = await aDatabaseWith({ customers: 1 });
  await from.dataSource.query("create table note (id int)");
  await from.dataSource.query("alter table product add column colour text");
  const file = await aBackupOf(from);
  const target = await aDatabase();

  const { code, err } = await restore(target, file);

  expect({ code, err }).toEqual({
    code: 1,
    err: "tributary: the backup has note, product.colour, for which this database has no place; nothing was restored\n",
  });
  expect((await everyRow(target.dataSource))["customer"]).toEqual([]);
});

test("rows that break a rule of the database are refused without telling them", async () => {
  const from = await aDatabase();
  await from.dataSource.query("alter table shop drop constraint shop_id_check");
  await from.dataSource.query("insert into shop values (2, 'GBP')");
  const file = await aBackupOf(from);

  const { code, err } = await restore(await aDatabase(), file);

  expect({ code, err }).toEqual({
    code: 1,
    err: "tributary: PostgreSQL refuses rows of shop (23514, constraint shop_id_check); nothing was restored\n",
  });
});

test("a file that is no backup, or not there, is told in a sentence", async () => {
  const [folder, target] = [await aFolder(), await aDatabase()];
  const files: Record<string, Buffer> = {
    "a text": Buffer.from("customer,email\n"),
    nothing: Buffer.alloc(0),
    "a packed text": gzipSync("customer,email\n"),
    "packed JSON": gzipSync('{"format":"another"}\n'),
  };
  const sentence = "tributary: the file is no backup of Tributary, or its beginning is damaged\n";

  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
    expect({ name, ...(await restore(target, join(folder, name))) }).toEqual({ name, code: 1, out: "", err: sentence });
  }

  const { code, err } = await restore(target, join(folder, "absent"));
  expect(code).toBe(1);
  expect(err).toMatch(/^tributary: ENOENT: no such file or directory, open '.*absent'\n$/);
});

test("a backup that is cut off or damaged changes nothing, wherever that is", async () => {
  const file = await aBackupOf(await aDatabaseWith({ customers: 4000 }));
  const whole = await readFile(file);
  const [half, folder] = [Math.floor(whole.length / 2), await aFolder()];
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(half) ^ 1, half);
  const unpacked = gunzipSync(whole);
  const name = unpacked.lastIndexOf("customer 3999");
  unpacked.write("Customer", name);
  const target = await aDatabase();
  const before = await everyRow(target.dataSource);

  const told = async (content: Buffer): Promise<Ended> => {
    await writeFile(join(folder, "damaged.backup"), content);
    return restore(target, join(folder, "damaged.backup"));
  };

  const damaged = { code: 1, out: "", err: "tributary: the backup is damaged: it is not what was written\n" };
  const cutOff = { code: 1, out: "", err: "tributary: the backup is cut off: its end is missing\n" };
  expect(await told(whole.subarray(0, half))).toEqual(cutOff);
  expect(await told(whole.subarray(0, -1))).toEqual(cutOff);
  expect(await told(changed)).toEqual(damaged);
  expect(await told(gzipSync(unpacked))).toEqual(damaged);
  expect(await everyRow(target.dataSource)).toEqual(before);
  expect((await told(whole)).code).toBe(0);
});

test("no byte of a backup can change what comes out of it: it is refused, or gzip did not need that byte", async () => {
  const whole = await readFile(await aBackupOf(await aDatabaseWith({ customers: 1 })));
  const written = await contentOf(whole);
  const outcomes = { refused: 0, asWritten: 0, different: 0 };

  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ 16, at);
    const content = await contentOf(changed);
    outcomes[content === undefined ? "refused" : content === written ? "asWritten" : "different"] += 1;
  }

  expect(written).toContain("customer 1");
  expect(outcomes.different).toBe(0);
  // Six say when, how and where it was packed; then the bits that fill up the last bytes, and now and then one that names another
  // place where the same text stands.
  expect(outcomes.asWritten).toBeLessThanOrEqual(16);
  expect(outcomes.refused).toBe(whole.length - outcomes.asWritten);
});

/** All that a restore would use of a file, or undefined where it refuses the file. */
async function contentOf(file: Buffer): Promise<string | undefined> {
  try {
    const backup = await openBackup(Readable.from([file]));
    let content = JSON.stringify(backup.header);
    for await (const { table, rows, bytes } of backup.batches()) content += `${table} ${rows} ${bytes.toString()}`;
    return content;
  } catch (error) {
    if (error instanceof UnreadableBackup) return undefined;
    throw error;
  }
}

test("a restore that is killed half way leaves nothing behind, and can be done again", async () => {
  const from = await aDatabaseWith({ customers: 8000 });
  const file = await aBackupOf(from);
  const whole = await readFile(file);
  const target = await aDatabase();
  const before = await everyRow(target.dataSource);
  const killed = run([PROGRAM, "restore", "-"], { DATABASE_URL: target.url }, await aFolder());
  killed.process.stdin.on("error", () => {}); // what it has not read when it is killed
  killed.process.stdin.write(whole.subarray(0, -1000));
  await untilAt(target.dataSource, 'copy "customer"', "Client idle in transaction");

  killed.process.kill("SIGKILL");
  await killed.ended;

  expect(await everyRow(target.dataSource)).toEqual(before);
  expect(await restore(target, file)).toMatchObject({ code: 0 });
  expect(await everyRow(target.dataSource)).toEqual(await everyRow(from.dataSource));
});

test("a restored database is ready for its planner", async () => {
  const file = await aBackupOf(await aDatabaseWith({ customers: 500 }));
  const target = await aDatabase();

  await restore(target, file);

  const [{ reltuples }] = await target.dataSource.query(
    "select c.reltuples from pg_class c where c.oid = 'customer'::regclass",
  );
  expect(reltuples).toBe(500);
});
