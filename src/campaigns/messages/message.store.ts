import type { EntityManager } from "typeorm";
import { insertRows } from "../../database/insert-rows.ts";
import { run } from "../../database/run.ts";
import { bound, raw, type Sql, sql } from "../../database/sql.ts";
import type { Channel } from "../../touchpoints/index.ts";
import { BouncedAddress, CampaignAssignment } from "../campaign.entity.ts";
import type { StoredCampaign } from "../campaign.store.ts";
import type { MessageStatus, SuppressionReason } from "../campaign.ts";
import { type FactsOptions, type MessageFacts, messageFacts } from "./message-facts.ts";

/** A message that is to be decided on, with what is known of its customer. */
export interface DueMessage {
  readonly variantId: string;
  readonly attempts: number;
  readonly facts: MessageFacts;
}

/** The customers whose messages have waited longest, of those that may be sent by now. */
export async function dueCustomers(
  manager: EntityManager,
  campaignId: string,
  now: Date,
  most: number,
): Promise<{ customerId: string; variantId: string }[]> {
  return run(
    manager,
    sql`select a.customer_id as "customerId", a.variant_id as "variantId" from campaign_assignment a
        where a.campaign_id = ${campaignId}::uuid and a.status = 'PENDING' and a.due_at <= ${now}::timestamptz
        order by a.due_at, a.customer_id limit ${most}::int`,
  );
}

/** Those of the customers' messages that are still to be decided on, by customer. */
export function readDue(
  manager: EntityManager,
  campaignId: string,
  customerIds: readonly string[],
  options: FactsOptions,
): Promise<DueMessage[]> {
  return run(
    manager,
    sql`select a.variant_id as "variantId", a.attempts, ${messageFacts(raw("c"), raw("v"), options)} as facts
        from campaign_assignment a join customer c on c.id = a.customer_id join campaign_variant v on v.id = a.variant_id
        where a.campaign_id = ${campaignId}::uuid and a.customer_id = any(${customerIds}::uuid[]) and a.status = 'PENDING'
        order by a.customer_id`,
  );
}

/** What a preview shows: the facts by variant, and whether the customer would be held out. */
export function readForPreview(
  manager: EntityManager,
  campaignId: string,
  customerId: string,
  variantFor: Sql,
  options: FactsOptions,
): Promise<{ variantId: string; facts: MessageFacts; heldOut: boolean }[]> {
  return run(
    manager,
    sql`select v.id as "variantId", ${messageFacts(raw("c"), raw("v"), options)} as facts, ${variantFor} is null as "heldOut"
        from customer c cross join campaign_variant v
        where v.campaign_id = ${campaignId}::uuid
          and c.id = (select coalesce(m.merged_into, m.id) from customer m where m.id = ${customerId}::uuid)`,
  );
}

/** How many messages have left or may have: what the budget has paid for. */
async function countPaid(manager: EntityManager, campaignId: string): Promise<number> {
  const [row] = await run<{ paid: number }>(
    manager,
    sql`select count(*)::int as paid from campaign_assignment a
        where a.campaign_id = ${campaignId}::uuid and a.sent_at is not null`,
  );
  return row?.paid ?? 0;
}

/** How many more messages a campaign's budget pays for; Infinity without one. Reckoned exactly. */
export async function affordable(
  manager: EntityManager,
  { id, budget, costPerMessage }: StoredCampaign,
): Promise<number> {
  if (budget === null || costPerMessage === null) return Number.POSITIVE_INFINITY;
  const paid = await countPaid(manager, id);
  const [row] = await run<{ left: number }>(
    manager,
    sql`select least(greatest(floor(${budget.amount}::numeric / ${costPerMessage.amount}::numeric) - ${paid}::int, 0), 2147483647)::int as left`,
  );
  return row?.left ?? 0;
}

/** What a message has become. */
export interface Decided {
  readonly customerId: string;
  readonly status: MessageStatus;
  readonly suppression: SuppressionReason | null;
  readonly attempts: number;
  readonly reason: string | null;
  readonly dueAt: Date;
  readonly address: string | null;
  readonly subject: string | null;
  readonly body: string | null;
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly bouncedAt: Date | null;
  /** Whether touchpoints are to tell of it. */
  readonly untold: boolean;
}

const SET =
  raw(`status = excluded.status, suppression = excluded.suppression, attempts = excluded.attempts, reason = excluded.reason,
  due_at = excluded.due_at, address = excluded.address, subject = excluded.subject, body = excluded.body, sent_at = excluded.sent_at,
  delivered_at = excluded.delivered_at, bounced_at = excluded.bounced_at, untold = excluded.untold`);

/** Writes what messages have become, in one statement; the rows are there. */
export async function writeDecided(
  manager: EntityManager,
  campaignId: string,
  decided: readonly Decided[],
): Promise<void> {
  await insertRows<CampaignAssignment>(manager, CampaignAssignment, decided, {
    key: ["customerId", "campaignId"],
    conflict: { set: SET },
    same: { campaignId, before: 0 }, // wanted of a new row, which none of them is
  });
}

export interface Result {
  readonly customerId: string;
  readonly status: MessageStatus;
  readonly reason: string | null;
  /** Of one that is to be tried again. */
  readonly dueAt: Date;
}

/** Whether somebody has told of a message, in a touchpoint, before whoever sends it knew: then it has left, whatever else is said. */
const TOLD = raw("(delivered_at is not null or bounced_at is not null)");

const toldOr = (status: Sql): Sql =>
  sql`case when bounced_at is not null then 'BOUNCED' when delivered_at is not null then 'DELIVERED' else ${status} end`;

/** Writes how messages that were on their way out have ended. Late word of one that was given up as UNKNOWN counts as well. */
export async function writeResult(
  manager: EntityManager,
  campaignId: string,
  { customerId, status, reason, dueAt }: Result,
  now: Date,
): Promise<void> {
  const moment = sql`${bound(now)}::timestamptz`;
  const left = status === "SENT" || status === "DELIVERED" || status === "BOUNCED" || status === "UNKNOWN";
  const kept = (column: string): Sql => (left ? raw(column) : sql`case when ${TOLD} then ${raw(column)} end`);
  await run(
    manager,
    sql`update campaign_assignment set status = ${toldOr(sql`${status}`)}, due_at = ${dueAt}::timestamptz,
          reason = case when not ${TOLD} then ${reason}::text end, sent_at = ${kept("sent_at")}, address = ${kept("address")},
          subject = ${kept("subject")}, body = ${kept("body")},
          delivered_at = ${status === "DELIVERED" ? sql`coalesce(delivered_at, ${moment})` : raw("delivered_at")},
          bounced_at = ${status === "BOUNCED" ? sql`coalesce(bounced_at, ${moment})` : raw("bounced_at")},
          untold = ${left && status !== "UNKNOWN"}::boolean or ${TOLD}
        where customer_id = ${customerId}::uuid and campaign_id = ${campaignId}::uuid and status in ('SENDING', 'UNKNOWN')`,
  );
}

/** What was on its way out when the process that sent it ended may have left: it is never sent again. */
export async function giveUpInFlight(manager: EntityManager): Promise<void> {
  await run(
    manager,
    sql`update campaign_assignment set status = ${toldOr(raw("'UNKNOWN'"))}, untold = ${TOLD},
          reason = case when not ${TOLD} then 'the program ended while it was on its way out' end
        where status = 'SENDING'`,
  );
}

/** Notes addresses from which messages have come back. */
export async function noteBounced(
  manager: EntityManager,
  bounced: readonly { customerId: string; channel: Channel; address: string }[],
  now: Date,
): Promise<void> {
  const rows = new Map(bounced.map((each) => [JSON.stringify(Object.values(each)), each]));
  await insertRows<BouncedAddress>(manager, BouncedAddress, [...rows.values()], {
    key: ["customerId", "channel", "address"],
    conflict: "nothing",
    same: { bouncedAt: now },
  });
}

/** What is still to be done for a campaign. */
export async function outstanding(
  manager: EntityManager,
  campaignId: string,
  now: Date,
): Promise<{ due: boolean; open: boolean }> {
  const [row] = await run<{ due: boolean; open: boolean }>(
    manager,
    sql`select exists (select from campaign_assignment a where a.campaign_id = ${campaignId}::uuid and a.status = 'PENDING'
            and a.due_at <= ${now}::timestamptz) as due,
          exists (select from campaign_assignment a where a.campaign_id = ${campaignId}::uuid and a.status = 'PENDING')
            or exists (select from campaign_assignment a where a.campaign_id = ${campaignId}::uuid and a.status = 'SENDING') as open`,
  );
  return row ?? { due: false, open: false };
}

/** Whether anything was left on its way out. */
export async function isAnythingInFlight(manager: EntityManager): Promise<boolean> {
  const [row] = await run<{ any: boolean }>(
    manager,
    sql`select exists (select from campaign_assignment a where a.status = 'SENDING') as any`,
  );
  return row?.any === true;
}

/** What is told of a message where the fault is the program's. */
export const WENT_WRONG = "something went wrong here; the log has the rest";

/** Puts the message that has waited longest off, by how often it has been tried; it has FAILED where it is not to be tried again. */
export async function putOff(
  manager: EntityManager,
  campaignId: string,
  now: Date,
  next: (attempts: number) => Date | undefined,
): Promise<void> {
  const [due] = await dueCustomers(manager, campaignId, now, 1);
  if (due === undefined) return;
  const [row] = await run<{ attempts: number }>(
    manager,
    sql`update campaign_assignment set attempts = attempts + 1, reason = ${WENT_WRONG}
        where customer_id = ${due.customerId}::uuid and campaign_id = ${campaignId}::uuid and status = 'PENDING' returning attempts`,
  );
  const dueAt = next(row?.attempts ?? 1);
  const change = dueAt === undefined ? sql`status = 'FAILED'` : sql`due_at = ${dueAt}::timestamptz`;
  await run(
    manager,
    sql`update campaign_assignment set ${change}
        where customer_id = ${due.customerId}::uuid and campaign_id = ${campaignId}::uuid and status = 'PENDING'`,
  );
}
