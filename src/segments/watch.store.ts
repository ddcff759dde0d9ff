import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { rfmScores } from "../profiles/index.ts";
import { noteSelectedDue } from "./membership.store.ts";
import { isUnfilled } from "./segment.store.ts";

/** A clock that differs by more than this is not another process's: it has been set. */
const SET_MS = 60_000;

interface Times {
  /** Until when the passing of time has been followed; undefined where it never was. */
  readonly until: Date | undefined;
  /** When somebody last came or went. */
  readonly last: Date | undefined;
}

export async function readTimes(manager: EntityManager): Promise<Times> {
  const [found] = await run<{ until: Date | null; last: Date | null }>(
    manager,
    sql`select w.looked_until as until,
          (select m.at from segment_membership_change m order by m.number desc limit 1) as last
        from segment_watch w`,
  );
  return { until: found?.until ?? undefined, last: found?.last ?? undefined };
}

/** How often the passing of time is looked at: six times as often as has been promised. */
export const LOOK_EVERY_MS = 10_000;

/** Whether anything may be to do; one statement, as it is asked all day. */
export async function isAnythingDue(manager: EntityManager, at: Date): Promise<boolean> {
  const [found] = await run<{ due: boolean }>(
    manager,
    sql`select w.looked_until is null or w.looked_until = ${at}::timestamptz
          or abs(extract(epoch from w.looked_until - ${at}::timestamptz)) * 1000 >= ${raw(String(LOOK_EVERY_MS))}
          or exists (select from membership_due) or exists (select from recategorised_product)
          or exists (select from segment s where ${isUnfilled(raw("s"))}) as due
        from segment_watch w`,
  );
  return found?.due ?? true;
}

/**
 * The moment as of which memberships are worked out, asked by who has the turn: never before one as of which they were, so that
 * what is recorded is in order though clocks differ; but a clock that was ahead and has been set is believed.
 */
export async function momentOf(manager: EntityManager, at: Date): Promise<Date> {
  const { until, last } = await readTimes(manager);
  const latest = Math.max(at.getTime(), until?.getTime() ?? 0, last?.getTime() ?? 0);
  return latest - at.getTime() > SET_MS ? at : new Date(latest);
}

export async function noteLooked(manager: EntityManager, until: Date): Promise<void> {
  await run(manager, sql`update segment_watch set looked_until = ${until}::timestamptz where id = 1`);
}

/** The RFM cut points by which memberships stand: those of the last look. Whom newer ones move is due, and then they stand by those. */
export const KEPT_CUT_POINTS = sql`(select w.refreshed_at, w.recency_days, w.order_count, w.total_spent from segment_watch w
  where w.refreshed_at is not null)`;

/** From here on memberships stand by the newest cut points; whoever these move is due. */
export async function followCutPoints(manager: EntityManager): Promise<void> {
  const cutPoints = await readCutPoints(manager);
  if (!cutPoints.moved) return;
  await noteSelectedDue(manager, "RFM", [movedBy(cutPoints)]);
  await noteCutPoints(manager, cutPoints);
}

const NAMES = ["refreshed_at", "recency_days", "order_count", "total_spent"] as const;

/** RFM cut points, as one value of the database, so that what is compared is what is kept. */
interface CutPoints {
  /** A JSON object, or null where there are none. */
  readonly now: string | null;
  readonly moved: boolean;
}

/** The cut points, and whether they are others than those by which memberships stand. */
async function readCutPoints(manager: EntityManager): Promise<CutPoints> {
  const [found] = await run<CutPoints>(
    manager,
    sql`select (select row_to_json(cuts)::text from rfm_cut_points cuts) as now,
          w.refreshed_at is distinct from (select cuts.refreshed_at from rfm_cut_points cuts) as moved
        from segment_watch w`,
  );
  return found ?? { now: null, moved: false };
}

/** A select of those whose RFM scores these cut points have changed. */
function movedBy({ now }: CutPoints): Sql {
  const scores = (cuts: Sql): Sql => {
    const { recency, frequency, monetary } = rfmScores(raw("p"), cuts);
    return sql`case when ${cuts}.refreshed_at is not null then array[${recency}, ${frequency}, ${monetary}] end`;
  };
  return sql`select p.customer_id from customer_profile p left join segment_watch w on true
    left join jsonb_populate_record(null::rfm_cut_points, ${now ?? "{}"}::jsonb) cuts on true
    where p.order_count > 0 and ${scores(raw("w"))} is distinct from ${scores(raw("cuts"))}`;
}

/** Memberships stand by these cut points from here on. */
async function noteCutPoints(manager: EntityManager, { now }: CutPoints): Promise<void> {
  const columns = NAMES.map((name) => `${name} = cuts.${name}`).join(", ");
  await run(
    manager,
    sql`update segment_watch set ${raw(columns)}
        from jsonb_populate_record(null::rfm_cut_points, ${now ?? "{}"}::jsonb) cuts where segment_watch.id = 1`,
  );
}
