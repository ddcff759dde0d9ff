import type { DataSource, EntityManager } from "typeorm";
import { takeTurnIfFree } from "../database/locks.ts";
import { mayPass } from "../database/may-pass.ts";
import { bound, type Sql, sql, toQuery } from "../database/sql.ts";
import { withPatience } from "../database/time-limit.ts";
import { inTransaction } from "../database/transaction.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { groupBy } from "../math/group-by.ts";
import { type Definition, readDefinitions } from "./definitions.ts";
import { EVERYTHING } from "./facts.ts";
import { noteSelectedDue, takeDue, takeRecategorised } from "./membership.store.ts";
import { readUnfilled } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { followCutPoints, isAnythingDue, LOOK_EVERY_MS, momentOf, noteLooked, readTimes } from "./watch.store.ts";
import { type WhatChanged, workOutAnew, workOutFor } from "./work-out.ts";

/**
 * One transaction works out so many customers: little enough to be soon done. Where there are more, the next one takes more:
 * asking costs as much as a few hundred customers, however many there are.
 */
const [USUAL_CUSTOMERS, MOST_CUSTOMERS] = [1_000, 4_000];

/** Called with what could not be worked out, and left as it was: the segments, and why. */
export type CouldNot = (segmentIds: readonly string[], error: unknown) => void;

/**
 * Works out the memberships of whoever is due: of whom something has changed, or whom the mere passing of time has moved.
 * Done when nobody is left. One process at a time does it; the others leave it to that one. Where a statement fails, fewer
 * customers are taken at once; of a single one segment by segment, and what still fails is told and left.
 */
export async function keepMemberships(dataSource: DataSource, clock: () => Date, couldNot: CouldNot): Promise<void> {
  let most = USUAL_CUSTOMERS;
  let done: Done = (await isAnythingDue(dataSource.manager, clock())) ? "SOME" : "NOTHING";
  while (done !== "NOTHING") {
    try {
      done = await inTransaction(dataSource, (manager) => keepSome(manager, clock(), most, couldNot));
      most = done === "AS_MANY_AS_IT_MAY" ? Math.min(MOST_CUSTOMERS, most * 4) : USUAL_CUSTOMERS;
    } catch (error) {
      if (most === 1 || isUnavailable(error)) throw error;
      most = Math.max(1, Math.floor(most / 10));
    }
  }
}

type Done = "NOTHING" | "SOME" | "AS_MANY_AS_IT_MAY";

async function keepSome(manager: EntityManager, at: Date, most: number, couldNot: CouldNot): Promise<Done> {
  if (!(await takeTurnIfFree(manager, MEMBERSHIPS))) return "NOTHING";
  const now = await momentOf(manager, at);
  const definitions = await readDefinitions(manager);
  if (await fillOne(manager, definitions, now, couldNot)) return "SOME";
  await withPatience(manager, async () => {
    await followCatalogue(manager);
    await followTime(manager, definitions, now);
  });
  const { due, areMore } = await takeDue(manager, most);
  if (most > 1) await workOutFor(manager, definitions, due, now);
  else await workOutEach(manager, definitions, due, now, couldNot);
  if (areMore) return "AS_MANY_AS_IT_MAY";
  return due.size > 0 ? "SOME" : "NOTHING";
}

/** One segment after the other, so that one that cannot be worked out keeps nobody from the others. */
async function workOutEach(
  manager: EntityManager,
  definitions: readonly Definition[],
  due: WhatChanged,
  now: Date,
  couldNot: CouldNot,
): Promise<void> {
  for (const definition of definitions) {
    try {
      await manager.transaction((nested) => workOutFor(nested, [definition], due, now));
    } catch (error) {
      if (mayPass(error)) throw error;
      couldNot(definition.segmentIds, error);
    }
  }
}

/** Works out all members of one segment that nobody has worked out yet, such as a ready-made one; what cannot be is told and left. */
async function fillOne(
  manager: EntityManager,
  definitions: readonly Definition[],
  now: Date,
  couldNot: CouldNot,
): Promise<boolean> {
  const unfilled = new Set(await readUnfilled(manager));
  const isReady = ({ segmentIds, needs }: Definition): boolean =>
    segmentIds.some((id) => unfilled.has(id)) && !needs.some((id) => unfilled.has(id));
  for (const next of definitions.filter(isReady)) {
    try {
      await manager.transaction((nested) => workOutAnew(nested, definitions, next, now));
      return true;
    } catch (error) {
      if (mayPass(error)) throw error;
      couldNot(next.segmentIds, error);
    }
  }
  return false;
}

/** Whoever had to do with products of another category is due. */
async function followCatalogue(manager: EntityManager): Promise<void> {
  const productIds = await takeRecategorised(manager);
  if (productIds.length === 0) return;
  const ids = sql`${bound(productIds)}::uuid[]`;
  await noteSelectedDue(manager, EVERYTHING, [
    sql`select t.customer_id from touchpoint t where t.product_id = any(${ids})`,
    sql`select l.customer_id from order_line l where l.product_id = any(${ids})`,
    sql`select b.customer_id from refund_line b where b.product_id = any(${ids})`,
    // What was told of an order and is none of its lines. All of it is read: a category moves seldom, an index would be written all day.
    sql`select o.customer_id from order_touchpoint o cross join lateral jsonb_array_elements(o.lines) line
      where (line.value ->> 'productId')::uuid = any(${ids})`,
  ]);
}

/** Whoever the passing of time has moved is due; where a clock was set back, whoever it had moved too early. */
async function followTime(manager: EntityManager, definitions: readonly Definition[], now: Date): Promise<void> {
  const { until = now } = await readTimes(manager);
  const passed = now.getTime() - until.getTime();
  if (passed !== 0 && passed < LOOK_EVERY_MS && passed > -LOOK_EVERY_MS) return;
  const [from, to] = passed < 0 ? [now, until] : [until, now];
  const turned = definitions.flatMap((each) => each.turns(sql`${bound(from)}`, sql`${bound(to)}`));
  for (const [fact, turns] of groupBy(turned, ({ as }) => as)) {
    if (passed !== 0) await noteSelectedDue(manager, fact, different(turns.map(({ customers }) => customers)));
  }
  await followCutPoints(manager);
  await noteLooked(manager, now);
}

/** Many segments ask the same of time: once is enough. */
const different = (selects: readonly Sql[]): Sql[] => [
  ...new Map(selects.map((each) => [JSON.stringify(toQuery(each)), each])).values(),
];
