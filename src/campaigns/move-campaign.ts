import type { EntityManager } from "typeorm";
import { toId } from "../graphql/ids.ts";
import type { Refused } from "../graphql/refusals.ts";
import { enqueueNext } from "../jobs/index.ts";
import { settleMemberships } from "../segments/index.ts";
import { assignAudience } from "./assignment.store.ts";
import { type StoredCampaign, writeStatus } from "./campaign.store.ts";
import { type CampaignStatus, MOVES, SEND_MESSAGES } from "./campaign.ts";
import { segmentOf } from "./campaign-segment.ts";
import { heldCampaign } from "./held-campaign.ts";
import { refusedIn } from "./refusals.ts";

type Moved = { id: string } | Refused;

/** SCHEDULED where startsAt is to come; else RUNNING. A SCHEDULED one is launched now. */
export async function launchCampaign(manager: EntityManager, id: string, clock: () => Date): Promise<Moved> {
  const now = clock();
  const campaign = await heldCampaign(manager, id);
  if ("refusals" in campaign) return campaign;
  const { status, startsAt, endsAt } = campaign;
  if (status !== "DRAFT" && status !== "SCHEDULED") return refusedIn(status, "it is launched once");
  if (endsAt !== null && endsAt <= now) return refusedIn(status, `its endsAt, ${endsAt.toISOString()}, has passed`);
  if (status === "SCHEDULED" || startsAt === null || startsAt <= now) return launch(manager, campaign, clock);
  const segment = await segmentOf(manager, toId("seg", campaign.segmentId));
  return "refusals" in segment ? segment : moved(manager, campaign, "SCHEDULED", now);
}

/**
 * Fixes the audience and assigns everybody in it, in one transaction: all of it is there, or nothing. Refused where the segment is
 * archived; throws its refusal where nobody can say who is in it.
 */
export async function launch(manager: EntityManager, campaign: StoredCampaign, clock: () => Date): Promise<Moved> {
  await settleMemberships(manager, campaign.segmentId, clock);
  const segment = await segmentOf(manager, toId("seg", campaign.segmentId));
  if ("refusals" in segment) return segment;
  const now = clock(); // of the audience, for which others may have been waited
  await assignAudience(manager, campaign, now);
  await writeStatus(manager, campaign.id, "RUNNING", now, now);
  await enqueueNext(manager, { kind: SEND_MESSAGES, now });
  return { id: campaign.id };
}

/** What has left has left; when this is answered, nothing more leaves. */
export const pauseCampaign = (manager: EntityManager, id: string, now: Date): Promise<Moved> =>
  move(manager, id, "PAUSED", "it is paused while it runs", now);

export async function resumeCampaign(manager: EntityManager, id: string, now: Date): Promise<Moved> {
  const resumed = await move(manager, id, "RUNNING", "it is resumed after it was paused", now, ["PAUSED"]);
  if ("id" in resumed) await enqueueNext(manager, { kind: SEND_MESSAGES, now });
  return resumed;
}

/** What waits stays PENDING and is never sent. */
export const cancelCampaign = (manager: EntityManager, id: string, now: Date): Promise<Moved> =>
  move(manager, id, "CANCELLED", "it is over", now);

async function move(
  manager: EntityManager,
  id: string,
  to: CampaignStatus,
  rule: string,
  now: Date,
  from?: readonly CampaignStatus[],
): Promise<Moved> {
  const campaign = await heldCampaign(manager, id);
  if ("refusals" in campaign) return campaign;
  const { status } = campaign;
  const may = from === undefined ? MOVES[status].includes(to) : from.includes(status);
  return may ? moved(manager, campaign, to, now) : refusedIn(status, rule);
}

async function moved(
  manager: EntityManager,
  { id }: StoredCampaign,
  status: CampaignStatus,
  now: Date,
): Promise<{ id: string }> {
  await writeStatus(manager, id, status, now);
  return { id };
}
