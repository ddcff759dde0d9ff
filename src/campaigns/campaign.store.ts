import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { bound, raw, type Sql, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { Campaign, CampaignVariant } from "./campaign.entity.ts";
import type { CampaignStatus } from "./campaign.ts";
import type { CampaignSettings, VariantSettings } from "./settings.ts";

export interface StoredVariant extends VariantSettings {
  readonly id: string;
}

/** A campaign as those read it who change it or send its messages. */
export interface StoredCampaign extends CampaignSettings {
  readonly id: string;
  readonly status: CampaignStatus;
  readonly version: number;
  readonly assignedAt: Date | null;
  readonly variants: readonly StoredVariant[];
}

const amount = (value: Sql): Sql =>
  sql`case when ${value} is not null then json_build_object('amount', ${value}::text, 'currency', c.currency) end`;

const STORED = sql`c.id, c.status, c.version, c.assigned_at as "assignedAt", c.name, c.segment_id as "segmentId", c.goal,
  c.starts_at as "startsAt", c.ends_at as "endsAt", c.holdout_share as "holdoutShare",
  case when c.cap_messages is not null then json_build_object('messages', c.cap_messages, 'perDays', c.cap_per_days) end as "frequencyCap",
  case when c.quiet_from is not null then json_build_object('from', c.quiet_from, 'to', c.quiet_to, 'timeZone', c.quiet_time_zone) end as "quietHours",
  ${amount(raw("c.budget"))} as budget, ${amount(raw("c.cost_per_message"))} as "costPerMessage",
  c.attribution_days as "attributionDays",
  (select json_agg(json_build_object('id', v.id, 'name', v.name, 'weight', v.weight, 'channel', v.channel, 'subject', v.subject,
     'body', v.body, 'recommendationSlots', v.recommendation_slots) order by v.place)
   from campaign_variant v where v.campaign_id = c.id) as variants`;

export async function readCampaign(manager: EntityManager, id: string): Promise<StoredCampaign | undefined> {
  const [found] = await run<StoredCampaign>(manager, sql`select ${STORED} from campaign c where c.id = ${id}::uuid`);
  return found;
}

/** What of a campaign says what its times make of it. */
export type DatedCampaign = Pick<StoredCampaign, "id" | "status" | "version" | "segmentId" | "startsAt" | "endsAt">;

/** Those of a status, the oldest first. */
export function readCampaignsIn(manager: EntityManager, statuses: readonly CampaignStatus[]): Promise<DatedCampaign[]> {
  return run(
    manager,
    sql`select c.id, c.status, c.version, c.segment_id as "segmentId", c.starts_at as "startsAt", c.ends_at as "endsAt" from campaign c
        where c.status = any(${statuses}::text[]) order by c.created_at, c.id`,
  );
}

/** Which of these campaigns there are. */
export async function knownCampaigns(manager: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  const rows = await run<{ id: string }>(manager, sql`select c.id from campaign c where c.id = any(${ids}::uuid[])`);
  return new Set(rows.map(({ id }) => id));
}

/** Makes a campaign, and gives its UUID. */
export async function insertCampaign(manager: EntityManager, settings: CampaignSettings, now: Date): Promise<string> {
  const id = uuidAt(now, randomUUID());
  const row = {
    ...columnsOf(settings),
    id,
    status: "DRAFT",
    version: 1,
    createdAt: now,
    updatedAt: now,
    assignedAt: null,
  } as const;
  await insertRows<Campaign>(manager, Campaign, [row], { key: ["id"], conflict: "fails" });
  await insertVariants(
    manager,
    id,
    settings.variants.map((variant) => ({ ...variant, id: randomUUID() })),
  );
  return id;
}

function columnsOf({ frequencyCap, quietHours, budget, costPerMessage, variants, ...settings }: CampaignSettings) {
  return {
    ...settings,
    capMessages: frequencyCap?.messages ?? null,
    capPerDays: frequencyCap?.perDays ?? null,
    quietFrom: quietHours?.from ?? null,
    quietTo: quietHours?.to ?? null,
    quietTimeZone: quietHours?.timeZone ?? null,
    budget: budget?.amount ?? null,
    costPerMessage: costPerMessage?.amount ?? null,
    currency: budget?.currency ?? costPerMessage?.currency ?? null,
  };
}

async function insertVariants(
  manager: EntityManager,
  campaignId: string,
  variants: readonly StoredVariant[],
): Promise<void> {
  const rows = variants.map((variant, place) => ({ ...pick(variant), campaignId, place }));
  await insertRows<CampaignVariant>(manager, CampaignVariant, rows, { key: ["id"], conflict: "fails" });
}

const pick = ({ id, name, weight, channel, subject, body, recommendationSlots }: StoredVariant) => ({
  id,
  name,
  weight,
  channel,
  subject,
  body,
  recommendationSlots,
});

/** Writes all settings of a campaign; a variant that keeps its name keeps its id. */
export async function writeSettings(
  manager: EntityManager,
  before: StoredCampaign,
  settings: CampaignSettings,
  now: Date,
): Promise<void> {
  const row = columnsOf(settings);
  await run(
    manager,
    sql`update campaign set name = ${row.name}, segment_id = ${row.segmentId}::uuid, goal = ${row.goal},
          starts_at = ${row.startsAt === null ? null : bound(row.startsAt)}::timestamptz,
          ends_at = ${row.endsAt === null ? null : bound(row.endsAt)}::timestamptz, holdout_share = ${row.holdoutShare}::float8,
          cap_messages = ${row.capMessages}::int, cap_per_days = ${row.capPerDays}::int, quiet_from = ${row.quietFrom}::text,
          quiet_to = ${row.quietTo}::text, quiet_time_zone = ${row.quietTimeZone}::text, budget = ${row.budget}::numeric,
          cost_per_message = ${row.costPerMessage}::numeric, currency = ${row.currency}::text,
          attribution_days = ${row.attributionDays}::int, version = version + 1, updated_at = ${now}::timestamptz
        where id = ${before.id}::uuid`,
  );
  const idOf = new Map(before.variants.map(({ name, id }) => [name, id]));
  const variants = settings.variants.map((each) => ({ ...each, id: idOf.get(each.name) ?? randomUUID() }));
  if (JSON.stringify(variants.map(pick)) === JSON.stringify(before.variants.map(pick))) return;
  await run(manager, sql`delete from campaign_variant where campaign_id = ${before.id}::uuid`);
  await insertVariants(manager, before.id, variants);
}

/** Moves a campaign; `assignedAt` where its audience has been fixed. */
export async function writeStatus(
  manager: EntityManager,
  id: string,
  status: CampaignStatus,
  now: Date,
  assignedAt?: Date,
): Promise<void> {
  const assigned = assignedAt === undefined ? raw("assigned_at") : sql`${assignedAt}::timestamptz`;
  await run(
    manager,
    sql`update campaign set status = ${status}, assigned_at = ${assigned}, version = version + 1, updated_at = ${now}::timestamptz
        where id = ${id}::uuid`,
  );
}
