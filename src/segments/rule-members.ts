import type { EntityManager } from "typeorm";
import { type JsonObject, objectIn } from "../database/json.ts";
import { TOO_SLOW, withinTime } from "./asked-rule.ts";
import { ofRule, readDefinitions } from "./definitions.ts";
import { RefusedLate, ruleRefusals } from "./refusals.ts";
import { workOutAll } from "./work-out.ts";

/** Works out the members by a rule that is new; throws where that takes too long. */
export async function fill(manager: EntityManager, id: string, rule: JsonObject, now: Date): Promise<void> {
  const changed = await withinTime(manager, () => workOutAll(manager, ofRule(id, objectIn(rule)), now));
  if (changed === undefined) throw new RefusedLate({ refusals: ruleRefusals([TOO_SLOW]) });
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
