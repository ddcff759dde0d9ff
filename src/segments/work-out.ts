import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { bound, join, literal, raw, type Sql, sql, toQuery, uuidArray } from "../database/sql.ts";
import { withPatience } from "../database/time-limit.ts";
import { groupBy } from "../math/group-by.ts";
import { type Definition, inLevels } from "./definitions.ts";
import { EVERYTHING, type Fact } from "./facts.ts";
import { type Changed, lastNumber, noteSelectedDue, writeMemberships } from "./membership.store.ts";
import { everybody } from "./rule-tree.ts";
import { noteRefreshed } from "./segment.store.ts";
import { followCutPoints, KEPT_CUT_POINTS } from "./watch.store.ts";
import { WhatTheyDid } from "./what-they-did.ts";

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
  for (const level of inLevels(definitions)) {
    // Those that read the same concern the same customers.
    const asked = [...groupBy(level, ({ reads }) => String(reads)).values()].flatMap((alike): Asked[] => {
      const customerIds = [...due].filter(([, what]) => concerns(alike[0]?.reads ?? [], what)).map(([id]) => id);
      customerIds.sort();
      return customerIds.length === 0 ? [] : alike.map((definition) => ({ definition, customerIds }));
    });
    for (const together of inStatements(asked, now)) changed.push(...(await workOutTogether(manager, together, now)));
  }
  return changed;
}

/** A definition, and the customers of whom it is asked: the same array where they are the same. */
interface Asked {
  readonly definition: Definition;
  readonly customerIds: readonly string[];
}

/** PostgreSQL numbers a statement's values with 16 bits. */
const MOST_VALUES = 20_000;

/** As few statements as can be, none with too many values. */
function inStatements(asked: readonly Asked[], now: Date): Asked[][] {
  const statements: Asked[][] = [];
  let values = Number.POSITIVE_INFINITY; // there is no statement yet that could take one more
  for (const each of asked) {
    const scope = new WhatTheyDid(now).scopeOf(each.customerIds);
    const own = toQuery(each.definition.segmentOf(customer, scope)).values.length;
    if (values + own > MOST_VALUES) {
      statements.push([]);
      values = 0;
    }
    statements.at(-1)?.push(each);
    values += own;
  }
  return statements;
}

function concerns(reads: Definition["reads"], what: ReadonlySet<Fact | typeof EVERYTHING>): boolean {
  return reads === EVERYTHING || what.has(EVERYTHING) || reads.some((fact) => what.has(fact));
}

/** In one statement, so that what customers did is read once for all segments that read it. */
async function workOutTogether(manager: EntityManager, asked: readonly Asked[], now: Date): Promise<Changed[]> {
  const acts = new WhatTheyDid(now);
  const groups = [...groupBy(asked, ({ customerIds }) => customerIds)];
  const members = groups.map(([customerIds, group]) => {
    const scope = acts.scopeOf(customerIds);
    const segments = group.map(({ definition }) => sql`(${definition.segmentOf(customer, scope)})`);
    return sql`select c.id as customer_id, s.segment_id from customer c
      cross join lateral (values ${join(segments)}) s (segment_id)
      where c.id = any(${uuidArray(customerIds)}) and ${isListed(customer)} and s.segment_id is not null`;
  });
  const rewritten = groups.map(([customerIds, group]) => ({
    segmentIds: group.flatMap(({ definition }) => definition.segmentIds),
    customerIds,
  }));
  return writeMemberships(manager, rewritten, join(members, " union all "), now, acts.parts());
}

/** Works out all members of what one definition says, from scratch. */
export async function workOutAll(manager: EntityManager, definition: Definition, now: Date): Promise<Changed[]> {
  const { segmentIds } = definition;
  return withPatience(manager, async () => {
    await setForSets(manager);
    const changed = await writeMemberships(manager, [{ segmentIds }], membersOf(definition, now), now);
    await noteRefreshed(manager, segmentIds, now);
    return changed;
  });
}

/** The same, of one of these; whoever comes or goes by that is due for those that read it. */
export async function workOutAnew(
  manager: EntityManager,
  definitions: readonly Definition[],
  definition: Definition,
  now: Date,
): Promise<Changed[]> {
  return withPatience(manager, async () => {
    const before = await lastNumber(manager);
    await followCutPoints(manager);
    const changed = await workOutAll(manager, definition, now);
    await noteDependants(manager, definitions, definition.segmentIds, before);
    return changed;
  });
}

function membersOf(definition: Definition, now: Date): Sql {
  const scope = everybody(sql`${bound(now)}`, KEPT_CUT_POINTS);
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
