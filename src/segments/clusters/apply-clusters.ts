import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { takeTurn } from "../../database/locks.ts";
import { uuidAt } from "../../graphql/ids.ts";
import type { Activated } from "../../models/index.ts";
import { ofClusters, readDefinitions } from "../definitions.ts";
import { lastNumber, NOBODY, writeMemberships } from "../membership.store.ts";
import { changeSegment, insertSegment, readClusters } from "../segment.store.ts";
import { MEMBERSHIPS } from "../segment.ts";
import { momentOf } from "../watch.store.ts";
import { noteDependants, workOutAll } from "../work-out.ts";
import { clustersIn, keyOf } from "./stored-clusters.ts";

/**
 * Makes the clusters of a version that is served the CLUSTER segments cluster-1, cluster-2, ...: those that are there
 * already are changed, those that are too many are archived.
 */
export async function applyClusters(manager: EntityManager, { id, parameters }: Activated, at: Date): Promise<void> {
  await takeTurn(manager, MEMBERSHIPS);
  const now = await momentOf(manager, at);
  const { clusters } = clustersIn(parameters).model;
  const before = new Map((await readClusters(manager)).map((segment) => [segment.key, segment.id]));
  const [ids, last]: [string[], string] = [[], await lastNumber(manager)];
  for (const [place, { name }] of clusters.entries()) {
    const key = keyOf(place);
    const known = before.get(key);
    const segment = { name, ruleText: sentence(name), modelId: id, status: "ACTIVE" as const };
    if (known === undefined) ids.push(await insert(manager, { key, ...segment }, now));
    else await changeSegment(manager, known, segment, now);
    if (known !== undefined) ids.push(known);
    before.delete(key);
  }
  await empty(manager, [...before.values()], now);
  await workOutAll(manager, ofClusters(ids, clustersIn(parameters)), now);
  await noteDependants(manager, await readDefinitions(manager), [...ids, ...before.values()], last);
}

const sentence = (name: string): string =>
  `Customers with orders whose profile is most like this: ${name.charAt(0).toLowerCase()}${name.slice(1)}.`;

interface NewCluster {
  readonly key: string;
  readonly name: string;
  readonly ruleText: string;
  readonly modelId: string;
  readonly status: "ACTIVE";
}

async function insert(manager: EntityManager, cluster: NewCluster, now: Date): Promise<string> {
  const id = uuidAt(now, randomUUID());
  const dates = { createdAt: now, updatedAt: now, refreshedAt: now };
  const blank = { description: null, kind: "CLUSTER" as const, rule: null, personal: false, version: 1 };
  await insertSegment(manager, { id, ...cluster, ...blank, ...dates });
  return id;
}

async function empty(manager: EntityManager, segmentIds: readonly string[], now: Date): Promise<void> {
  if (segmentIds.length === 0) return;
  await writeMemberships(manager, [{ segmentIds }], NOBODY, now);
  for (const id of segmentIds) await changeSegment(manager, id, { status: "ARCHIVED" }, now);
}
