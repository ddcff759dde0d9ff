import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import type { JsonObject } from "../database/json.ts";
import { takeTurn } from "../database/locks.ts";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { Model } from "./model.entity.ts";
import type { ModelKind } from "./model-kinds.ts";
import type { Activated, ActiveModel, Trained } from "./trains-models.ts";

/** A version of a program that keeps what it has learned in another way takes the next number. */
export const FORMAT = 1;

/** Of each kind so many versions are kept, the active one among them. */
export const KEPT_VERSIONS = 5;

const PART_BYTES = 4 * 1024 * 1024;

export async function readActive(manager: EntityManager): Promise<Partial<Record<ModelKind, ActiveModel>>> {
  const rows = await run<ActiveModel & { kind: ModelKind }>(
    manager,
    sql`select m.kind, m.id, m.version, m.parameters, m.trained_at as "trainedAt" from model m
        where m.active and m.format = ${FORMAT}::int`,
  );
  return Object.fromEntries(rows.map(({ kind, ...active }) => [kind, active]));
}

export interface NewModel extends Trained {
  readonly kind: ModelKind;
  readonly jobId: string;
  readonly now: Date;
  /** The version that it was compared with; undefined where none was served. */
  readonly comparedWith: string | undefined;
}

/** Keeps a version; makes it the active one unless it is worse; forgets the oldest. Gives its version, and why it is not served. */
export async function writeModel(
  manager: EntityManager,
  { kind, jobId, now, bytes, trainingRows, parameters, metrics, worse, comparedWith }: NewModel,
): Promise<{ id: string; version: number; kept: string | undefined }> {
  await takeTurn(manager, turnOf(kind));
  const [{ version } = { version: 1 }] = await run<{ version: number }>(
    manager,
    sql`select coalesce(max(m.version), 0) + 1 as version from model m where m.kind = ${kind}`,
  );
  const [served] = await run<{ id: string }>(
    manager,
    sql`select m.id from model m where m.kind = ${kind} and m.active and m.format = ${FORMAT}::int`,
  );
  const kept =
    served?.id === comparedWith ? worse : "another version has been served meanwhile, with which it was not compared";
  const active = kept === undefined;
  if (active) await run(manager, sql`update model set active = false where kind = ${kind} and active`);
  const id = uuidAt(now, randomUUID());
  const told = { parameters, metrics: metrics.map((metric): JsonObject => ({ ...metric })), trainingRows, jobId };
  const row = { id, kind, version, trainedAt: now, active, format: FORMAT, bytes: String(bytes.length), ...told };
  await insertRows(manager, Model, [row], { key: ["id"], conflict: "fails" });
  for (let part = 0; part * PART_BYTES < bytes.length; part++) {
    const piece = Buffer.from(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)).toString("base64");
    await run(
      manager,
      sql`insert into model_part (model_id, part, bytes) values (${id}::uuid, ${part}::int, decode(${piece}, 'base64'))`,
    );
  }
  await forgetOldest(manager, kind);
  return { id, version, kept };
}

async function forgetOldest(manager: EntityManager, kind: ModelKind): Promise<void> {
  const rows = await run<{ id: string; active: boolean }>(
    manager,
    sql`select m.id, m.active from model m where m.kind = ${kind} order by m.version desc`,
  );
  const others = rows.filter(({ active }) => !active).map(({ id }) => id);
  const old = others.slice(KEPT_VERSIONS - (rows.length > others.length ? 1 : 0));
  if (old.length > 0) await run(manager, sql`delete from model where id = any(${old}::uuid[])`);
}

/** A version that is kept. */
export interface Version extends Activated {
  readonly kind: ModelKind;
  readonly format: number;
}

/** Makes a version the active one of its kind; undefined where there is none with this id. */
export async function activate(manager: EntityManager, id: string): Promise<Version | undefined> {
  const named = await readVersion(manager, id);
  if (named === undefined) return undefined;
  await takeTurn(manager, turnOf(named.kind));
  const found = await readVersion(manager, id); // a training may have forgotten it meanwhile
  if (found === undefined || found.format !== FORMAT) return found;
  await run(manager, sql`update model set active = false where kind = ${found.kind} and active and id <> ${id}::uuid`);
  await run(manager, sql`update model set active = true where id = ${id}::uuid`);
  return found;
}

async function readVersion(manager: EntityManager, id: string) {
  const [found] = await run<Version>(
    manager,
    sql`select m.id, m.kind, m.format, m.parameters from model m where m.id = ${id}::uuid`,
  );
  return found;
}

const turnOf = (kind: ModelKind): string => `tributary model ${kind}`;

/** JSON as text: kind -> [id, version, bytes] of what is served; null where nothing is. */
export const activeModels: Sql = sql`select json_object_agg(m.kind, json_build_array(m.id, m.version, m.bytes))::text
  from model m where m.active and m.format = ${raw(String(FORMAT))}`;

/** What a version has learned, whole; undefined where it is not kept. */
export async function readBytes(manager: EntityManager, id: string): Promise<Uint8Array | undefined> {
  const parts = await run<{ bytes: Buffer }>(
    manager,
    sql`select p.bytes from model_part p where p.model_id = ${id}::uuid order by p.part`,
  );
  return parts.length === 0 ? undefined : Buffer.concat(parts.map(({ bytes }) => bytes));
}
