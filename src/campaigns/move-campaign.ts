import type { EntityManager } from "typeorm";
import type { WriteContext } from "../graphql/context.ts";
import { toId } from "../graphql/ids.ts";
import { type Refused, refused } from "../graphql/refusals.ts";
import { enqueueNext } from "../jobs/index.ts";
import { oneAtATime, settleMemberships } from "../segments/index.ts";
import { assignAudience } from "./assignment.store.ts";
import { type DatedCampaign, type StoredCampaign, writeStatus } from "./campaign.store.ts";
import { type CampaignStatus, hasCome, isBefore, MOVES, SEND_MESSAGES } from "./campaign.ts";
import { segmentOf } from "./campaign-segment.ts";
import { heldCampaign } from "./held-campaign.ts";
import { refusedIn } from "./refusals.ts";

type Moved = { id: string } | Refused;

/** SCHEDULED where startsAt is to come; else RUNNING. A SCHEDULED one is launched now. */
export async function launchCampaign({ transaction, clock }: Launching, id: string): Promise<Moved> {
  const next = await transaction((manager) => scheduleOrLaunch(manager, id, clock()));
  if (!("toLaunch" in next)) return next;
  // It may have to wait long for its turn: as one of many, and not for others whose campaigns need none.
  return oneAtATime(() => transaction((manager) => launch(manager, next.toLaunch, clock)));
}

type Launching = Pick<WriteContext, "transaction" | "clock">;

async function scheduleOrLaunch(
  manager: EntityManager,
  id: string,
  now: Date,
): Promise<Moved | { toLaunch: StoredCampaign }> {
  const campaign = await heldCampaign(manager, id);
  if ("refusals" in campaign) return campaign;
  const refusal = launchRefusal(campaign, now);
  if (refusal !== undefined) return refusal;
  const { status, startsAt, segmentId } = campaign;
  if (status === "SCHEDULED" || startsAt === null || hasCome(startsAt, now)) return { toLaunch: campaign };
  const segment = await segmentOf(manager, toId("seg", segmentId));
  return "refusals" in segment ? segment : moved(manager, campaign, "SCHEDULED", now);
}

function launchRefusal({ status, endsAt }: DatedCampaign, now: Date): Refused | undefined {
  if (!isBefore(status)) return refusedIn(status, "it is launched once");
  return hasCome(endsAt, now) ? refusedIn(status, `its endsAt, ${endsAt?.toISOString()}, has passed`) : undefined;
}

/**
 * Fixes the audience and assigns everybody in it, in one transaction: all of it is there, or nothing. Until somebody can say who is in
 * the segment the campaign can be changed and moved; then it is not launched. Throws its refusal where nobody can say so.
 */
export async function launch(
  manager: EntityManager,
  { id, version, segmentId }: DatedCampaign,
  clock: () => Date,
): Promise<Moved> {
  await settleMemberships(manager, segmentId, clock);
  const campaign = await heldCampaign(manager, toId("cmp", id));
  if ("refusals" in campaign) return campaign;
  const now = clock(); // of the audience, for which others may have been waited
  const refusal = launchRefusal(campaign, now);
  if (refusal !== undefined) return refusal;
  if (campaign.version !== version)
    return refused(
      "CONFLICT",
      `the campaign was changed while it was being launched: it is at version ${campaign.version}`,
      "id",
    );
  const segment = await segmentOf(manager, toId("seg", segmentId));
  if ("refusals" in segment) return segment;
  await assignAudience(manager, campaign, now);
  await writeStatus(manager, id, "RUNNING", now, now);
  await enqueueNext(manager, { kind: SEND_MESSAGES, now });
  return { id };
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
