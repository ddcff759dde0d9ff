import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { bound, join, literal, raw, type Sql, sql } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import type { TouchpointType } from "../touchpoints/index.ts";
import { type Definition, inLevels, withAllReads } from "./definitions.ts";
import { EVERYTHING, type Fact } from "./facts.ts";
import { linesOf } from "./matching-touchpoints.ts";
import { type Changed, noteSelectedDue, writeMemberships } from "./membership.store.ts";
import type { Scope } from "./operator.ts";
import type { Window } from "./rule.ts";
import { everybody } from "./rule-tree.ts";
import { noteRefreshed } from "./segment.store.ts";

const customer = raw("c");

/**
 * Sets of customers as large as the shop are asked whether somebody is in them: they must fit into memory. And a plan for any
 * customers and windows is one for none of them: the sixth time that it was asked so, 1.5 s became 48 s.
 */
export async function setForSets(manager: EntityManager, memory = "16MB"): Promise<void> {
  await run(
    manager,
    sql`select set_config('work_mem', ${memory}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`,
  );
}

/** customer -> what has changed of them. */
export type WhatChanged = ReadonlyMap<string, ReadonlySet<Fact | typeof EVERYTHING>>;

/** Works out the memberships of customers in those of these segments of which what has changed may move them. */
export async function workOutFor(
  manager: EntityManager,
  definitions: readonly Definition[],
  due: WhatChanged,
  now: Date,
): Promise<Changed[]> {
  // What a thousand customers did is larger than PostgreSQL keeps in memory by its defaults, and is read again and again.
  await setForSets(manager, "64MB");
  const changed: Changed[] = [];
  for (const level of inLevels(withAllReads(definitions))) {
    // Those that read the same concern the same customers: one statement for all of them.
    for (const alike of groupBy(level, ({ reads }) => String(reads)).values()) {
      const concerned = [...due].filter(([, what]) => concerns(alike[0]?.reads ?? [], what)).map(([id]) => id);
      if (concerned.length > 0) changed.push(...(await workOutAlike(manager, alike, concerned.sort(), now)));
    }
  }
  return changed;
}

function concerns(reads: Definition["reads"], what: ReadonlySet<Fact | typeof EVERYTHING>): boolean {
  return reads === EVERYTHING || what.has(EVERYTHING) || reads.some((fact) => what.has(fact));
}

async function workOutAlike(
  manager: EntityManager,
  definitions: readonly Definition[],
  customerIds: readonly string[],
  now: Date,
): Promise<Changed[]> {
  const ids = sql`${bound(customerIds)}::uuid[]`;
  const since = new Map<TouchpointType, number>();
  const scope: Scope = {
    now: sql`${bound(now)}::timestamptz`,
    touchpoints: (type, windows) => {
      since.set(type, Math.min(since.get(type) ?? Number.POSITIVE_INFINITY, beginningOf(windows, now)));
      return nameOf(type);
    },
    toldOrders: raw("told_orders"),
    toldLines: raw("told_lines"),
  };
  const segments = definitions.map((each) => sql`(${each.segmentOf(customer, scope)})`);
  const members = sql`select c.id as customer_id, s.segment_id from customer c
    cross join lateral (values ${join(segments)}) s (segment_id)
    where c.id = any(${ids}) and ${isListed(customer)} and s.segment_id is not null`;
  const segmentIds = definitions.flatMap((each) => each.segmentIds);
  const parts = since.size === 0 ? [] : actsOf(ids, since);
  return writeMemberships(manager, { segmentIds, customerIds: ids }, members, now, parts);
}

/** In milliseconds: the latest beginning of windows that all hold. */
const beginningOf = (windows: readonly Window[], now: Date): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...windows.flatMap(({ lastDays, from }) => [
      ...(typeof lastDays === "number" ? [now.getTime() - lastDays * DAY_MS] : []),
      ...(from ? [new Date(from).getTime()] : []),
    ]),
  );

const DAY_MS = 24 * 3_600_000;

/**
 * What these customers did, by type, from when on somebody asks: read once for all segments that read it. Each would look into
 * every month's partition by itself.
 */
const actsOf = (ids: Sql, since: ReadonlyMap<TouchpointType, number>): Sql[] => [
  ...[...since].map(([type, from]) => {
    const later = Number.isFinite(from) ? sql` and t.occurred_at >= ${bound(new Date(from))}::timestamptz` : raw("");
    return sql`${nameOf(type)} as materialized (select t.customer_id, t.occurred_at, t.id, t.type, t.channel, t.name, t.product_id,
        t.order_number, t.value, t.rate, t.properties
      from touchpoint t where t.customer_id = any(${ids}) and t.type = ${literal(type)}${later})`;
  }),
  sql`told_orders as materialized (select o.customer_id, o.order_number, o.touchpoint_id, o.type, o.occurred_at, o.total, o.rate,
      o.lines
    from order_touchpoint o where o.customer_id = any(${ids}))`,
  sql`told_lines as materialized ${linesOf(raw("told_orders"))}`,
];

const nameOf = (type: TouchpointType): Sql => raw(`acts_${type.toLowerCase()}`);

/** Works out all members of what one definition says, from scratch. */
export async function workOutAll(manager: EntityManager, definition: Definition, now: Date): Promise<Changed[]> {
  await setForSets(manager);
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

/** Has the memberships worked out that read those of these segments: of whoever has come or gone since the change with this number. */
export async function noteDependants(
  manager: EntityManager,
  definitions: readonly Definition[],
  segmentIds: readonly string[],
  since: string,
): Promise<void> {
  if (!definitions.some(({ needs }) => needs.some((id) => segmentIds.includes(id)))) return;
  await noteSelectedDue(manager, EVERYTHING, [
    sql`select m.customer_id from segment_membership_change m
      where m.segment_id = any(${bound(segmentIds)}::uuid[]) and m.number > ${bound(since)}::bigint`,
  ]);
}
