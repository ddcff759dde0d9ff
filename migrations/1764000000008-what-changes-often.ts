import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute } from "../src/database/citus.ts";

const NAMES = `coalesce(display_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
  || replace(id::text, '-', '')`;

/** Rows that nearly every touchpoint changes, and none of whose indexes that concerns. */
const OFTEN = ["identity", "customer_channel", "customer_interest"];

/**
 * A touchpoint says when its customer was last seen, which writes every index of `customer` anew: what is searched, whose index
 * costs most, gets a table that only a new name changes. And a row whose new version fits into its page leaves its indexes alone,
 * so pages of rows that change often keep room for one.
 */
export class WhatChangesOften1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table customer_search (
        customer_id uuid not null,
        text text not null,
        constraint customer_search_pkey primary key (customer_id)
      )`);
    await distribute(runner, "customer_search", "customer_id", "customer");
    await runner.query(`
      alter table customer_search add constraint customer_search_customer_id_fkey
      foreign key (customer_id) references customer (id) on delete cascade`);
    await runner.query(`insert into customer_search (customer_id, text) select id, ${NAMES} from customer`);
    await runner.query("create index customer_search_text_idx on customer_search using gin (lower(text) gin_trgm_ops)");
    await runner.query("drop index customer_search_idx");
    for (const table of OFTEN) await runner.query(`alter table ${table} set (fillfactor = 80)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of OFTEN) await runner.query(`alter table ${table} reset (fillfactor)`);
    await runner.query(`create index customer_search_idx on customer using gin ((lower(${NAMES})) gin_trgm_ops)`);
    await runner.query("drop table customer_search");
  }
}
