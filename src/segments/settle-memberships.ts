import type { EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { statementCode } from "../database/statement-code.ts";
import { withPatience } from "../database/time-limit.ts";
import { type Refused, RefusedLate, refused } from "../graphql/refusals.ts";
import { type Definition, readDefinitions } from "./definitions.ts";
import { readActive } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";
import { workOutAnew } from "./work-out.ts";

/**
 * Works out anew who is in a segment, and in those that its rule reads, for somebody who is about to read its members and wants all
 * that has been said to count, whoever else is due. Nobody comes or goes after that until the transaction ends. Where one of these
 * segments cannot be worked out, a refusal is thrown, however often it is asked.
 */
export async function settleMemberships(manager: EntityManager, segmentId: string, clock: () => Date): Promise<void> {
  await withPatience(manager, () => takeTurn(manager, MEMBERSHIPS));
  const now = await momentOf(manager, clock());
  const definitions = await readDefinitions(manager);
  for (const definition of neededFor(segmentId, definitions)) {
    try {
      await manager.transaction((nested) => workOutAnew(nested, definitions, definition, now));
    } catch (error) {
      if (!isOfSegment(error)) throw error;
      throw new RefusedLate(await cannotBe(manager, definition, error));
    }
  }
}

/** What says who is in the segment, after all that it reads. */
function neededFor(segmentId: string, definitions: readonly Definition[]): Definition[] {
  const needed = new Set([segmentId]);
  // Each comes after those that it reads: so from the last on.
  const found = definitions.toReversed().filter(({ segmentIds, needs }) => {
    if (!segmentIds.some((id) => needed.has(id))) return false;
    for (const id of needs) needed.add(id);
    return true;
  });
  return found.toReversed();
}

/** Whether the rule or what it reads is at fault: data that are none, or a statement that means nothing. */
const isOfSegment = (error: unknown): error is Error => /^(22|42|P0)/.test(statementCode(error) ?? "");

async function cannotBe(manager: EntityManager, { segmentIds }: Definition, why: Error): Promise<Refused> {
  const keys = (await readActive(manager)).filter(({ id }) => segmentIds.includes(id)).map(({ key }) => key);
  const message = `who is in the segment ${keys.join(", ")} cannot be worked out: ${why.message}`;
  return refused("INVALID", message);
}
