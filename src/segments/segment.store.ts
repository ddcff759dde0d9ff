import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import type { JsonObject } from "../database/json.ts";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { Segment } from "./segment.entity.ts";
import type { SegmentKind, SegmentStatus } from "./segment.ts";

/** A segment as those read it who change it. */
export interface StoredSegment {
  readonly id: string;
  readonly key: string;
  readonly kind: SegmentKind;
  readonly status: SegmentStatus;
  readonly version: number;
  readonly rule: JsonObject | null;
}

const STORED = sql`s.id, s.key, s.kind, s.status, s.version, s.rule`;

export async function readSegment(manager: EntityManager, id: string): Promise<StoredSegment | undefined> {
  const [found] = await run<StoredSegment>(manager, sql`select ${STORED} from segment s where s.id = ${id}::uuid`);
  return found;
}

export async function readSegmentByKey(manager: EntityManager, key: string): Promise<StoredSegment | undefined> {
  const [found] = await run<StoredSegment>(manager, sql`select ${STORED} from segment s where s.key = ${key}`);
  return found;
}

/** Every segment whose members are kept true, by key. */
export function readActive(manager: EntityManager): Promise<StoredSegment[]> {
  return run(manager, sql`select ${STORED} from segment s where s.status = 'ACTIVE' order by s.key`);
}

/** The segments that are, or have been, of clusters. */
export function readClusters(manager: EntityManager): Promise<StoredSegment[]> {
  return run(manager, sql`select ${STORED} from segment s where s.kind = 'CLUSTER' order by s.key`);
}

/** The parameters of the model that found a CLUSTER segment; undefined where it is kept no more. */
export async function readModelOf(manager: EntityManager, id: string): Promise<JsonObject | undefined> {
  const [found] = await run<{ parameters: JsonObject }>(
    manager,
    sql`select m.parameters from segment s join model m on m.id = s.model_id where s.id = ${id}::uuid`,
  );
  return found?.parameters;
}

/** Makes a segment unless its key is taken; says whether it did. */
export async function insertSegment(manager: EntityManager, segment: Segment): Promise<boolean> {
  const inserted = await insertRows<Segment, { id: string }>(manager, Segment, [segment], {
    key: ["key"],
    conflict: "nothing",
    returning: sql`id`,
  });
  return inserted.length > 0;
}

/** What a change of a segment sets; what is left out stays. */
export type SegmentChange = Partial<
  Pick<Segment, "name" | "description" | "rule" | "ruleText" | "personal" | "status" | "modelId">
>;

export async function changeSegment(
  manager: EntityManager,
  id: string,
  change: SegmentChange,
  now: Date,
): Promise<void> {
  const { name, description, rule, ruleText, personal, status, modelId } = change;
  const text = (column: Sql, value: string | null | undefined): Sql =>
    value === undefined ? column : sql`${value}::text`;
  await run(
    manager,
    sql`update segment set name = ${text(sql`name`, name)}, description = ${text(sql`description`, description)},
          rule = ${rule === undefined ? sql`rule` : sql`${JSON.stringify(rule)}::jsonb`},
          rule_text = ${text(sql`rule_text`, ruleText)},
          personal = ${personal === undefined ? sql`personal` : sql`${personal}::boolean`}, status = ${text(sql`status`, status)},
          model_id = ${modelId === undefined ? sql`model_id` : sql`${modelId}::uuid`},
          version = version + 1, updated_at = ${now}::timestamptz
        where id = ${id}::uuid`,
  );
}

/** Notes that all memberships of these have been worked out. */
export async function noteRefreshed(manager: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  await run(manager, sql`update segment set refreshed_at = ${now}::timestamptz where id = any(${ids}::uuid[])`);
}

/** Whether nobody has worked out the members of an active segment by rule yet. */
export const isUnfilled = (segment: Sql): Sql =>
  sql`${segment}.status = 'ACTIVE' and ${segment}.kind = 'RULE' and ${segment}.refreshed_at is null`;

export async function readUnfilled(manager: EntityManager): Promise<string[]> {
  const rows = await run<{ id: string }>(manager, sql`select s.id from segment s where ${isUnfilled(raw("s"))}`);
  return rows.map(({ id }) => id);
}
