import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import { takeTurn } from "../database/locks.ts";
import { uuidAt } from "../graphql/ids.ts";
import { nameRefusals, type Refusal, type Refused, refused } from "../graphql/refusals.ts";
import { faultsOfAsked } from "./asked-rule.ts";
import { addToList, resolveCustomers } from "./list-members.ts";
import { readNames } from "./names.store.ts";
import { descriptionRefusals, ruleRefusals } from "./refusals.ts";
import { fill } from "./rule-members.ts";
import { isPersonal, sentenceOf } from "./rule-tree.ts";
import { insertSegment } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";

export interface NewSegment {
  readonly key: string;
  readonly name: string;
  readonly description?: string | null;
  /** As it was given. */
  readonly rule?: JsonObject | null;
  readonly customerIds?: readonly string[] | null;
}

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_KEY = 100;
const OF_CLUSTERS = /^cluster-\d+$/;
const ON_A_LIST = "Customers who are on a list.";

/** Makes a segment with its members, or says why not. Throws what is found out late, so that nothing of it stays. */
export async function createSegment(
  manager: EntityManager,
  given: NewSegment,
  at: Date,
): Promise<{ id: string } | Refused> {
  await takeTurn(manager, MEMBERSHIPS);
  const now = await momentOf(manager, at);
  const refusals = [...keyRefusals(given.key), ...nameRefusals(given.name), ...descriptionRefusals(given.description)];
  const rule = given.rule ?? undefined;
  const list = given.customerIds ?? undefined;
  if ((rule === undefined) === (list === undefined)) {
    const message = "give a rule, or customerIds for a STATIC segment; not both";
    refusals.push({ code: rule === undefined ? "REQUIRED" : "INVALID", message, path: ["rule"] });
  }
  if (rule !== undefined) refusals.push(...ruleRefusals(await faultsOfAsked(manager, rule)));
  const customers = await resolveCustomers(manager, list ?? [], "customerIds");
  if ("refusals" in customers) refusals.push(...customers.refusals);
  if (refusals.length > 0 || "refusals" in customers) return { refusals };
  const id = uuidAt(now, randomUUID());
  const ruleText = rule === undefined ? ON_A_LIST : sentenceOf(rule, await readNames(manager, rule));
  const written = await insertSegment(manager, { ...blank(given, now), id, rule: rule ?? null, ruleText });
  if (!written) return refused("TAKEN", `the key ${given.key} belongs to another segment`, "key");
  if (rule === undefined) await addToList(manager, id, customers.ids, now);
  else await fill(manager, id, rule, now);
  return { id };
}

const blank = ({ key, name, description = null, rule }: NewSegment, now: Date) => ({
  key,
  name: name.trim(),
  description,
  kind: rule === undefined || rule === null ? ("STATIC" as const) : ("RULE" as const),
  status: "ACTIVE" as const,
  personal: rule ? isPersonal(rule) : false,
  modelId: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
  refreshedAt: now,
});

function keyRefusals(key: string): Refusal[] {
  const refuse = (message: string): Refusal[] => [{ code: "INVALID", message: `key ${message}`, path: ["key"] }];
  if (!KEY.test(key) || key.length > LONGEST_KEY) {
    return refuse(`is ${JSON.stringify(key)}; it is lower case words joined by hyphens, such as big-spenders`);
  }
  return OF_CLUSTERS.test(key) ? refuse(`is ${key}; such keys are those of the clusters that a model finds`) : [];
}
