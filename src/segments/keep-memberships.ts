import type { DataSource, EntityManager } from "typeorm";
import { takeTurnIfFree } from "../database/locks.ts";
import { bound, sql } from "../database/sql.ts";
import { inTransaction } from "../database/transaction.ts";
import { type Definition, readDefinitions } from "./definitions.ts";
import { noteSelectedDue, takeDue } from "./membership.store.ts";
import { readUnfilled } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { haveCutPointsMoved, lookedUntil, movedByCutPoints, noteCutPoints, noteLooked } from "./watch.store.ts";
import { noteDependants, workOutAll, workOutFor } from "./work-out.ts";

/** One transaction works out so many customers: enough to be fast, little enough to be soon done. */
const MOST_CUSTOMERS = 1_000;
/** How often the passing of time is looked at: six times as often as has been promised. */
const LOOK_EVERY_MS = 10_000;

/**
 * Works out the memberships of whoever is due: of whom something has changed, or whom the mere passing of time has moved.
 * Done when nobody is left. One process at a time does it; the others leave it to that one.
 */
export async function keepMemberships(dataSource: DataSource, clock: () => Date): Promise<void> {
  let more = true;
  while (more) more = await inTransaction(dataSource, (manager) => keepSome(manager, clock()));
}

/** Says whether there may be more to do. */
async function keepSome(manager: EntityManager, at: Date): Promise<boolean> {
  if (!(await takeTurnIfFree(manager, MEMBERSHIPS))) return false;
  const now = await momentOf(manager, at);
  const definitions = await readDefinitions(manager);
  if (await fillOne(manager, definitions, now)) return true;
  await followTime(manager, definitions, now);
  const due = await takeDue(manager, MOST_CUSTOMERS);
  if (due.length === 0) return false;
  await workOutFor(manager, definitions, due, now);
  return true;
}

/** The moment as of which memberships are worked out: never before one until which time has been followed. */
export async function momentOf(manager: EntityManager, at: Date): Promise<Date> {
  const until = await lookedUntil(manager, at);
  return until > at ? until : at;
}

/** Works out all members of one segment that nobody has worked out yet, such as a ready-made one. */
async function fillOne(manager: EntityManager, definitions: readonly Definition[], now: Date): Promise<boolean> {
  const unfilled = new Set(await readUnfilled(manager));
  const next = definitions.find(
    ({ segmentIds, needs }) => segmentIds.some((id) => unfilled.has(id)) && !needs.some((id) => unfilled.has(id)),
  );
  if (next === undefined) return false;
  await workOutAll(manager, next, now);
  await noteDependants(manager, definitions, next.segmentIds, now);
  return true;
}

async function followTime(manager: EntityManager, definitions: readonly Definition[], now: Date): Promise<void> {
  const until = await lookedUntil(manager, now);
  if (now.getTime() - until.getTime() < LOOK_EVERY_MS) return;
  const turned = definitions.flatMap((each) => each.turns(sql`${bound(until)}`, sql`${bound(now)}`));
  await noteSelectedDue(manager, turned);
  if (await haveCutPointsMoved(manager)) {
    await noteSelectedDue(manager, [movedByCutPoints()]);
    await noteCutPoints(manager);
  }
  await noteLooked(manager, now);
}
