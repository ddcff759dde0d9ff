import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute, reference } from "../src/database/citus.ts";

/** Campaigns, whom they reach with what, and what became of each message. */
export class Campaigns1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createCampaigns(runner);
    await createAssignments(runner);
    await createSandbox(runner);
    await runner.query(`
      create table link_key (
        id integer not null constraint link_key_id_check check (id = 1),
        secret text not null,
        constraint link_key_pkey primary key (id)
      )`);
    await reference(runner, "link_key");
    await runner.query(`
      create index touchpoint_campaign_id_idx on touchpoint (campaign_id, occurred_at, id) where campaign_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index touchpoint_campaign_id_idx");
    const tables = [
      "link_key",
      "sandbox_message",
      "bounced_address",
      "campaign_assignment",
      "campaign_variant",
      "campaign",
    ];
    for (const table of tables) await runner.query(`drop table ${table}`);
  }
}

async function createCampaigns(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table campaign (
      id uuid not null,
      name text not null,
      goal text not null,
      status text not null,
      segment_id uuid not null,
      starts_at timestamptz,
      ends_at timestamptz,
      holdout_share double precision not null,
      cap_messages integer,
      cap_per_days integer,
      quiet_from text,
      quiet_to text,
      quiet_time_zone text,
      budget numeric,
      cost_per_message numeric,
      currency text,
      attribution_days integer not null,
      version integer not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      assigned_at timestamptz,
      constraint campaign_pkey primary key (id)
    )`);
  await reference(runner, "campaign");
  await runner.query("create index campaign_newest_idx on campaign (created_at, id)");
  await runner.query(`
    create table campaign_variant (
      id uuid not null,
      campaign_id uuid not null,
      place integer not null,
      name text not null,
      weight double precision not null,
      channel text not null,
      subject text,
      body text not null,
      recommendation_slots integer not null,
      constraint campaign_variant_pkey primary key (id)
    )`);
  await reference(runner, "campaign_variant");
  await runner.query(`
    alter table campaign_variant add constraint campaign_variant_campaign_id_fkey
    foreign key (campaign_id) references campaign (id) on delete cascade`);
  await runner.query("create index campaign_variant_campaign_id_idx on campaign_variant (campaign_id, place)");
}

/** No campaign that has been launched is ever deleted: looking it up again for everybody in it would double what a launch costs. */
async function createAssignments(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table campaign_assignment (
      customer_id uuid not null,
      campaign_id uuid not null,
      variant_id uuid,
      status text not null,
      suppression text,
      before double precision not null,
      due_at timestamptz not null,
      attempts integer not null default 0,
      reason text,
      address text,
      subject text,
      body text,
      sent_at timestamptz,
      delivered_at timestamptz,
      bounced_at timestamptz,
      opened_at timestamptz,
      clicked_at timestamptz,
      untold boolean not null default false,
      constraint campaign_assignment_pkey primary key (customer_id, campaign_id)
    )`);
  await belongToCustomer(runner, "campaign_assignment");
  await runner.query(`
    create index campaign_assignment_campaign_id_idx on campaign_assignment (campaign_id, customer_id)`);
  await runner.query(`
    create index campaign_assignment_due_idx on campaign_assignment (campaign_id, due_at, customer_id)
    where status = 'PENDING'`);
  await runner.query(`
    create index campaign_assignment_in_flight_idx on campaign_assignment (campaign_id) where status = 'SENDING'`);
  await runner.query("create index campaign_assignment_untold_idx on campaign_assignment (campaign_id) where untold");
  await runner.query(`
    create table bounced_address (
      customer_id uuid not null,
      channel text not null,
      address text not null,
      bounced_at timestamptz not null,
      constraint bounced_address_pkey primary key (customer_id, channel, address)
    )`);
  await belongToCustomer(runner, "bounced_address");
}

async function createSandbox(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table sandbox_message (
      customer_id uuid not null,
      id text not null,
      campaign_id uuid not null,
      channel text not null,
      address text not null,
      subject text,
      html text,
      body text not null,
      headers jsonb not null,
      written_at timestamptz not null,
      constraint sandbox_message_pkey primary key (customer_id, id)
    )`);
  await belongToCustomer(runner, "sandbox_message");
}

async function belongToCustomer(runner: QueryRunner, table: string): Promise<void> {
  await distribute(runner, table, "customer_id", "customer");
  await runner.query(`
    alter table ${table} add constraint ${table}_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
}
