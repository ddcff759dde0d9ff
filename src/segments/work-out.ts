import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { bound, join, literal, raw, type Sql, sql } from "../database/sql.ts";
import { type Definition, inLevels } from "./definitions.ts";
import { type Changed, noteSelectedDue, writeMemberships } from "./membership.store.ts";
import { everybody } from "./rule-tree.ts";
import { noteRefreshed } from "./segment.store.ts";

const customer = raw("c");

/** Works out the memberships of these customers in all segments that are given. */
export async function workOutFor(
  manager: EntityManager,
  definitions: readonly Definition[],
  customerIds: readonly string[],
  now: Date,
): Promise<Changed[]> {
  const ids = sql`${bound(customerIds)}::uuid[]`;
  const moment = sql`${bound(now)}::timestamptz`;
  const changed: Changed[] = [];
  for (const level of inLevels(definitions)) {
    const types = [...new Set(level.flatMap(({ touchpointTypes }) => touchpointTypes))];
    const scope = { now: moment, touchpoints: raw("acts"), toldOrders: raw("told_orders") };
    const segments = level.map((each) => sql`(${each.segmentOf(customer, scope)})`);
    const members = sql`select c.id as customer_id, s.segment_id from customer c
      cross join lateral (values ${join(segments)}) s (segment_id)
      where c.id = any(${ids}) and ${isListed(customer)} and s.segment_id is not null`;
    const segmentIds = level.flatMap((each) => each.segmentIds);
    const parts = types.length === 0 ? [] : actsOf(ids, types);
    changed.push(...(await writeMemberships(manager, { segmentIds, customerIds: ids }, members, now, parts)));
  }
  return changed;
}

/**
 * What these customers did, read once for all segments: 50 of them ask of the same few hundred rows, and each would look
 * into every month's partition by itself.
 */
const actsOf = (ids: Sql, types: readonly string[]): Sql[] => [
  sql`acts as materialized (select t.customer_id, t.occurred_at, t.id, t.type, t.channel, t.name, t.product_id,
      t.order_number, t.value, t.rate, t.properties
    from touchpoint t where t.customer_id = any(${ids}) and t.type = any(${bound(types)}::text[]))`,
  sql`told_orders as materialized (select o.customer_id, o.order_number, o.touchpoint_id, o.type, o.occurred_at, o.total, o.rate,
      o.lines
    from order_touchpoint o where o.customer_id = any(${ids}))`,
];

/** Works out all members of what one definition says, from scratch. */
export async function workOutAll(manager: EntityManager, definition: Definition, now: Date): Promise<Changed[]> {
  // Sets of customers as large as the shop are asked whether somebody is in them: where they do not fit, one by one.
  await run(manager, sql`select set_config('work_mem', '16MB', true)`);
  const { segmentIds } = definition;
  const changed = await writeMemberships(manager, { segmentIds }, membersOf(definition, now), now);
  await noteRefreshed(manager, segmentIds, now);
  return changed;
}

function membersOf(definition: Definition, now: Date): Sql {
  const scope = everybody(sql`${bound(now)}`);
  const [only = ""] = definition.segmentIds;
  if (definition.holds !== undefined) {
    return sql`select c.id as customer_id, ${literal(only)}::uuid as segment_id from customer c
      where ${isListed(customer)} and ${definition.holds(customer, scope)}`;
  }
  return sql`select c.id as customer_id, s.segment_id from customer c
    cross join lateral (values (${definition.segmentOf(customer, scope)})) s (segment_id)
    where ${isListed(customer)} and s.segment_id is not null`;
}

/** Has the memberships worked out that read those of these segments: of whoever has just come or gone. */
export async function noteDependants(
  manager: EntityManager,
  definitions: readonly Definition[],
  segmentIds: readonly string[],
  now: Date,
): Promise<void> {
  if (!definitions.some(({ needs }) => needs.some((id) => segmentIds.includes(id)))) return;
  await noteSelectedDue(manager, [
    sql`select m.customer_id from segment_membership_change m
      where m.segment_id = any(${bound(segmentIds)}::uuid[]) and m.at = ${bound(now)}::timestamptz`,
  ]);
}
