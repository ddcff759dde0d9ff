import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { type Refused, RefusedLate } from "../graphql/refusals.ts";
import { enqueueOnce } from "../jobs/index.ts";
import { readCampaign, readCampaignsIn, type StoredCampaign, writeStatus } from "./campaign.store.ts";
import { type CampaignStatus, SEND_MESSAGES, turnOf } from "./campaign.ts";
import { completeIfDone } from "./complete-campaign.ts";
import { campaignsToTell, isAnythingInFlight, outstanding } from "./messages/message.store.ts";
import { launch } from "./move-campaign.ts";

/**
 * Follows the clock of what has been launched: ends what has an end, and asks for what is due to be sent, such as what quiet hours
 * have held back, and what a process left undone that has died. What goes wrong with one campaign is told, and keeps no other waiting.
 */
export async function keepCampaigns(dataSource: DataSource, clock: () => Date, failed: Failed): Promise<void> {
  const { manager } = dataSource;
  let isAnythingDue = (await campaignsToTell(manager)).length > 0 || (await isAnythingInFlight(manager));
  await eachOf(dataSource, LAUNCHED, failed, async ({ id, status, endsAt }) => {
    if (hasCome(endsAt, clock())) await inTransaction(dataSource, (transaction) => end(transaction, id, clock()));
    if (status !== "RUNNING") return;
    isAnythingDue ||= (await outstanding(manager, id, clock())).due;
    await completeIfDone(dataSource, id, clock());
  });
  if (!isAnythingDue) return;
  await inTransaction(dataSource, (transaction) => enqueueOnce(transaction, { kind: SEND_MESSAGES, now: clock() }));
}

/**
 * Launches what is scheduled for now. It is apart from the clock of what has been launched, since it may take long to say who is in a
 * segment.
 */
export async function startCampaigns(dataSource: DataSource, clock: () => Date, failed: Failed): Promise<void> {
  await eachOf(dataSource, ["SCHEDULED"], failed, async ({ id, startsAt, endsAt }) => {
    if (!hasCome(startsAt, clock()) && !hasCome(endsAt, clock())) return;
    const refused = await inTransaction(dataSource, (manager) => start(manager, id, clock));
    if (refused !== undefined) failed(id, new RefusedLate(refused));
  });
}

type Failed = (campaignId: string, error: unknown) => void;

const LAUNCHED: readonly CampaignStatus[] = ["RUNNING", "PAUSED"];

const hasCome = (moment: Date | null, now: Date): boolean => moment !== null && moment <= now;

async function eachOf(
  dataSource: DataSource,
  statuses: readonly CampaignStatus[],
  failed: Failed,
  work: (campaign: Pick<StoredCampaign, "id" | "status" | "startsAt" | "endsAt">) => Promise<void>,
): Promise<void> {
  for (const campaign of await readCampaignsIn(dataSource.manager, statuses)) {
    try {
      await work(campaign);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      failed(campaign.id, error);
    }
  }
}

async function end(manager: EntityManager, id: string, now: Date): Promise<void> {
  await takeTurn(manager, turnOf(id));
  const campaign = await readCampaign(manager, id);
  if (campaign === undefined || !LAUNCHED.includes(campaign.status) || !hasCome(campaign.endsAt, now)) return;
  await writeStatus(manager, id, "COMPLETED", now);
}

/** One that cannot start any more is CANCELLED: nothing ran that could be judged. Gives why, where that is not its own end. */
async function start(manager: EntityManager, id: string, clock: () => Date): Promise<Refused | undefined> {
  await takeTurn(manager, turnOf(id));
  const campaign = await readCampaign(manager, id);
  if (campaign?.status !== "SCHEDULED") return undefined;
  const isOver = hasCome(campaign.endsAt, clock());
  if (!isOver && !hasCome(campaign.startsAt, clock())) return undefined;
  const launched = isOver ? undefined : await launch(manager, campaign, clock);
  if (launched !== undefined && "id" in launched) return undefined;
  await writeStatus(manager, id, "CANCELLED", clock());
  return launched;
}
