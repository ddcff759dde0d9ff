import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute, reference } from "../src/database/citus.ts";

export class Profiles1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createForCustomer(
      runner,
      "customer_profile",
      `order_count integer not null default 0,
       total_spent numeric not null default 0,
       first_order_at timestamptz,
       last_order_at timestamptz,
       constraint customer_profile_pkey primary key (customer_id)`,
    );
    await runner.query("create index customer_profile_total_spent_idx on customer_profile (total_spent, customer_id)");
    await createForCustomer(
      runner,
      "customer_channel",
      `channel text not null,
       touchpoints integer not null,
       constraint customer_channel_pkey primary key (customer_id, channel)`,
    );
    await createForCustomer(
      runner,
      "customer_interest",
      `kind text not null,
       tag text not null,
       weight double precision not null,
       constraint customer_interest_pkey primary key (customer_id, kind, tag)`,
    );
    await runner.query(`
      create table rfm_cut_points (
        id integer not null constraint rfm_cut_points_id_check check (id = 1),
        refreshed_at timestamptz not null,
        customers integer not null,
        recency_days double precision[] not null,
        order_count double precision[] not null,
        total_spent double precision[] not null,
        constraint rfm_cut_points_pkey primary key (id)
      )`);
    await reference(runner, "rfm_cut_points");
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["rfm_cut_points", "customer_interest", "customer_channel", "customer_profile"]) {
      await runner.query(`drop table ${table}`);
    }
  }
}

async function createForCustomer(runner: QueryRunner, table: string, columns: string): Promise<void> {
  await runner.query(`create table ${table} (customer_id uuid not null, ${columns})`);
  await distribute(runner, table, "customer_id", "customer");
  await runner.query(`
    alter table ${table} add constraint ${table}_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
}
