import type { Amount } from "../products/index.ts";
import type { Channel, TouchpointType } from "../touchpoints/index.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** At most so many messages of all campaigns to one customer in so many times 24 hours. */
export interface FrequencyCap {
  readonly messages: number;
  readonly perDays: number;
}

export interface VariantSettings {
  readonly name: string;
  readonly weight: number;
  readonly channel: Channel;
  readonly subject: string | null;
  readonly body: string;
  readonly recommendationSlots: number;
}

/** What people decide of a campaign. */
export interface CampaignSettings {
  readonly name: string;
  /** The segment's UUID. */
  readonly segmentId: string;
  readonly goal: TouchpointType;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly holdoutShare: number;
  readonly frequencyCap: FrequencyCap | null;
  readonly quietHours: QuietHours | null;
  readonly budget: Amount | null;
  readonly costPerMessage: Amount | null;
  readonly attributionDays: number;
  readonly variants: readonly VariantSettings[];
}

/** A variant as it comes: with what may be left out. */
export interface GivenVariant {
  readonly name: string;
  readonly weight?: number | null;
  readonly channel: Channel;
  readonly subject?: string | null;
  readonly body: string;
  readonly recommendationSlots?: number | null;
}

/** Settings as they come: what is left out stays, or is as usual; null clears. */
export interface GivenSettings {
  readonly name?: string | null;
  /** An id. */
  readonly segmentId?: string | null;
  readonly goal?: TouchpointType | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
  readonly holdoutShare?: number | null;
  readonly frequencyCap?: FrequencyCap | null;
  readonly quietHours?: QuietHours | null;
  readonly budget?: Amount | null;
  readonly costPerMessage?: Amount | null;
  readonly attributionDays?: number | null;
  readonly variants?: readonly GivenVariant[] | null;
}

/** What holds where nobody says otherwise. */
export const USUAL = {
  goal: "ORDER_COMPLETED",
  holdoutShare: 0.1,
  attributionDays: 7,
  weight: 1,
  recommendationSlots: 0,
} as const;

export const variantOf = ({ subject, weight, recommendationSlots, name, ...given }: GivenVariant): VariantSettings => ({
  ...given,
  name: name.trim(),
  subject: subject ?? null,
  weight: weight ?? USUAL.weight,
  recommendationSlots: recommendationSlots ?? USUAL.recommendationSlots,
});

/** The settings with what is given in the place of what was; without the names of what cannot be cleared. */
export function withGiven(before: CampaignSettings, given: GivenSettings, segmentId: string): CampaignSettings {
  const { name, goal, holdoutShare, attributionDays, variants } = given;
  const clearable = ["startsAt", "endsAt", "frequencyCap", "quietHours", "budget", "costPerMessage"] as const;
  const set = Object.fromEntries(
    clearable.flatMap((field) => (given[field] === undefined ? [] : [[field, given[field]]])),
  );
  return {
    ...before,
    ...set,
    segmentId,
    name: name?.trim() ?? before.name,
    goal: goal ?? before.goal,
    holdoutShare: holdoutShare ?? before.holdoutShare,
    attributionDays: attributionDays ?? before.attributionDays,
    variants: variants?.map(variantOf) ?? before.variants,
  };
}

/** The names of the settings in which two differ. */
export function changedSettings(before: CampaignSettings, after: CampaignSettings): (keyof CampaignSettings)[] {
  const [old, fresh] = [
    { ...before, variants: before.variants.map(bare) },
    { ...after, variants: after.variants.map(bare) },
  ];
  return SETTINGS.filter((name) => JSON.stringify(comparable(old[name])) !== JSON.stringify(comparable(fresh[name])));
}

/** Without the id that a stored one has. */
const bare = ({ name, weight, channel, subject, body, recommendationSlots }: VariantSettings): VariantSettings => ({
  name,
  weight,
  channel,
  subject,
  body,
  recommendationSlots,
});

/** The order of an object's names, and how an amount is written, change nothing. */
function comparable(value: unknown): unknown {
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(comparable);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([name, each]) => [name, name === "amount" ? Number(each) : comparable(each)]);
}

const SETTINGS: readonly (keyof CampaignSettings)[] = [
  "name",
  "segmentId",
  "goal",
  "startsAt",
  "endsAt",
  "holdoutShare",
  "frequencyCap",
  "quietHours",
  "budget",
  "costPerMessage",
  "attributionDays",
  "variants",
];
