import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute } from "../src/database/citus.ts";

export class Touchpoints1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table accepted_message (
        message_hash uuid not null,
        state text not null,
        touchpoint_id uuid,
        received_at timestamptz not null,
        keep_until timestamptz,
        constraint accepted_message_pkey primary key (message_hash)
      )`);
    await distribute(runner, "accepted_message", "message_hash");
    // Partitioned by month: a partition is made when its first touchpoint comes, and dropped whole when it has aged.
    await runner.query(`
      create table touchpoint (
        customer_id uuid not null,
        occurred_at timestamptz not null,
        id uuid not null,
        message_id text not null,
        channel text not null,
        type text not null,
        name text not null,
        received_at timestamptz not null,
        source text not null,
        identifier_kind text not null,
        identifier_value text not null,
        product_id uuid,
        campaign_id uuid,
        recommendation_id text,
        order_number text,
        session_id text,
        quantity integer,
        value numeric,
        currency text,
        rate numeric,
        search_query text,
        properties jsonb not null default '{}',
        constraint touchpoint_pkey primary key (customer_id, occurred_at, id)
      ) partition by range (occurred_at)`);
    await distribute(runner, "touchpoint", "customer_id", "customer");
    await runner.query(`
      alter table touchpoint add constraint touchpoint_customer_id_fkey
      foreign key (customer_id) references customer (id) on delete cascade`);
    await runner.query(`
      alter table touchpoint add constraint touchpoint_product_id_fkey
      foreign key (product_id) references product (id)`);
    await runner.query("create index touchpoint_occurred_at_idx on touchpoint (occurred_at, id)");
    await runner.query("create index touchpoint_type_idx on touchpoint (type, occurred_at, id)");
    await runner.query(`
      create index touchpoint_product_id_idx on touchpoint (product_id, occurred_at, id) where product_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table touchpoint");
    await runner.query("drop table accepted_message");
  }
}
