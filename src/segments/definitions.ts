import type { EntityManager } from "typeorm";
import { literal, type Sql, sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import { nearestSegment } from "./clusters/customer-features.ts";
import { clustersIn, keyOf, type StoredClusters } from "./clusters/stored-clusters.ts";
import { EVERYTHING, type Reads, together } from "./facts.ts";
import type { Scope, Turn } from "./operator.ts";
import type { GivenRule } from "./rule.ts";
import { mentionsOf, readsOf, turnsOf, whereOf } from "./rule-tree.ts";
import { readActive, readModelOf, type StoredSegment } from "./segment.store.ts";

/** What says who is in a segment; or in which of several, of which each customer is in one at most. */
export interface Definition {
  /** The UUIDs of the segments. */
  readonly segmentIds: readonly string[];
  /** Those segments whose memberships it reads. */
  readonly needs: readonly string[];
  /** What must have changed of a customer for it to say something else. */
  readonly reads: Reads;
  /** The segment of a row of `customer`, as a UUID; null where it is in none. */
  segmentOf(customer: Sql, scope: Scope): Sql;
  /** Whether it is in the one segment that there is; undefined where there are several. */
  readonly holds?: (customer: Sql, scope: Scope) => Sql;
  /** Whom the passing of time may have moved. */
  turns(from: Sql, to: Sql): readonly Turn[];
}

export function ofRule(id: string, rule: GivenRule): Definition {
  const holds = (customer: Sql, scope: Scope): Sql => whereOf(rule, customer, scope);
  return {
    segmentIds: [id],
    needs: mentionsOf(rule).segments.flatMap((each) => fromId("seg", each) ?? []),
    reads: readsOf(rule),
    segmentOf: (customer, scope) => sql`case when ${holds(customer, scope)} then ${literal(id)}::uuid end`,
    holds,
    turns: (from, to) => turnsOf(rule, from, to),
  };
}

/** The segments of clusters, in the order of the model's. */
export const ofClusters = (
  segmentIds: readonly (string | undefined)[],
  { model, trainedAt }: StoredClusters,
): Definition => ({
  segmentIds: segmentIds.flatMap((id) => id ?? []),
  needs: [],
  reads: EVERYTHING,
  segmentOf: (customer) => nearestSegment(model, segmentIds, trainedAt, customer),
  turns: () => [],
});

/** What is kept true: the rules of all active segments, and the clusters of the model that is served; each after those it reads. */
export async function readDefinitions(manager: EntityManager): Promise<Definition[]> {
  const active = await readActive(manager);
  const rules = active.flatMap(({ id, kind, rule }) => (kind === "RULE" && rule !== null ? [ofRule(id, rule)] : []));
  return withAllReads([...rules, ...(await readClustered(manager, active))]);
}

/** They read what those read whose memberships they read, too: whoever these move, they may move. */
function withAllReads(definitions: readonly Definition[]): Definition[] {
  const known = new Map<string, Reads>();
  const all = inLevels(definitions).flat();
  return all.map((each) => {
    const reads = together([each.reads, ...each.needs.map((id) => known.get(id) ?? [])]);
    for (const id of each.segmentIds) known.set(id, reads);
    return { ...each, reads };
  });
}

async function readClustered(manager: EntityManager, active: readonly StoredSegment[]): Promise<Definition[]> {
  const [first, ...others] = active.filter(({ kind }) => kind === "CLUSTER");
  if (first === undefined) return [];
  const parameters = await readModelOf(manager, first.id);
  if (parameters === undefined) return []; // its version is kept no more: who is in it stays there
  const ids = new Map([first, ...others].map(({ key, id }) => [key, id]));
  const stored = clustersIn(parameters);
  return [
    ofClusters(
      stored.model.clusters.map((_, place) => ids.get(keyOf(place))),
      stored,
    ),
  ];
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
