import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { notify } from "../database/notices.ts";
import { run } from "../database/run.ts";
import { join, raw, type Sql, sql } from "../database/sql.ts";
import { MembershipDue } from "./segment.entity.ts";

/** Told when memberships have changed; who listens reads what. */
export const MEMBERSHIP_CHANNEL = "tributary_membership";

export interface Changed {
  readonly segmentId: string;
  readonly entered: number;
  readonly left: number;
}

/** Which customers and segments are written anew. */
export interface Rewritten {
  readonly segmentIds: readonly string[];
  /** Left out for all customers. */
  readonly customerIds?: Sql;
}

/**
 * Makes the memberships of these segments, for these customers, what `members` selects: (customer_id, segment_id). Who comes
 * and who goes is recorded. One writer at a time: the changes are numbered in the order of their commits.
 */
export async function writeMemberships(
  manager: EntityManager,
  { segmentIds, customerIds }: Rewritten,
  members: Sql,
  now: Date,
  parts: readonly Sql[] = [],
): Promise<Changed[]> {
  const among = customerIds === undefined ? raw("") : sql` and m.customer_id = any(${customerIds})`;
  const same = sql`m.customer_id = meant.customer_id and m.segment_id = meant.segment_id`;
  const withs = join([
    ...parts,
    sql`meant as materialized (${members})`,
    sql`entered as (insert into segment_membership (customer_id, segment_id, entered_at)
      select meant.customer_id, meant.segment_id, ${now}::timestamptz from meant
      where not exists (select from segment_membership m where ${same}) returning customer_id, segment_id)`,
    sql`gone as (delete from segment_membership m where m.segment_id = any(${segmentIds}::uuid[])${among}
      and not exists (select from meant where ${same}) returning m.customer_id, m.segment_id)`,
    sql`changed as (select entered.customer_id, entered.segment_id, 'ENTERED' as change from entered
      union all select gone.customer_id, gone.segment_id, 'LEFT' from gone)`,
    sql`noted as (insert into segment_membership_change (customer_id, number, segment_id, change, at)
      select changed.customer_id,
        (select coalesce(max(before.number), 0) from segment_membership_change before)
          + row_number() over (order by changed.segment_id, changed.customer_id),
        changed.segment_id, changed.change, ${now}::timestamptz from changed)`,
  ]);
  const counts = await run<Changed>(
    manager,
    sql`with ${withs} select changed.segment_id as "segmentId", (count(*) filter (where changed.change = 'ENTERED'))::int as entered,
          (count(*) filter (where changed.change = 'LEFT'))::int as "left"
        from changed group by changed.segment_id`,
  );
  if (counts.length > 0) await notify(manager, MEMBERSHIP_CHANNEL, "");
  return counts;
}

/** Notes that something has changed of these customers, in the transaction that changes it. */
export async function noteDue(manager: EntityManager, customerIds: readonly string[]): Promise<void> {
  const rows = customerIds.map((customerId) => ({ customerId }));
  await insertRows<MembershipDue>(manager, MembershipDue, rows, {
    key: ["customerId"],
    conflict: "nothing",
    same: { batchId: randomUUID() },
  });
}

/** The same of customers who are selected. */
export async function noteSelectedDue(manager: EntityManager, customers: readonly Sql[]): Promise<void> {
  if (customers.length === 0) return;
  await run(
    manager,
    sql`insert into membership_due (customer_id, batch_id)
        select distinct due.customer_id, ${randomUUID()}::uuid
        from (${join(customers, " union all ")}) due (customer_id)`,
  );
}

/** Takes customers off the list of those whose memberships are to be worked out, so many at most. */
export async function takeDue(manager: EntityManager, most: number): Promise<string[]> {
  const rows = await run<{ customer_id: string }>(
    manager,
    sql`delete from membership_due
        where customer_id in (select d.customer_id from membership_due d limit ${raw(String(most))})
        returning customer_id`,
  );
  return [...new Set(rows.map(({ customer_id }) => customer_id))].sort();
}
