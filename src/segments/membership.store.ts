import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { notify } from "../database/notices.ts";
import { run } from "../database/run.ts";
import { join, raw, type Sql, sql, uuidArray } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { unionOf } from "../math/union-of.ts";
import { MembershipDue, RecategorisedProduct } from "./segment.entity.ts";

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
  readonly customerIds?: readonly string[];
}

/**
 * Makes the memberships of these segments, for these customers, what `members` selects: (customer_id, segment_id). Who comes
 * and who goes is recorded. Nobody else may be selected. One writer at a time: the changes are numbered in the order of their
 * commits.
 */
export async function writeMemberships(
  manager: EntityManager,
  rewritten: readonly Rewritten[],
  members: Sql,
  now: Date,
  parts: readonly Sql[] = [],
): Promise<Changed[]> {
  const same = sql`m.customer_id = meant.customer_id and m.segment_id = meant.segment_id`;
  const isRewritten = rewritten.map(
    ({ segmentIds, customerIds }) => sql`m.segment_id = any(${segmentIds}::uuid[])${areAmong(customerIds)}`,
  );
  // Those of other customers need not be looked at.
  const among = areAmong(everyOne(rewritten.map(({ customerIds }) => customerIds)));
  const withs = join([
    ...parts,
    sql`meant as materialized (${members})`,
    sql`entered as (insert into segment_membership (customer_id, segment_id, entered_at)
      select meant.customer_id, meant.segment_id, ${now}::timestamptz from meant
      where not exists (select from segment_membership m where ${same}${among}) returning customer_id, segment_id)`,
    sql`gone as (delete from segment_membership m where (${join(isRewritten, " or ")})${among}
      and not exists (select from meant where ${same}) returning m.customer_id, m.segment_id)`,
    sql`changed as (select entered.customer_id, entered.segment_id, 'ENTERED' as change from entered
      union all select gone.customer_id, gone.segment_id, 'LEFT' from gone)`,
    sql`noted as (insert into segment_membership_change (customer_id, number, segment_id, change, at)
      select changed.customer_id, (select w.last_number from segment_watch w) + row_number() over (order by changed.segment_id, changed.customer_id),
        changed.segment_id, changed.change, ${now}::timestamptz from changed)`,
  ]);
  const counts = await run<Changed>(
    manager,
    sql`with ${withs} select changed.segment_id as "segmentId", (count(*) filter (where changed.change = 'ENTERED'))::int as entered,
          (count(*) filter (where changed.change = 'LEFT'))::int as "left"
        from changed group by changed.segment_id`,
  );
  if (counts.length === 0) return [];
  const moved = counts.reduce((sum, { entered, left }) => sum + entered + left, 0);
  await run(manager, sql`update segment_watch set last_number = last_number + ${moved}::bigint where id = 1`);
  await notify(manager, MEMBERSHIP_CHANNEL, "");
  return counts;
}

const areAmong = (customerIds: readonly string[] | undefined): Sql =>
  customerIds === undefined ? raw("") : sql` and m.customer_id = any(${uuidArray(customerIds)})`;

function everyOne(groups: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = groups.filter((group) => group !== undefined);
  return known.length < groups.length ? undefined : unionOf(known);
}

/** The number of the last change; counted apart, since changes may go with their customers. */
export async function lastNumber(manager: EntityManager): Promise<string> {
  const [found] = await run<{ last: string }>(manager, sql`select w.last_number::text as last from segment_watch w`);
  return found?.last ?? "0";
}

/** A select of nobody, for a segment that ends. */
export const NOBODY = sql`select null::uuid as customer_id, null::uuid as segment_id where false`;

/** In the order of this process's clock; it decides who comes first, and nothing else. */
const newBatch = (): string => uuidAt(new Date(), randomUUID());

type Due = Pick<MembershipDue, "customerId" | "what">;

/** Notes what has changed of customers, in the transaction that changes it. */
export async function noteDue(manager: EntityManager, due: readonly Due[]): Promise<void> {
  const rows = new Map(due.map((each) => [`${each.customerId} ${each.what}`, each]));
  await insertRows<MembershipDue>(manager, MembershipDue, [...rows.values()], {
    key: ["customerId", "what"],
    conflict: "nothing",
    same: { batchId: newBatch(), mass: false },
  });
}

/** The same of customers who are selected, and may be many. */
export async function noteSelectedDue(
  manager: EntityManager,
  what: MembershipDue["what"],
  customers: readonly Sql[],
): Promise<void> {
  if (customers.length === 0) return;
  await run(
    manager,
    sql`insert into membership_due (customer_id, batch_id, what, mass)
        select distinct due.customer_id, ${newBatch()}::uuid, ${what}, true
        from (${join(customers, " union all ")}) due (customer_id)`,
  );
}

/** Notes that products are of another category, in the transaction that changes it. */
export async function noteRecategorised(manager: EntityManager, productIds: readonly string[]): Promise<void> {
  await insertRows(
    manager,
    RecategorisedProduct,
    productIds.map((productId) => ({ productId })),
    {
      key: ["productId"],
      conflict: "nothing",
      same: { batchId: newBatch() },
    },
  );
}

/** Takes products off the list of those whose category has changed. */
export async function takeRecategorised(manager: EntityManager): Promise<string[]> {
  const rows = await run<{ product_id: string }>(manager, sql`delete from recategorised_product returning product_id`);
  return [...new Set(rows.map(({ product_id }) => product_id))].sort();
}

/** Customers whose memberships are to be worked out, with what has changed of each. */
export interface TakenDue {
  readonly due: ReadonlyMap<string, ReadonlySet<MembershipDue["what"]>>;
  /** Whether there may be more of them. */
  readonly areMore: boolean;
}

/** Of so many who are taken, one may be of those who are many at once, so that these come as well while the others never end. */
const SHARE_OF_MASS = 0.1;

/**
 * Takes about so many customers off the list of those whose memberships are to be worked out. Who has waited longest comes first, and
 * before all of those who are many at once: these must not let the others wait.
 */
export async function takeDue(manager: EntityManager, most: number): Promise<TakenDue> {
  const due = new Map<string, Set<MembershipDue["what"]>>();
  let areMore = false;
  for (const which of ["not d.mass", "d.mass"]) {
    const limit = Math.max(most - due.size, Math.floor(most * SHARE_OF_MASS));
    if (limit === 0) break;
    const rows = await run<{ customer_id: string; what: MembershipDue["what"] }>(
      manager,
      sql`delete from membership_due where customer_id in (
            select d.customer_id from membership_due d where ${raw(which)} order by d.batch_id limit ${raw(String(limit))})
          returning customer_id, what`,
    );
    areMore ||= rows.length >= limit;
    for (const { customer_id, what } of rows) due.set(customer_id, (due.get(customer_id) ?? new Set()).add(what));
  }
  return { due, areMore };
}
