import type { EntityManager } from "typeorm";
import { literal, type Sql, sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import type { Scope } from "./operator.ts";
import type { GivenRule } from "./rule.ts";
import { mentionsOf, touchpointTypesOf, turnsOf, whereOf } from "./rule-tree.ts";
import { readActive } from "./segment.store.ts";

/** What says who is in a segment; or in which of several, of which each customer is in one at most. */
export interface Definition {
  /** The UUIDs of the segments. */
  readonly segmentIds: readonly string[];
  /** Those segments whose memberships it reads. */
  readonly needs: readonly string[];
  readonly touchpointTypes: readonly string[];
  /** The segment of a row of `customer`, as a UUID; null where it is in none. */
  segmentOf(customer: Sql, scope: Scope): Sql;
  /** Whether it is in the one segment that there is; undefined where there are several. */
  readonly holds?: (customer: Sql, scope: Scope) => Sql;
  /** Selects of those whom the passing of time may have moved. */
  turns(from: Sql, to: Sql): readonly Sql[];
}

export function ofRule(id: string, rule: GivenRule): Definition {
  const holds = (customer: Sql, scope: Scope): Sql => whereOf(rule, customer, scope);
  return {
    segmentIds: [id],
    needs: mentionsOf(rule).segments.flatMap((each) => fromId("seg", each) ?? []),
    touchpointTypes: touchpointTypesOf(rule),
    segmentOf: (customer, scope) => sql`case when ${holds(customer, scope)} then ${literal(id)}::uuid end`,
    holds,
    turns: (from, to) => turnsOf(rule, from, to),
  };
}

/** What is kept true: the rules of all active segments. */
export async function readDefinitions(manager: EntityManager): Promise<Definition[]> {
  const active = await readActive(manager);
  return active.flatMap(({ id, kind, rule }) => (kind === "RULE" && rule !== null ? [ofRule(id, rule)] : []));
}

/** In the order in which they can be worked out: each after all those whose memberships it reads. */
export function inLevels(definitions: readonly Definition[]): Definition[][] {
  const levels: Definition[][] = [];
  const known = new Set(definitions.flatMap(({ segmentIds }) => segmentIds));
  const done = new Set<string>();
  let left = [...definitions];
  while (left.length > 0) {
    const level = left.filter(({ needs }) => needs.every((id) => done.has(id) || !known.has(id)));
    if (level.length === 0) throw new Error("segments read each other's memberships in a circle");
    left = left.filter((each) => !level.includes(each));
    for (const { segmentIds } of level) for (const id of segmentIds) done.add(id);
    levels.push(level);
  }
  return levels;
}
