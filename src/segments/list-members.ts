import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql, uuidArray } from "../database/sql.ts";
import { fromId, toId } from "../graphql/ids.ts";
import type { Refused } from "../graphql/refusals.ts";
import { type Changed, writeMemberships } from "./membership.store.ts";

const MOST_AT_ONCE = 1_000;

/** The UUIDs of customers by their ids, of merged ones the survivors'; or which there are not. */
export async function resolveCustomers(
  manager: EntityManager,
  ids: readonly string[],
  field: string,
): Promise<{ ids: string[] } | Refused> {
  if (ids.length > MOST_AT_ONCE) {
    const message = `${field} has ${ids.length} ids; at most ${MOST_AT_ONCE} at once, more by POST /import/segment.csv`;
    return { refusals: [{ code: "TOO_LARGE", message, path: [field] }] };
  }
  const found = await findCustomers(manager, ids);
  const resolved = ids.map((id) => found.get(id));
  const unknown = ids.flatMap((id, place) => (resolved[place] === undefined ? [{ id, place }] : []));
  if (unknown.length === 0) return { ids: resolved.flatMap((id) => id ?? []) };
  return {
    refusals: unknown.map(({ id, place }) => ({
      code: "NOT_FOUND",
      message: `there is no customer ${id}`,
      path: [field, String(place)],
    })),
  };
}

/** id -> the UUID of the customer whose it is, of a merged one the survivor's; without those that there are not. */
export async function findCustomers(manager: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const uuids = ids.flatMap((id) => fromId("cus", id) ?? []);
  const rows = await run<{ given: string; id: string }>(
    manager,
    sql`select c.id as given, coalesce(c.merged_into, c.id) as id from customer c
        where c.id = any(${uuids}::uuid[]) and c.erased_at is null`,
  );
  return new Map(rows.map(({ given, id }) => [toId("cus", given), id]));
}

/** Puts customers on a list; who is there already stays since when they were. */
export const addToList = (manager: EntityManager, id: string, customers: readonly string[], now: Date) =>
  changeList(manager, id, customers, true, now);

/** Takes customers off a list. */
export const takeOffList = (manager: EntityManager, id: string, customers: readonly string[], now: Date) =>
  changeList(manager, id, customers, false, now);

async function changeList(
  manager: EntityManager,
  id: string,
  customers: readonly string[],
  isMember: boolean,
  now: Date,
): Promise<Changed[]> {
  if (customers.length === 0) return [];
  const customerIds = [...new Set(customers)].sort();
  const members = sql`select c.id as customer_id, ${id}::uuid as segment_id from customer c
    where ${isMember}::boolean and c.id = any(${uuidArray(customerIds)})`;
  return writeMemberships(manager, [{ segmentIds: [id], customerIds }], members, now);
}
