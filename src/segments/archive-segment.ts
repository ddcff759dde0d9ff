import type { EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { fromId } from "../graphql/ids.ts";
import { type Refused, refused } from "../graphql/refusals.ts";
import { NOBODY, writeMemberships } from "./membership.store.ts";
import { mentionsOf } from "./rule-tree.ts";
import { changeSegment, readActive, readSegment } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";

/** Ends a segment: everybody leaves it, and its history stays. One that is archived already stays as it is. */
export async function archiveSegment(manager: EntityManager, id: string, at: Date): Promise<{ id: string } | Refused> {
  await takeTurn(manager, MEMBERSHIPS);
  const now = await momentOf(manager, at);
  const uuid = fromId("seg", id);
  const segment = uuid === undefined ? undefined : await readSegment(manager, uuid);
  if (segment === undefined) return refused("NOT_FOUND", `there is no segment ${id}`, "id");
  if (segment.status === "ARCHIVED") return { id: segment.id };
  if (segment.kind === "CLUSTER") {
    return refused(
      "INVALID",
      "a CLUSTER segment is ended by a model with fewer clusters; train or activate another one",
      "id",
    );
  }
  const readers = (await readActive(manager)).filter(
    ({ rule }) => rule !== null && mentionsOf(rule).segments.includes(id),
  );
  if (readers.length > 0) {
    const keys = readers.map(({ key }) => key).join(", ");
    return refused("INVALID", `the rules of other segments read this one: ${keys}; change or archive them first`, "id");
  }
  await writeMemberships(manager, [{ segmentIds: [segment.id] }], NOBODY, now);
  await changeSegment(manager, segment.id, { status: "ARCHIVED" }, now);
  return { id: segment.id };
}
