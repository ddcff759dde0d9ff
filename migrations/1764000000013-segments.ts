import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute, reference } from "../src/database/citus.ts";

/** Who is in which segment, since when, who came and went, and whose memberships are to be worked out again. */
export class Segments1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table segment (
        id uuid not null,
        key text not null,
        name text not null,
        description text,
        kind text not null,
        rule jsonb,
        rule_text text not null,
        personal boolean not null default false,
        status text not null,
        model_id uuid,
        version integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        refreshed_at timestamptz,
        constraint segment_pkey primary key (id),
        constraint segment_key_key unique (key)
      )`);
    await reference(runner, "segment");
    await createMemberships(runner);
    await createWatch(runner);
    for (const segment of READY_MADE) await addReadyMade(runner, segment);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      "segment_watch",
      "recategorised_product",
      "membership_due",
      "segment_membership_change",
      "segment_membership",
      "segment",
    ];
    for (const table of tables) await runner.query(`drop table ${table}`);
  }
}

/** No segment is ever deleted, and looking each up again for every member would take a third of the time of filling one. */
async function createMemberships(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table segment_membership (
      customer_id uuid not null,
      segment_id uuid not null,
      entered_at timestamptz not null,
      constraint segment_membership_pkey primary key (customer_id, segment_id)
    )`);
  await belongToCustomer(runner, "segment_membership");
  await runner.query("create index segment_membership_segment_id_idx on segment_membership (segment_id, customer_id)");
  // Numbered in the order in which they were committed: whoever has seen one has seen all before it.
  await runner.query(`
    create table segment_membership_change (
      customer_id uuid not null,
      number bigint not null,
      segment_id uuid not null,
      change text not null,
      at timestamptz not null,
      constraint segment_membership_change_pkey primary key (customer_id, number)
    )`);
  await belongToCustomer(runner, "segment_membership_change");
  await runner.query("create index segment_membership_change_number_idx on segment_membership_change (number)");
  await runner.query(`
    create index segment_membership_change_segment_id_idx on segment_membership_change (segment_id, number)`);
}

/** Rows are only added and taken away, never changed: no writer waits for another. */
async function createWatch(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table membership_due (
      customer_id uuid not null,
      batch_id uuid not null,
      what text not null,
      constraint membership_due_pkey primary key (customer_id, batch_id, what)
    )`);
  await belongToCustomer(runner, "membership_due");
  await runner.query(`
    create table recategorised_product (
      product_id uuid not null,
      batch_id uuid not null,
      constraint recategorised_product_pkey primary key (product_id, batch_id)
    )`);
  await runner.query(`
    create table segment_watch (
      id integer not null constraint segment_watch_id_check check (id = 1),
      looked_until timestamptz,
      last_number bigint not null,
      refreshed_at timestamptz,
      recency_days double precision[],
      order_count double precision[],
      total_spent double precision[],
      constraint segment_watch_pkey primary key (id)
    )`);
  await reference(runner, "segment_watch");
  await runner.query("insert into segment_watch (id, last_number) values (1, 0)");
}

async function belongToCustomer(runner: QueryRunner, table: string): Promise<void> {
  await distribute(runner, table, "customer_id", "customer");
  await runner.query(`
    alter table ${table} add constraint ${table}_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
}

interface ReadyMade {
  readonly name: string;
  readonly about: string;
  /** The lowest and highest score of each, of 1 to 5. */
  readonly recency: readonly [number, number];
  readonly frequency: readonly [number, number];
}

const READY_MADE: readonly ReadyMade[] = [
  { name: "Champions", about: "Bought lately and often.", recency: [5, 5], frequency: [4, 5] },
  { name: "Loyal customers", about: "Buy often.", recency: [3, 4], frequency: [4, 5] },
  { name: "Potential loyalists", about: "Bought lately, more than once.", recency: [4, 5], frequency: [2, 3] },
  { name: "New customers", about: "Bought lately for the first time.", recency: [5, 5], frequency: [1, 1] },
  { name: "Promising", about: "Bought rather lately, once.", recency: [4, 4], frequency: [1, 1] },
  { name: "Need attention", about: "Middling in both.", recency: [3, 3], frequency: [3, 3] },
  { name: "About to sleep", about: "Bought some time ago, seldom.", recency: [3, 3], frequency: [1, 2] },
  { name: "At risk", about: "Bought several times, long ago.", recency: [1, 2], frequency: [3, 4] },
  { name: "Cannot lose them", about: "Bought very often, long ago.", recency: [1, 2], frequency: [5, 5] },
  { name: "Hibernating", about: "Bought seldom, long ago.", recency: [1, 2], frequency: [1, 2] },
];

async function addReadyMade(runner: QueryRunner, { name, about, recency, frequency }: ReadyMade): Promise<void> {
  const [ofRecency, ofFrequency] = [scored("RFM_RECENCY", recency), scored("RFM_FREQUENCY", frequency)];
  const rule = { all: [ofRecency.rule, ofFrequency.rule] };
  const words = `Customers whose RFM recency score ${ofRecency.words} and whose RFM frequency score ${ofFrequency.words}.`;
  const key = `rfm-${name.toLowerCase().replaceAll(" ", "-")}`;
  await runner.query(
    `insert into segment (id, key, name, description, kind, rule, rule_text, status, version, created_at, updated_at)
     values ($1, $2, $3, $4, 'RULE', $5, $6, 'ACTIVE', 1, now(), now())`,
    [idOf(READY_MADE.findIndex((each) => each.name === name)), key, name, about, JSON.stringify(rule), words],
  );
}

function scored(name: string, [low, high]: readonly [number, number]): { rule: object; words: string } {
  if (low === high) return { rule: { profile: { name, is: "EQUAL", value: low } }, words: `is ${low}` };
  return { rule: { profile: { name, is: "BETWEEN", values: [low, high] } }, words: `is between ${low} and ${high}` };
}

/** The same in every database: UUIDv7s of the moment that this migration is named for. */
const idOf = (place: number): string =>
  `019ab697-e80d-7000-8000-0000000000${(place + 1).toString(16).padStart(2, "0")}`;
