import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";

/**
 * Finds the cut points of the RFM scores again: the 20, 40, 60 and 80 % quantiles (type 7, R's and PostgreSQL's
 * percentile_cont) over the customers with orders. The scores themselves are read against them, so that a customer's
 * score follows their next order at once and a refresh writes one row. Recency in days is kept as the moment of the last
 * order that it stands for: fewer days is a later moment, so its quantiles are taken from the other end.
 */
export async function refreshRfm(manager: EntityManager, now: Date): Promise<void> {
  const [cuts] = await run<{ customers: number; recency: number[] | null; frequency: number[]; monetary: number[] }>(
    manager,
    sql`select count(*)::int as customers,
          percentile_cont(array[.8, .6, .4, .2]) within group (order by extract(epoch from p.last_order_at)::float8) as recency,
          percentile_cont(array[.2, .4, .6, .8]) within group (order by p.order_count::float8) as frequency,
          percentile_cont(array[.2, .4, .6, .8]) within group (order by p.total_spent::float8) as monetary
        from customer_profile p where p.order_count > 0`,
  );
  if (cuts === undefined || cuts.recency === null) {
    await run(manager, sql`delete from rfm_cut_points`);
    return;
  }
  await run(
    manager,
    sql`insert into rfm_cut_points (id, refreshed_at, customers, last_order_at, order_count, total_spent)
        values (1, ${now}::timestamptz, ${cuts.customers}::int,
          array[${moment(cuts.recency, 0)}, ${moment(cuts.recency, 1)}, ${moment(cuts.recency, 2)}, ${moment(cuts.recency, 3)}],
          ${cuts.frequency}::float8[], ${cuts.monetary}::float8[])
        on conflict (id) do update set refreshed_at = excluded.refreshed_at, customers = excluded.customers,
          last_order_at = excluded.last_order_at, order_count = excluded.order_count, total_spent = excluded.total_spent`,
  );
}

const moment = (epochs: readonly number[], index: number) => sql`to_timestamp(${epochs[index] ?? 0}::float8)`;
