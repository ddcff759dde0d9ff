import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { rfmScores } from "../profiles/index.ts";
import { SegmentWatch } from "./segment.entity.ts";

/** Until when the passing of time has been followed; from now on, where it never was. */
export async function lookedUntil(manager: EntityManager, now: Date): Promise<Date> {
  const [found] = await run<{ at: Date }>(manager, sql`select w.looked_until as at from segment_watch w`);
  if (found !== undefined) return found.at;
  await insertRows(manager, SegmentWatch, [{ id: 1, lookedUntil: now }], { key: ["id"], conflict: "nothing" });
  return now;
}

export async function noteLooked(manager: EntityManager, until: Date): Promise<void> {
  await run(manager, sql`update segment_watch set looked_until = ${until}::timestamptz where id = 1`);
}

/** Whether the RFM cut points are others than those by which memberships stand. */
export async function haveCutPointsMoved(manager: EntityManager): Promise<boolean> {
  const [found] = await run<{ moved: boolean }>(
    manager,
    sql`select (select w.refreshed_at from segment_watch w)
          is distinct from (select cuts.refreshed_at from rfm_cut_points cuts) as moved`,
  );
  return found?.moved === true;
}

/** A select of those whose RFM scores the new cut points have changed. */
export function movedByCutPoints(): Sql {
  const scores = (cuts: Sql): Sql => {
    const { recency, frequency, monetary } = rfmScores(raw("p"), cuts);
    return sql`case when ${cuts}.refreshed_at is not null then array[${recency}, ${frequency}, ${monetary}] end`;
  };
  return sql`select p.customer_id from customer_profile p left join segment_watch w on true left join rfm_cut_points cuts on true
    where p.order_count > 0 and ${scores(raw("w"))} is distinct from ${scores(raw("cuts"))}`;
}

/** Memberships stand by the cut points of now from here on. */
export async function noteCutPoints(manager: EntityManager): Promise<void> {
  await run(
    manager,
    sql`update segment_watch set refreshed_at = cuts.refreshed_at, recency_days = cuts.recency_days,
          order_count = cuts.order_count, total_spent = cuts.total_spent
        from (select one.id, found.refreshed_at, found.recency_days, found.order_count, found.total_spent
              from (select 1 as id) one left join rfm_cut_points found on found.id = one.id) cuts
        where segment_watch.id = cuts.id`,
  );
}
