import type { DataSource } from "typeorm";
import { createSegment } from "../../src/segments/create-segment.ts";
import { rebuildMemberships } from "../../src/segments/index.ts";
import { UNTIL } from "../shop/sizes.ts";
import { benchRules } from "./rules.ts";

export interface RebuiltSegment {
  readonly key: string;
  readonly about: string;
  readonly members: number;
  /** From nothing. */
  readonly filledMs: number;
  /** Where all who are members are there already. */
  readonly ms: number;
}

/** Makes so many segments by rules, without members; the lists of the shop are put away. */
export async function makeSegments(shop: DataSource, count: number): Promise<void> {
  await shop.query("update segment set status = 'ARCHIVED'");
  for (const [place, rule] of benchRules(count).entries()) {
    const key = `bench-${String(place + 1).padStart(2, "0")}`;
    const made = await shop.transaction((manager) =>
      createSegment(manager, { key, name: key, rule: JSON.parse(JSON.stringify(rule)) }, UNTIL),
    );
    if ("refusals" in made) throw new Error(made.refusals.map(({ message }) => message).join("; "));
  }
  await forget(shop);
}

async function forget(shop: DataSource): Promise<void> {
  await shop.query("truncate segment_membership, segment_membership_change");
  await shop.query("vacuum analyze segment_membership, segment_membership_change");
}

/** Works out all of them from nothing, and then again, where nobody moves: what `rebuild-segments` does day by day. */
export async function measureRebuild(shop: DataSource): Promise<RebuiltSegment[]> {
  const filled = new Map<string, { members: number; filledMs: number }>();
  for await (const { key, entered, ms } of rebuildMemberships(shop, () => UNTIL)) {
    filled.set(key, { members: entered, filledMs: ms });
  }
  await shop.query("analyze segment_membership");
  const rebuilt: RebuiltSegment[] = [];
  for await (const { key, entered, left, ms } of rebuildMemberships(shop, () => UNTIL)) {
    if (entered + left > 0) throw new Error(`${key} has other members the second time`);
    const [found]: { about: string }[] = await shop.query("select rule_text as about from segment where key = $1", [
      key,
    ]);
    rebuilt.push({ key, about: found?.about ?? "", ms, ...(filled.get(key) ?? { members: 0, filledMs: 0 }) });
  }
  return rebuilt;
}
