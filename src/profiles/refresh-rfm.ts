import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { wholeDays } from "./rfm.ts";

/**
 * Finds the cut points of the RFM scores again: the 20, 40, 60 and 80 % quantiles (type 7, R's and PostgreSQL's
 * percentile_cont) over the customers with orders. The scores themselves are read against them, so that a customer's
 * score follows their next order at once and a refresh writes one row. Recency is in whole days before the refresh.
 */
export async function refreshRfm(manager: EntityManager, now: Date): Promise<void> {
  const at = sql`${now}::timestamptz`;
  const written = await run(
    manager,
    sql`insert into rfm_cut_points (id, refreshed_at, customers, recency_days, order_count, total_spent)
        select 1, ${at}, count(*)::int,
          percentile_cont(array[.2, .4, .6, .8]) within group (order by ${wholeDays(at, sql`p.last_order_at`)}),
          percentile_cont(array[.2, .4, .6, .8]) within group (order by p.order_count::float8),
          percentile_cont(array[.2, .4, .6, .8]) within group (order by p.total_spent::float8)
        from customer_profile p where p.order_count > 0 having count(*) > 0
        on conflict (id) do update set refreshed_at = excluded.refreshed_at, customers = excluded.customers,
          recency_days = excluded.recency_days, order_count = excluded.order_count, total_spent = excluded.total_spent
        returning id`,
  );
  if (written.length === 0) await run(manager, sql`delete from rfm_cut_points`);
}
