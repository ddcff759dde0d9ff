import type { EntityManager } from "typeorm";
import { type Refusal, type Refused, refused } from "../graphql/refusals.ts";
import { type StoredCampaign, writeSettings, writeStatus } from "./campaign.store.ts";
import { isBefore, isOver } from "./campaign.ts";
import { segmentOf } from "./campaign-segment.ts";
import { settingRefusals } from "./check-settings.ts";
import { pastRefusals } from "./create-campaign.ts";
import { heldCampaign } from "./held-campaign.ts";
import { notAllowed } from "./refusals.ts";
import { type CampaignSettings, changedSettings, type GivenSettings, withGiven } from "./settings.ts";

export interface CampaignUpdate extends GivenSettings {
  readonly id: string;
  readonly expectedVersion: number;
}

/** Changes a campaign, or says why not; nothing of it is written then. */
export async function updateCampaign(
  manager: EntityManager,
  given: CampaignUpdate,
  now: Date,
): Promise<{ id: string } | Refused> {
  const campaign = await heldCampaign(manager, given.id);
  if ("refusals" in campaign) return campaign;
  const { version } = campaign;
  if (given.expectedVersion !== version) {
    const message = `the campaign has changed: its version is ${version}, not ${given.expectedVersion}; read it again`;
    return refused("CONFLICT", message, "expectedVersion");
  }
  const { segmentId: named } = given;
  const segment = named ? await segmentOf(manager, named) : { id: campaign.segmentId };
  const settings = withGiven(campaign, given, "id" in segment ? segment.id : campaign.segmentId);
  const changed = changedSettings(campaign, settings);
  const refusals = [
    ...clearedRefusals(given),
    ...("refusals" in segment ? segment.refusals : []),
    ...standingRefusals(campaign, changed),
    ...settingRefusals(settings),
    ...(changed.includes("endsAt") ? pastRefusals(settings, now) : []),
    ...(campaign.status === "SCHEDULED" ? startRefusals(settings, now) : []),
  ];
  if (refusals.length > 0) return { refusals };
  await writeSettings(manager, campaign, settings, now);
  // Without a time it is launched by hand again.
  if (campaign.status === "SCHEDULED" && settings.startsAt === null)
    await writeStatus(manager, campaign.id, "DRAFT", now);
  return { id: campaign.id };
}

/** What is scheduled begins some time from now. */
function startRefusals({ startsAt }: CampaignSettings, now: Date): Refusal[] {
  if (startsAt === null || startsAt > now) return [];
  const message = `startsAt is ${startsAt.toISOString()}, which has passed; launchCampaign launches it now`;
  return [{ code: "INVALID", message, path: ["startsAt"] }];
}

/** What a campaign always has. */
function clearedRefusals(given: CampaignUpdate): Refusal[] {
  const kept = ["name", "segmentId", "goal", "holdoutShare", "attributionDays", "variants"] as const;
  const cleared = kept.filter((field) => given[field] === null);
  return cleared.map((field) => ({ code: "REQUIRED", message: `${field} cannot be cleared`, path: [field] }));
}

/** Once everybody has been assigned, what decided on that stays; once it is over, all but its name. */
function standingRefusals({ status }: StoredCampaign, changed: readonly (keyof CampaignSettings)[]): Refusal[] {
  if (isBefore(status)) return [];
  const mayChange = isOver(status) ? ["name"] : ["name", "endsAt", "budget"];
  return changed
    .filter((field) => !mayChange.includes(field))
    .map((field) => notAllowed(status, `${field} stays as it is, and ${mayChange.join(", ")} may change`, [field]));
}
