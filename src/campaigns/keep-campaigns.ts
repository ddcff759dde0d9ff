import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { enqueueOnce } from "../jobs/index.ts";
import { type DatedCampaign, readCampaign, readCampaignsIn, writeStatus } from "./campaign.store.ts";
import { type CampaignStatus, type Failed, hasCome, SEND_MESSAGES, turnOf } from "./campaign.ts";
import { completeIfDone } from "./complete-campaign.ts";
import { isAnythingInFlight, outstanding } from "./messages/message.store.ts";
import { campaignsToTell } from "./messages/told.store.ts";

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

const LAUNCHED: readonly CampaignStatus[] = ["RUNNING", "PAUSED"];

/** Does something with each campaign of a status. */
export async function eachOf(
  dataSource: DataSource,
  statuses: readonly CampaignStatus[],
  failed: Failed,
  work: (campaign: DatedCampaign) => Promise<void>,
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
