import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import { takeTurn } from "../database/locks.ts";
import { fromId } from "../graphql/ids.ts";
import { nameRefusals, type Refusal, type Refused, refused } from "../graphql/refusals.ts";
import { faultsOfAsked } from "./asked-rule.ts";
import { readDefinitions } from "./definitions.ts";
import { addToList, resolveCustomers, takeOffList } from "./list-members.ts";
import { lastNumber } from "./membership.store.ts";
import { readNames } from "./names.store.ts";
import { descriptionRefusals, ruleRefusals } from "./refusals.ts";
import { circleThrough, fill } from "./rule-members.ts";
import { isPersonal, mentionsOf, sentenceOf } from "./rule-tree.ts";
import { changeSegment, readSegment, type StoredSegment } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";
import { noteDependants } from "./work-out.ts";

export interface SegmentUpdate {
  readonly id: string;
  readonly expectedVersion?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  /** As it was given. */
  readonly rule?: JsonObject | null;
  readonly addCustomerIds?: readonly string[] | null;
  readonly removeCustomerIds?: readonly string[] | null;
}

/** Changes a segment and its members with it, or says why not. Throws what is found out late, so that nothing of it stays. */
export async function updateSegment(
  manager: EntityManager,
  given: SegmentUpdate,
  at: Date,
): Promise<{ id: string } | Refused> {
  await takeTurn(manager, MEMBERSHIPS);
  const now = await momentOf(manager, at);
  const uuid = fromId("seg", given.id);
  const segment = uuid === undefined ? undefined : await readSegment(manager, uuid);
  if (segment === undefined) return refused("NOT_FOUND", `there is no segment ${given.id}`, "id");
  const refusals = [...standing(segment, given), ...(await faults(manager, segment, given))];
  if (refusals.length > 0) return { refusals };
  const [added, removed] = [
    await resolveCustomers(manager, given.addCustomerIds ?? [], "addCustomerIds"),
    await resolveCustomers(manager, given.removeCustomerIds ?? [], "removeCustomerIds"),
  ];
  if ("refusals" in added) return added;
  if ("refusals" in removed) return removed;
  const before = await lastNumber(manager);
  await write(manager, segment, given, now);
  await takeOffList(manager, segment.id, removed.ids, now);
  await addToList(manager, segment.id, added.ids, now);
  await noteDependants(manager, await readDefinitions(manager), [segment.id], before);
  return { id: segment.id };
}

async function write(
  manager: EntityManager,
  { id }: StoredSegment,
  { name, description, rule }: SegmentUpdate,
  now: Date,
): Promise<void> {
  const text = rule
    ? { rule, ruleText: sentenceOf(rule, await readNames(manager, rule)), personal: isPersonal(rule) }
    : {};
  const named = { ...(name ? { name: name.trim() } : {}), ...(description === undefined ? {} : { description }) };
  await changeSegment(manager, id, { ...named, ...text }, now);
  if (rule) await fill(manager, id, rule, now);
}

/** What its state does not allow. */
function standing({ version, status, kind }: StoredSegment, given: SegmentUpdate): Refusal[] {
  const { expectedVersion, rule } = given;
  const refusals: Refusal[] = [];
  if (expectedVersion !== undefined && expectedVersion !== null && expectedVersion !== version) {
    const message = `the segment has changed: its version is ${version}, not ${expectedVersion}; read it again`;
    refusals.push({ code: "CONFLICT", message, path: ["expectedVersion"] });
  }
  if (status === "ARCHIVED") {
    refusals.push({ code: "INVALID", message: "the segment is archived, and stays as it is", path: ["id"] });
  }
  if (rule !== undefined && rule !== null && kind !== "RULE") {
    refusals.push({ code: "INVALID", message: `a ${kind} segment has no rule`, path: ["rule"] });
  }
  for (const field of ["addCustomerIds", "removeCustomerIds"] as const) {
    if (!given[field] || kind === "STATIC") continue;
    const message = `who is in a ${kind} segment is not said by a list; only a STATIC one has one`;
    refusals.push({ code: "INVALID", message, path: [field] });
  }
  return refusals;
}

async function faults(manager: EntityManager, segment: StoredSegment, given: SegmentUpdate): Promise<Refusal[]> {
  const { name, description, rule } = given;
  const cleared = (["name", "rule"] as const).filter((field) => given[field] === null);
  const refusals: Refusal[] = [
    ...cleared.map((field): Refusal => ({ code: "REQUIRED", message: `${field} cannot be cleared`, path: [field] })),
    ...nameRefusals(name ?? undefined),
    ...descriptionRefusals(description),
  ];
  if (!rule) return refusals;
  const faulty = ruleRefusals(await faultsOfAsked(manager, rule));
  if (faulty.length > 0) return [...refusals, ...faulty];
  const needs = mentionsOf(rule).segments.flatMap((id) => fromId("seg", id) ?? []);
  if (!(await circleThrough(manager, segment.id, needs))) return refusals;
  const message = "rule: reads a segment whose own members depend on this one; no circle can be worked out";
  return [...refusals, { code: "INVALID", message, path: ["rule"] }];
}
