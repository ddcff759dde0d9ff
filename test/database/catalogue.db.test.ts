import "reflect-metadata";
import type { DataSource } from "typeorm";
import { expect, test, vi } from "vitest";
import { lookForCitus } from "../../src/database/citus.ts";
import { migrate } from "../../src/database/migrate.ts";
import { aDatabase } from "../support/database.ts";

/** Tables that stay on one machine: they belong to no customer and are small, or are only written in one place. */
const LOCAL: readonly string[] = ["job", "recategorised_product"];

/** Tables that answer "whose is this?" for a value that must be unique over all customers, and the value. */
const BY_OWN_VALUE: Readonly<Record<string, string>> = {
  identifier: "value",
  identity_evidence: "value",
  accepted_message: "message_hash",
  order_number: "order_number",
};

/** What Citus is asked for while the schema is made, by functions of the same names. They refuse what it refuses. */
const STAND_IN = `
  create schema stand_in;
  create table stand_in.spread (name text primary key, by_column text, beside text);
  create function stand_in.note(name text, by_column text, beside text) returns void language plpgsql as $$
  begin
    if exists (select from pg_constraint c where c.conrelid = name::regclass and c.contype = 'f') then
      raise exception '% has foreign keys before it is distributed', name;
    end if;
    insert into stand_in.spread values (name, by_column, beside);
  end $$;
  create function public.create_distributed_table(name text, by_column text, colocate_with text) returns void
    language sql as 'select stand_in.note(name, by_column, colocate_with)';
  create function public.create_reference_table(name text) returns void
    language sql as 'select stand_in.note(name, null, null)'`;

async function aClusterToBe(): Promise<DataSource> {
  const { dataSource } = await aDatabase({ migrated: false });
  await dataSource.query(STAND_IN);
  const query = vi.spyOn(dataSource, "query").mockResolvedValueOnce([{}]);
  await lookForCitus(dataSource);
  query.mockRestore();
  return dataSource;
}

async function migrated(): Promise<DataSource> {
  const dataSource = await aClusterToBe();
  await migrate(dataSource);
  return dataSource;
}

/** Our tables, without partitions (which follow their parent) and TypeORM's own. */
const OWN = `
  select c.oid, c.relname::text as name, s.name is not null as spread, s.by_column, s.beside
  from pg_class c left join stand_in.spread s on s.name = c.relname
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname <> 'migration'`;

interface Table {
  readonly name: string;
  readonly spread: boolean;
  readonly by_column: string | null;
  readonly beside: string | null;
  readonly has_customer: boolean;
}

/** Rules 2 to 4 and 12: every table has its place, and what belongs to a customer lies with the customer. */
async function placeFaults(dataSource: DataSource): Promise<string[]> {
  const tables: Table[] = await dataSource.query(`
    select t.*, exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'customer_id') as has_customer
    from (${OWN}) t order by t.name`);
  return tables.flatMap(placeFaultsOf);
}

function placeFaultsOf({ name, spread, by_column, beside, has_customer }: Table): string[] {
  if (!spread)
    return LOCAL.includes(name) ? [] : [`${name} is neither distributed nor a reference nor listed as local`];
  if (name === "customer") return by_column === "id" ? [] : ["customer is not distributed by id"];
  if (by_column === "customer_id") return beside === "customer" ? [] : [`${name} does not lie beside customer`];
  const own = BY_OWN_VALUE[name];
  if (own !== undefined) return own === by_column ? [] : [`${name} is not distributed by ${own}`];
  if (has_customer) return [`${name} belongs to a customer and is not distributed by customer_id`];
  return by_column === null ? [] : [`${name} is distributed by ${by_column}, which no list of its own values names`];
}

/** Rules 2 and 4: a key is unique on one shard or nowhere. */
const keyFaults = (dataSource: DataSource): Promise<string[]> =>
  sentences(
    dataSource,
    `select t.name || ' has no primary key' as fault from (${OWN}) t
     where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
     union all
     select i.indexrelid::regclass || ' lacks ' || t.by_column from (${OWN}) t
     join pg_index i on i.indrelid = t.oid and i.indisunique
     where t.by_column is not null and not exists (
       select from pg_attribute a where a.attrelid = t.oid and a.attname = t.by_column and a.attnum = any(i.indkey::int2[]))`,
  );

/** Rule 12: which tables may point at which. */
const foreignKeyFaults = (dataSource: DataSource): Promise<string[]> =>
  sentences(
    dataSource,
    `select k.conname || case
       when target.by_column is not null and source.by_column is null then ' points from a local or reference table at a distributed one'
       when source.by_column is not null and not target.spread then ' points from a distributed table at a local one'
       else ' lacks the distribution columns' end as fault
     from pg_constraint k join (${OWN}) source on source.oid = k.conrelid join (${OWN}) target on target.oid = k.confrelid
     where k.contype = 'f' and (
       (target.by_column is not null and source.by_column is null)
       or (source.by_column is not null and not target.spread)
       or (target.by_column is not null and source.by_column is not null and not exists (
         select from unnest(k.conkey, k.confkey) as pair (here, there)
         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here and a.attname = source.by_column
         join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there and b.attname = target.by_column)))`,
  );

/** Rule 8. */
const triggerFaults = (dataSource: DataSource): Promise<string[]> =>
  sentences(
    dataSource,
    `select t.name || ' has the trigger ' || g.tgname as fault from (${OWN}) t
     join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal`,
  );

const nameFaults = (dataSource: DataSource): Promise<string[]> =>
  sentences(
    dataSource,
    `select k.conname || ' is not named ' || t.name || s.suffix as fault from (${OWN}) t
     join pg_constraint k on k.conrelid = t.oid
     join (values ('p', '_pkey', '_pkey'), ('u', '_%_key', '_..._key'), ('f', '_%_fkey', '_..._fkey'),
       ('c', '_%_check', '_..._check')) as s (kind, form, suffix) on s.kind = k.contype
     where k.conname not like replace(t.name || s.form, '_', '\\_')`,
  );

const typeFaults = (dataSource: DataSource): Promise<string[]> =>
  sentences(
    dataSource,
    `select t.name || '.' || a.attname || ' is ' || format_type(a.atttypid, a.atttypmod) as fault from (${OWN}) t
     join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     join pg_type y on y.oid = a.atttypid
     where coalesce(nullif(y.typelem, 0), y.oid)
       in ('timestamp'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'time'::regtype, 'timetz'::regtype)`,
  );

async function sentences(dataSource: DataSource, select: string): Promise<string[]> {
  const rows: { fault: string }[] = await dataSource.query(`${select} order by fault`);
  return rows.map(({ fault }) => fault);
}

test("every table has its place on a cluster, beside its customer where it has one", async () => {
  expect(await placeFaults(await migrated())).toEqual([]);
});

test("every primary and unique key holds the column that its table is spread by", async () => {
  expect(await keyFaults(await migrated())).toEqual([]);
});

test("no foreign key points where a cluster cannot follow", async () => {
  expect(await foreignKeyFaults(await migrated())).toEqual([]);
});

test("no table has a trigger", async () => {
  expect(await triggerFaults(await migrated())).toEqual([]);
});

test("every constraint is named for its table and kind", async () => {
  expect(await nameFaults(await migrated())).toEqual([]);
});

test("moments have a time zone and text no length", async () => {
  expect(await typeFaults(await migrated())).toEqual([]);
});

test("what the migrations distribute are the tables that there are", async () => {
  const dataSource = await migrated();
  const tables: { name: string }[] = await dataSource.query(`select t.name from (${OWN}) t`);
  const spread: { name: string }[] = await dataSource.query("select s.name from stand_in.spread s");

  expect(tables.map(({ name }) => name).sort()).toEqual([...spread.map(({ name }) => name), ...LOCAL].sort());
});

test("a table without a place, or in a wrong one, is found", async () => {
  const dataSource = await migrated();
  await dataSource.query(`
    create table stray (id integer primary key);
    create table score (customer_id uuid primary key);
    create table visit (customer_id uuid primary key);
    create table coupon (code text primary key);
    select create_reference_table('score');
    select create_distributed_table('visit', 'customer_id', colocate_with => 'default');
    select create_distributed_table('coupon', 'code', colocate_with => 'default')`);

  expect(await placeFaults(dataSource)).toEqual([
    "coupon is distributed by code, which no list of its own values names",
    "score belongs to a customer and is not distributed by customer_id",
    "stray is neither distributed nor a reference nor listed as local",
    "visit does not lie beside customer",
  ]);
});

test("a key or foreign key that a cluster cannot hold is found", async () => {
  const dataSource = await migrated();
  await dataSource.query(`
    create table visit (id uuid constraint visit_pkey primary key, customer_id uuid, device_id int, order_id uuid, order_customer uuid);
    create table device (id integer primary key, customer_id uuid constraint device_customer_fkey references customer (id));
    create table badge (customer_id uuid constraint badge_customer_fkey references customer (id));
    select stand_in.note('visit', 'customer_id', 'customer');
    create unique index visit_device_key on visit (device_id);
    alter table visit add constraint visit_device_fkey foreign key (device_id) references device (id);
    alter table visit add constraint visit_order_fkey
      foreign key (order_customer, order_id) references customer_order (customer_id, id)`);

  expect(await keyFaults(dataSource)).toEqual([
    "badge has no primary key",
    "visit_device_key lacks customer_id",
    "visit_pkey lacks customer_id",
  ]);
  expect(await foreignKeyFaults(dataSource)).toEqual([
    "badge_customer_fkey points from a local or reference table at a distributed one",
    "device_customer_fkey points from a local or reference table at a distributed one",
    "visit_device_fkey points from a distributed table at a local one",
    "visit_order_fkey lacks the distribution columns",
  ]);
});

test("a trigger, an unnamed constraint and a type without zone or with a length are found", async () => {
  const dataSource = await migrated();
  await dataSource.query(`
    create table visit (
      id integer constraint visit_id primary key, at timestamp, page varchar(80), tags varchar[], code char(2),
      price integer constraint price_check check (price > 0), constraint unique_page unique (page));
    create function nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger visit_made before insert on visit for each row execute function nothing()`);

  expect(await triggerFaults(dataSource)).toEqual(["visit has the trigger visit_made"]);
  expect(await nameFaults(dataSource)).toEqual([
    "price_check is not named visit_..._check",
    "unique_page is not named visit_..._key",
    "visit_id is not named visit_pkey",
  ]);
  expect(await typeFaults(dataSource)).toEqual([
    "visit.at is timestamp without time zone",
    "visit.code is character(2)",
    "visit.page is character varying(80)",
    "visit.tags is character varying[]",
  ]);
});

test("a table that has foreign keys before it is distributed is refused", async () => {
  const dataSource = await migrated();
  await dataSource.query("create table visit (customer_id uuid primary key references customer (id))");

  const distributing = dataSource.query(
    "select create_distributed_table('visit', 'customer_id', colocate_with => 'customer')",
  );

  await expect(distributing).rejects.toThrow("visit has foreign keys before it is distributed");
});
