import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { enqueueOnce } from "../jobs/index.ts";
import { readCampaign, readCampaignsIn, type StoredCampaign, writeStatus } from "./campaign.store.ts";
import { isOver, SEND_MESSAGES, turnOf } from "./campaign.ts";
import { completeIfDone } from "./complete-campaign.ts";
import { campaignsToTell, isAnythingInFlight, outstanding } from "./messages/message.store.ts";
import { launch } from "./move-campaign.ts";

/**
 * Follows the clock: launches what is scheduled, ends what has an end, and asks for what is due to be sent, such as what quiet hours
 * have held back, and what a process left undone that has died.
 */
export async function keepCampaigns(dataSource: DataSource, clock: () => Date): Promise<void> {
  const { manager } = dataSource;
  let isAnythingDue = (await campaignsToTell(manager)).length > 0 || (await isAnythingInFlight(manager));
  for (const { id, status } of await readCampaignsIn(manager, ["SCHEDULED", "RUNNING", "PAUSED"])) {
    await inTransaction(dataSource, (transaction) => followTime(transaction, id, clock()));
    if (status !== "RUNNING") continue;
    isAnythingDue ||= (await outstanding(manager, id, clock())).due;
    await completeIfDone(dataSource, id, clock());
  }
  if (!isAnythingDue) return;
  await inTransaction(dataSource, (transaction) => enqueueOnce(transaction, { kind: SEND_MESSAGES, now: clock() }));
}

async function followTime(manager: EntityManager, id: string, now: Date): Promise<void> {
  const found = await readCampaign(manager, id);
  if (found === undefined || nextOf(found, now) === undefined) return;
  await takeTurn(manager, turnOf(id));
  const campaign = await readCampaign(manager, id);
  const next = campaign === undefined ? undefined : nextOf(campaign, now);
  if (campaign === undefined || next === undefined) return;
  if (next === "RUNNING") await launch(manager, campaign, now);
  else await writeStatus(manager, id, next, now);
}

/** What its times make of a campaign now; undefined where nothing. */
function nextOf(
  { status, startsAt, endsAt }: StoredCampaign,
  now: Date,
): "RUNNING" | "COMPLETED" | "CANCELLED" | undefined {
  const ended = endsAt !== null && endsAt <= now;
  if (isOver(status) || status === "DRAFT") return undefined;
  if (status === "SCHEDULED") {
    if (ended) return "CANCELLED"; // nothing ran that could be judged
    return startsAt === null || startsAt <= now ? "RUNNING" : undefined;
  }
  return ended ? "COMPLETED" : undefined;
}
