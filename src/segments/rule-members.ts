import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { type JsonObject, objectIn } from "../database/json.ts";
import { run } from "../database/run.ts";
import { bound, raw, sql } from "../database/sql.ts";
import { RefusedLate } from "../graphql/refusals.ts";
import { TOO_SLOW, withinTime } from "./asked-rule.ts";
import { ofRule, readDefinitions } from "./definitions.ts";
import { ruleRefusals } from "./refusals.ts";
import { everybody, whereOf } from "./rule-tree.ts";
import { followCutPoints } from "./watch.store.ts";
import { setForSets, workOutAll } from "./work-out.ts";

/**
 * Works out the members by a rule that is new; throws where it takes too long to say who they are. How long it takes to write
 * them is not the rule's fault: so it is asked first.
 */
export async function fill(manager: EntityManager, id: string, rule: JsonObject, now: Date): Promise<void> {
  const asked = await withinTime(manager, () => countOf(manager, rule, now));
  if (asked === undefined) throw new RefusedLate({ refusals: ruleRefusals([TOO_SLOW]) });
  await followCutPoints(manager);
  await workOutAll(manager, ofRule(id, objectIn(rule)), now);
}

async function countOf(manager: EntityManager, rule: JsonObject, now: Date): Promise<number> {
  await setForSets(manager);
  const customer = raw("c");
  const where = whereOf(objectIn(rule), customer, everybody(sql`${bound(now)}`));
  const [found] = await run<{ size: number }>(
    manager,
    sql`select count(*)::int as size from customer c where ${isListed(customer)} and ${where}`,
  );
  return found?.size ?? 0;
}

/** Whether a segment that would read these would read itself, by whatever way: then none of them could be worked out. */
export async function circleThrough(manager: EntityManager, id: string, needs: readonly string[]): Promise<boolean> {
  const definitions = await readDefinitions(manager);
  const reads = new Map(definitions.flatMap((each) => each.segmentIds.map((one) => [one, each.needs] as const)));
  const seen = new Set<string>();
  const reaches = (from: string): boolean => {
    if (from === id) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (reads.get(from) ?? []).some(reaches);
  };
  return needs.some(reaches);
}
