import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { type Refused, RefusedLate } from "../graphql/refusals.ts";
import { type DatedCampaign, readCampaign, writeStatus } from "./campaign.store.ts";
import { type Failed, hasCome, turnOf } from "./campaign.ts";
import { eachOf } from "./keep-campaigns.ts";
import { backOff } from "./messages/retry.ts";
import { launch } from "./move-campaign.ts";

/** About an hour. */
const MOST_DOUBLINGS = 6;

/** A start that has failed, of the campaign as it was then. */
interface PutOff {
  readonly version: number;
  readonly times: number;
  readonly until: Date;
}

/**
 * Launches what is scheduled, when its time has come. That is apart from the clock of what has been launched, since it may take long to
 * say who is in a segment; what fails is tried again after 1, 2, 4, ... minutes, about an hour at most, or once the campaign has been changed.
 */
export class ScheduledStarts {
  #putOff = new Map<string, PutOff>();

  async follow(dataSource: DataSource, clock: () => Date, failed: Failed): Promise<void> {
    const still = new Map<string, PutOff>();
    await eachOf(dataSource, ["SCHEDULED"], failed, async (campaign) => {
      const before = this.#putOff.get(campaign.id);
      const failure = before?.version === campaign.version ? before : undefined;
      if (failure !== undefined && failure.until > clock()) {
        still.set(campaign.id, failure);
        return;
      }
      try {
        await start(dataSource, campaign, clock, failed);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        const times = failure?.times ?? 0;
        const until = backOff(Math.min(times, MOST_DOUBLINGS), clock());
        still.set(campaign.id, { version: campaign.version, times: times + 1, until });
        throw error;
      }
    });
    this.#putOff = still;
  }
}

async function start(
  dataSource: DataSource,
  campaign: DatedCampaign,
  clock: () => Date,
  failed: Failed,
): Promise<void> {
  const hasEnded = hasCome(campaign.endsAt, clock());
  if (!hasEnded && !hasCome(campaign.startsAt, clock())) return;
  const refused = await inTransaction(dataSource, (manager) =>
    hasEnded ? cancelEnded(manager, campaign.id, clock()) : launchOrCancel(manager, campaign, clock),
  );
  if (refused !== undefined) failed(campaign.id, new RefusedLate(refused));
}

async function cancelEnded(manager: EntityManager, id: string, now: Date): Promise<undefined> {
  await takeTurn(manager, turnOf(id));
  const campaign = await readCampaign(manager, id);
  if (campaign?.status === "SCHEDULED" && hasCome(campaign.endsAt, now))
    await writeStatus(manager, id, "CANCELLED", now);
}

/** One whose segment is gone is CANCELLED, and told why: nothing ran that could be judged. What was moved meanwhile is as it is. */
async function launchOrCancel(
  manager: EntityManager,
  campaign: DatedCampaign,
  clock: () => Date,
): Promise<Refused | undefined> {
  const launched = await launch(manager, campaign, clock);
  if ("id" in launched || launched.refusals.some(({ code }) => MEANWHILE.includes(code))) return undefined;
  await writeStatus(manager, campaign.id, "CANCELLED", clock());
  return launched;
}

const MEANWHILE = ["CONFLICT", "NOT_ALLOWED_IN_STATE"];
