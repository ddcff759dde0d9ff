import type { EntityManager } from "typeorm";
import { fromId } from "../graphql/ids.ts";
import { type Refused, refused } from "../graphql/refusals.ts";
import { readSegment } from "../segments/index.ts";

/** The segment that a campaign is for, by its id; one that is archived has nobody in it. */
export async function segmentOf(manager: EntityManager, id: string): Promise<{ id: string } | Refused> {
  const uuid = fromId("seg", id);
  const segment = uuid === undefined ? undefined : await readSegment(manager, uuid);
  if (segment === undefined) return refused("NOT_FOUND", `there is no segment ${id}`, "segmentId");
  if (segment.status === "ACTIVE") return { id: segment.id };
  return refused("INVALID", `the segment ${segment.key} is archived: nobody is in it`, "segmentId");
}
