import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute } from "../src/database/citus.ts";

export class Customers1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create extension if not exists pg_trgm");
    await createCustomer(runner);
    await createIdentity(runner);
    await createClaim(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The extension stays: another program in the same database may use it.
    for (const table of ["claim", "identity_evidence", "identifier", "identity", "customer"]) {
      await runner.query(`drop table ${table}`);
    }
  }
}

async function createCustomer(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table customer (
      id uuid not null,
      display_name text, first_name text, last_name text, email text, phone text, gender text,
      birth_date date, age_band text, occupation text, country text, city text, language text, time_zone text,
      address jsonb,
      traits jsonb not null default '{}',
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null,
      merged_into uuid,
      erased_at timestamptz,
      constraint customer_pkey primary key (id)
    )`);
  await distribute(runner, "customer", "id");
  const listed = "where merged_into is null and erased_at is null";
  await runner.query(`create index customer_first_seen_at_idx on customer (first_seen_at, id) ${listed}`);
  await runner.query(`create index customer_last_seen_at_idx on customer (last_seen_at, id) ${listed}`);
  await runner.query(`
    create index customer_search_idx on customer using gin ((
      lower(coalesce(display_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
        || replace(id::text, '-', ''))
    ) gin_trgm_ops)`);
}

/** identifier answers "whose is this value?" and is spread by the value; identity is the customer's own copy. */
async function createIdentity(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table identity (
      customer_id uuid not null,
      kind text not null,
      value text not null,
      source text not null,
      first_seen_at timestamptz not null,
      last_seen_at timestamptz not null,
      constraint identity_pkey primary key (customer_id, kind, value)
    )`);
  await distribute(runner, "identity", "customer_id", "customer");
  await runner.query(`
    alter table identity add constraint identity_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
  await runner.query("create index identity_value_search_idx on identity using gin (lower(value) gin_trgm_ops)");
  await runner.query(`
    create table identifier (
      value text not null,
      kind text not null,
      customer_id uuid not null,
      constraint identifier_pkey primary key (value, kind)
    )`);
  await distribute(runner, "identifier", "value");
  await runner.query(`
    create table identity_evidence (
      value text not null,
      kind text not null,
      other_value text not null,
      other_kind text not null,
      source text not null,
      first_seen_at timestamptz not null,
      constraint identity_evidence_pkey primary key (value, kind, other_value, other_kind)
    )`);
  await distribute(runner, "identity_evidence", "value", "identifier");
}

async function createClaim(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table claim (
      customer_id uuid not null,
      name text not null,
      identifier_kind text not null,
      identifier_value text not null,
      source text not null,
      value jsonb,
      observed_at timestamptz not null,
      constraint claim_pkey primary key (customer_id, name, identifier_kind, identifier_value, source)
    )`);
  await distribute(runner, "claim", "customer_id", "customer");
  await runner.query(`
    alter table claim add constraint claim_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
}
