import type { EntityManager } from "typeorm";
import type { Changes } from "../database/changes.ts";
import type { Notices } from "../database/notices.ts";
import { run } from "../database/run.ts";
import { and, type Sql, sql } from "../database/sql.ts";
import { type Ending, untilReturned } from "../graphql/until-returned.ts";
import { lastNumber, MEMBERSHIP_CHANNEL } from "./membership.store.ts";
import { SMALLEST_GROUP } from "./segment.ts";

/** Which change: its number is the shop's own, and its customer tells where it is. */
export interface ChangeKey {
  readonly customerId: string;
  readonly number: string;
}

export interface ChangesOf {
  /** A segment's UUID; undefined for all segments. */
  readonly segmentId: string | undefined;
  /** Whether those of groups are left out that are so small as to name people. */
  readonly withoutSmall: boolean;
}

const AT_ONCE = 100;

/** Every change from now on, in the order in which they were committed, whichever process wrote it. */
export async function membershipChanges(
  { manager, notices }: { readonly manager: EntityManager; readonly notices: Notices },
  of: ChangesOf,
): Promise<Ending<ChangeKey>> {
  const changes = await notices.changesOf(MEMBERSHIP_CHANNEL, ""); // before the first look, so that nothing falls between
  try {
    const last = await lastNumber(manager);
    return untilReturned(following(manager, changes, of, last), () => changes.end());
  } catch (error) {
    changes.end();
    throw error;
  }
}

async function* following(
  manager: EntityManager,
  changes: Changes,
  of: ChangesOf,
  from: string,
): AsyncGenerator<ChangeKey, void> {
  let last = from;
  try {
    while (await changes.next()) {
      let more = true;
      while (more) {
        const until = await lastNumber(manager);
        const news = await readAfter(manager, last, until, of);
        for (const each of news) yield each;
        more = news.length === AT_ONCE;
        last = (more ? news.at(-1)?.number : undefined) ?? until; // what was left out now is not told later
      }
    }
  } finally {
    changes.end();
  }
}

function readAfter(
  manager: EntityManager,
  last: string,
  until: string,
  { segmentId, withoutSmall }: ChangesOf,
): Promise<ChangeKey[]> {
  const isLarge: Sql = sql`(select count(*) from (select from segment_membership of where of.segment_id = m.segment_id
    limit ${SMALLEST_GROUP}::int) few) >= ${SMALLEST_GROUP}::int`;
  return run(
    manager,
    sql`select m.customer_id as "customerId", m.number::text as number from segment_membership_change m
        where ${and([
          sql`m.number > ${last}::bigint and m.number <= ${until}::bigint`,
          segmentId === undefined ? undefined : sql`m.segment_id = ${segmentId}::uuid`,
          withoutSmall ? isLarge : undefined,
        ])} order by m.number limit ${AT_ONCE}::int`,
  );
}
