import { randomUUID } from "node:crypto";
import type { DataSource } from "typeorm";
import { toId } from "../../src/graphql/ids.ts";

/** Of a hundred customers so many have said nothing of marketing, and so many have refused it. */
const [SILENT, REFUSING] = [5, 5];

/** Fills an empty database with customers who have an e-mail address, and gives the id of the segment that all of them are in. */
export async function fillPeople(shop: DataSource, customers: number): Promise<string> {
  const segment = randomUUID();
  const statements: readonly [string, readonly unknown[]][] = [
    [
      `insert into customer (id, email, first_name, first_seen_at, last_seen_at)
       select gen_random_uuid(), 'c' || n || '@example.com', 'Customer ' || n, now() - interval '1 year', now() - interval '1 day'
       from generate_series(1, $1::int) n`,
      [customers],
    ],
    [
      `insert into identity (customer_id, kind, value, source, first_seen_at, last_seen_at)
       select id, 'EMAIL', email, 'bench', first_seen_at, last_seen_at from customer`,
      [],
    ],
    ["insert into identifier (kind, value, customer_id) select 'EMAIL', email, id from customer", []],
    ["insert into customer_profile (customer_id) select id from customer", []],
    [
      `insert into consent (customer_id, id, purpose, channel, status, source, proof, recorded_at, received_at)
       select c.id, gen_random_uuid(), 'MARKETING', null, case when c.n % 100 < $2::int then 'DENIED' else 'GRANTED' end, 'bench',
         null, now() - interval '1 year', now() - interval '1 year'
       from (select id, substr(split_part(email, '@', 1), 2)::int as n from customer) c where c.n % 100 < 100 - $1::int`,
      [SILENT, REFUSING],
    ],
    [
      `insert into segment (id, key, name, kind, rule_text, status, version, created_at, updated_at, refreshed_at)
       values ($1, 'everybody', 'Everybody', 'STATIC', 'Customers who are on a list.', 'ACTIVE', 1, now(), now(), now())`,
      [segment],
    ],
    [
      "insert into segment_membership (customer_id, segment_id, entered_at) select id, $1::uuid, now() from customer",
      [segment],
    ],
    ["analyze", []],
  ];
  for (const [statement, values] of statements) await shop.query(statement, [...values]);
  return toId("seg", segment);
}
