import "reflect-metadata";
import type { DataSource } from "typeorm";
import { expect, onTestFinished, test } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { connect } from "../../src/database/data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import { ENTITIES } from "../../src/entities.ts";
import { startApp } from "../support/app.ts";
import { aDatabase } from "../support/database.ts";

const NAMES = MIGRATIONS.map(({ name }) => name);

/** Another connection to the database, with these migrations, as another process has one. */
async function anotherProcess(url: string, migrations = MIGRATIONS): Promise<DataSource> {
  const dataSource = await connect({ url, entities: ENTITIES, migrations });
  onTestFinished(() => dataSource.destroy());
  return dataSource;
}

/** The schema as the catalogue holds it: tables, columns, indexes, constraints and functions, a line each. */
async function schemaOf(dataSource: DataSource): Promise<string[]> {
  const rows: { line: string }[] = await dataSource.query(`
    with own as (
      select c.oid, c.relname, c.relkind from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relname not like 'migration%')
    select 'table ' || o.relname || ' ' || o.relkind::text || coalesce(' ' || pg_get_partkeydef(o.oid), '') as line from own o
    union all
    select format('column %s.%s %s %s %s', o.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then 'not null' end, pg_get_expr(d.adbin, d.adrelid))
      from own o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
    union all
    select pg_get_indexdef(i.indexrelid) from own o join pg_index i on i.indrelid = o.oid
    union all
    select format('constraint %s.%s %s', o.relname, k.conname, pg_get_constraintdef(k.oid))
      from own o join pg_constraint k on k.conrelid = o.oid
    union all
    select 'trigger ' || pg_get_triggerdef(g.oid) from own o join pg_trigger g on g.tgrelid = o.oid and not g.tgisinternal
    union all
    select 'function ' || p.oid::regprocedure from pg_proc p
      where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'type ' || t.typname from pg_type t
      where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd') order by line`);
  return rows.map(({ line }) => line);
}

const migrationsIn = async (dataSource: DataSource): Promise<string[]> => {
  const rows: { name: string }[] = await dataSource.query("select name from migration order by id");
  return rows.map(({ name }) => name);
};

test("the migrations run forward, all the way back, and forward again to the same schema", async () => {
  const { dataSource } = await aDatabase({ migrated: false });
  const ran = await migrate(dataSource);
  const first = await schemaOf(dataSource);

  for (const _ of MIGRATIONS) await dataSource.undoLastMigration({ transaction: "each" });
  const undone = await schemaOf(dataSource);
  await migrate(dataSource);

  expect(ran).toEqual(NAMES);
  expect(undone).toEqual([]);
  expect(first).toContain("column customer.first_seen_at timestamp with time zone not null ");
  expect(await schemaOf(dataSource)).toEqual(first);
});

test("migrations run in the order of their names", () => {
  const times = NAMES.map((name) => Number(/\d+$/.exec(name)?.[0]));

  expect(times).toEqual([...new Set(times)].sort((left, right) => left - right));
});

test("entities and migrations make the same schema", async () => {
  const { dataSource } = await aDatabase();

  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();

  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

test("an entity that a migration has left behind is told", async () => {
  const { dataSource } = await aDatabase();
  await dataSource.query("alter table customer drop column occupation");

  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();

  expect(upQueries.map(({ query }) => query)).toEqual([`ALTER TABLE "customer" ADD "occupation" text`]);
});

test("every table but TypeORM's own has an entity", async () => {
  const { dataSource } = await aDatabase();
  const rows: { name: string }[] = await dataSource.query(`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration' order by name`);

  const entities = dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();

  expect(rows.map(({ name }) => name)).toEqual(entities);
});

test("processes that start together on an empty database run each migration once", async () => {
  const { dataSource, url } = await aDatabase({ migrated: false });
  const others = await Promise.all([anotherProcess(url), anotherProcess(url)]);

  const ran = await Promise.all([dataSource, ...others].map(migrate));

  expect(ran.map(({ length }) => length).sort()).toEqual([0, 0, NAMES.length].sort());
  expect(ran.flat()).toEqual(NAMES);
  expect(await migrationsIn(dataSource)).toEqual(NAMES);
});

test("a process that starts on a migrated database has nothing to do", async () => {
  const { dataSource } = await aDatabase();

  expect(await migrate(dataSource)).toEqual([]);
});

test("the last migration keeps the rows that it meets", async () => {
  const { dataSource, url } = await aDatabase({ migrated: false });
  const older = await anotherProcess(url, MIGRATIONS.slice(0, -1));
  await migrate(older);
  const customer = {
    id: "019bd0fc-7400-7000-8000-000000000001",
    display_name: "Ada Lovelace",
    traits: { shirt: "M", tags: ["maths", "Zürich"] },
    first_seen_at: new Date("2026-01-02T03:04:05.678Z"),
    last_seen_at: new Date("2026-02-03T04:05:06.789Z"),
  };
  await older.query(
    "insert into customer (id, display_name, traits, first_seen_at, last_seen_at) values ($1, $2, $3, $4, $5)",
    Object.values(customer),
  );

  const ran = await migrate(dataSource);

  expect(ran).toEqual(NAMES.slice(-1));
  const kept = await dataSource.query("select id, display_name, traits, first_seen_at, last_seen_at from customer");
  expect(kept).toEqual([customer]);
});

test("customers of an older version are found by their names and ids, and its own index is back when one goes back", async () => {
  const app = await startApp();
  const { dataSource } = app;
  const search = async (text: string) => {
    const { customers } = await app.query(
      "query ($text: String!) { customers(search: $text) { nodes { displayName firstSeenAt } } }",
      { text },
    );
    return customers.nodes.map(({ displayName }: { displayName: string | null }) => displayName);
  };
  await back(dataSource, "WhatChangesOften");
  await dataSource.query(
    `insert into customer (id, display_name, first_name, last_name, first_seen_at, last_seen_at) values
     ('019bd0fc-7400-7000-8000-0000000000a1', 'The Countess', 'Ada', 'Lovelace', now(), now()),
     ('019bd0fc-7400-7000-8000-0000000000b2', null, null, null, now(), now())`,
  );
  await dataSource.query("insert into customer_profile (customer_id) select id from customer");

  await migrate(dataSource);

  expect(await search("countess ada love")).toEqual(["The Countess"]);
  expect(await search("00000000b2")).toEqual([null]);
  await back(dataSource, "WhatChangesOften");
  expect(await dataSource.query("select to_regclass('customer_search_idx') is not null as there")).toEqual([
    { there: true },
  ]);
  await migrate(dataSource);
  expect(await search("countess")).toEqual(["The Countess"]);
});

test("who is due in a database of an older version stays due, whether it told apart those who are many or not", async () => {
  const { dataSource } = await aDatabase();
  const newest = await schemaOf(dataSource);
  const due = "insert into membership_due (customer_id, batch_id, what) values ($1, gen_random_uuid(), 'CUSTOMER')";
  const customer = "019bd0fc-7400-7000-8000-0000000000a1";
  await dataSource.query("insert into customer (id, first_seen_at, last_seen_at) values ($1, now(), now())", [
    customer,
  ]);
  await back(dataSource, "DueTogether");
  await dataSource.query(due, [customer]);

  await migrate(dataSource);

  expect(await dataSource.query("select customer_id, mass from membership_due")).toEqual([
    { customer_id: customer, mass: true },
  ]);
  expect(await schemaOf(dataSource)).toEqual(newest);
  await back(dataSource, "DueTogether");
  await dataSource.query("alter table membership_due add column mass boolean not null default false");
  await dataSource.query("alter table membership_due alter column mass drop default");
  await dataSource.query("create index membership_due_single_idx on membership_due (batch_id) where not mass");
  await migrate(dataSource);
  expect(await dataSource.query("select customer_id, mass from membership_due")).toEqual([
    { customer_id: customer, mass: false },
  ]);
  expect(await schemaOf(dataSource)).toEqual(newest);
});

/** Undoes the migrations from the last to the one of this name. */
async function back(dataSource: DataSource, name: string): Promise<void> {
  const undone = NAMES.slice(NAMES.findIndex((each) => each.startsWith(name)));
  for (const _ of undone) await dataSource.undoLastMigration({ transaction: "each" });
}

test("a migration that fails leaves nothing behind, and the next attempt goes on from there", async () => {
  const { dataSource, url } = await aDatabase({ migrated: false });
  await dataSource.query("create table rfm_cut_points (id integer)");

  await expect(migrate(dataSource)).rejects.toThrow('relation "rfm_cut_points" already exists');

  expect(await migrationsIn(dataSource)).toEqual(NAMES.slice(0, 5));
  await dataSource.query("drop table rfm_cut_points");
  expect(await migrate(await anotherProcess(url))).toEqual(NAMES.slice(5));
});
