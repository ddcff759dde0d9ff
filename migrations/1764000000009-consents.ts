import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute } from "../src/database/citus.ts";

/** What was said stays as it was said: rows are added, and go with their customer alone. */
export class Consents1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consent (
        customer_id uuid not null,
        id uuid not null,
        purpose text not null,
        channel text,
        status text not null,
        source text not null,
        proof text,
        recorded_at timestamptz not null,
        received_at timestamptz not null,
        constraint consent_pkey primary key (customer_id, id)
      )`);
    await distribute(runner, "consent", "customer_id", "customer");
    await runner.query(`
      alter table consent add constraint consent_customer_id_fkey
      foreign key (customer_id) references customer (id) on delete cascade`);
    // In the order in which the newest wins, so that asking for it reads one end of the customer's own few rows.
    await runner.query(`
      create index consent_newest_idx on consent (customer_id, purpose, recorded_at, received_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table consent");
  }
}
