import type { EntityManager } from "typeorm";
import type { Refusal, Refused } from "../graphql/refusals.ts";
import { insertCampaign } from "./campaign.store.ts";
import { segmentOf } from "./campaign-segment.ts";
import { settingRefusals } from "./check-settings.ts";
import { type CampaignSettings, type GivenSettings, USUAL, withGiven } from "./settings.ts";

const BLANK: CampaignSettings = {
  name: "",
  segmentId: "",
  goal: USUAL.goal,
  startsAt: null,
  endsAt: null,
  holdoutShare: USUAL.holdoutShare,
  frequencyCap: null,
  quietHours: null,
  budget: null,
  costPerMessage: null,
  attributionDays: USUAL.attributionDays,
  variants: [],
};

/** Makes a DRAFT, or says why not. */
export async function createCampaign(
  manager: EntityManager,
  given: GivenSettings,
  now: Date,
): Promise<{ id: string } | Refused> {
  const segment = await segmentOf(manager, given.segmentId ?? "");
  const settings = withGiven(BLANK, given, "id" in segment ? segment.id : "");
  const refusals: readonly Refusal[] = [
    ...("refusals" in segment ? segment.refusals : []),
    ...settingRefusals(settings),
    ...pastRefusals(settings, now),
  ];
  return refusals.length > 0 ? { refusals } : { id: await insertCampaign(manager, settings, now) };
}

/** A campaign that is made or changed ends some time from now. */
export function pastRefusals({ endsAt }: CampaignSettings, now: Date): Refusal[] {
  if (endsAt === null || endsAt > now) return [];
  const message = `endsAt is ${endsAt.toISOString()}, which has passed; it is a moment to come`;
  return [{ code: "INVALID", message, path: ["endsAt"] }];
}
