import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { CustomerChannel, CustomerInterest, CustomerProfile } from "./profile.entity.ts";

export async function createProfiles(manager: EntityManager, customerIds: readonly string[]): Promise<void> {
  const rows = customerIds.map((customerId) => ({ customerId }));
  await insertRows(manager, CustomerProfile, rows, { key: ["customerId"], conflict: "nothing" });
}

export async function addChannels(manager: EntityManager, rows: readonly CustomerChannel[]): Promise<void> {
  await insertRows(manager, CustomerChannel, rows, {
    key: ["customerId", "channel"],
    conflict: { set: raw("touchpoints = customer_channel.touchpoints + excluded.touchpoints") },
  });
}

export async function addInterests(manager: EntityManager, rows: readonly CustomerInterest[]): Promise<void> {
  await insertRows(manager, CustomerInterest, rows, {
    key: ["customerId", "kind", "tag"],
    conflict: { set: raw("weight = customer_interest.weight + excluded.weight") },
  });
}

/**
 * Adds up the orders and refunds of these customers again, in the shop's currency. Never by deltas: an order may have been
 * folded anew, and a refund that stands by itself counts too. A cancelled order counts neither way, so that rates of
 * different days leave nothing of it.
 */
export async function foldTotals(manager: EntityManager, customerIds: readonly string[]): Promise<void> {
  await run(
    manager,
    sql`insert into customer_profile (customer_id, order_count, total_spent, first_order_at, last_order_at)
        select c.id, coalesce(o.orders, 0)::int, coalesce(o.total, 0) - coalesce(r.amount, 0), o.first_at, o.last_at
        from customer c
        left join (select o.customer_id, count(*) filter (where o.status <> 'CANCELLED') as orders,
                     sum(o.total * o.rate) filter (where o.status <> 'CANCELLED') as total,
                     min(o.placed_at) filter (where o.status <> 'CANCELLED') as first_at,
                     max(o.placed_at) filter (where o.status <> 'CANCELLED') as last_at
                   from customer_order o where o.customer_id = any(${customerIds}::uuid[]) group by o.customer_id) o
          on o.customer_id = c.id
        left join (select r.customer_id, sum(r.amount * r.rate) as amount
                   from refund r where r.customer_id = any(${customerIds}::uuid[])
                     and not exists (select 1 from customer_order o where o.customer_id = r.customer_id
                       and o.order_number = r.order_number and o.status = 'CANCELLED')
                   group by r.customer_id) r
          on r.customer_id = c.id
        where c.id = any(${customerIds}::uuid[])
        on conflict (customer_id) do update set order_count = excluded.order_count, total_spent = excluded.total_spent,
          first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at`,
  );
}
