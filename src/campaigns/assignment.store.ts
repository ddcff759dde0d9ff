import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { bound, join, raw, type Sql, sql } from "../database/sql.ts";
import { withPatience } from "../database/time-limit.ts";
import { groupBy } from "../math/group-by.ts";
import type { StoredCampaign } from "./campaign.store.ts";

/** What is known of a customer before a campaign looks back so far. */
const DAYS_BEFORE = 90;

/**
 * A number of [0, 1) for a customer in a campaign: the first 32 bits of MD5 of both and of what is drawn. Whoever assigns the same
 * customer again draws the same, and anybody can check it.
 */
export const draw = (campaignId: Sql, customerId: Sql, what: "hold-out" | "variant"): Sql =>
  sql`((('x' || substr(md5(${campaignId}::text || ' ' || ${customerId}::text || ${raw(`' ${what}'`)}), 1, 8))::bit(32)::bigint)::float8 / 4294967296)`;

/** Whether a customer is held out, and otherwise which variant they get. */
export function variantFor({ id, holdoutShare, variants }: Lot, customerId: Sql): Sql {
  const campaignId = sql`${bound(id)}::uuid`;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  const cases = variants.slice(0, -1).map((variant) => {
    below += variant.weight / total;
    return sql`when ${draw(campaignId, customerId, "variant")} < ${below}::float8 then ${variant.id}::uuid`;
  });
  const last = variants.at(-1)?.id ?? null;
  const chosen = cases.length === 0 ? sql`${last}::uuid` : sql`case ${join(cases, " ")} else ${last}::uuid end`;
  return sql`case when ${draw(campaignId, customerId, "hold-out")} >= ${holdoutShare}::float8 then ${chosen} end`;
}

type Lot = Pick<StoredCampaign, "id" | "holdoutShare" | "variants">;

/** Assigns everybody who is in the campaign's segment now, in one statement. */
export async function assignAudience(manager: EntityManager, campaign: StoredCampaign, now: Date): Promise<void> {
  const { id, segmentId, goal } = campaign;
  const moment = sql`${bound(now)}::timestamptz`;
  const assign = (): Promise<unknown> =>
    run(
      manager,
      sql`insert into campaign_assignment (customer_id, campaign_id, variant_id, status, suppression, before, due_at)
        select a.customer_id, ${id}::uuid, a.variant_id, case when a.variant_id is null then 'HELD_OUT' else 'PENDING' end,
          case when a.variant_id is null then 'HELD_OUT' end, ln(1 + coalesce(g.times, 0)), ${moment}
        from (select c.id as customer_id, ${variantFor(campaign, raw("c.id"))} as variant_id
              from segment_membership m join customer c on c.id = m.customer_id
              where m.segment_id = ${segmentId}::uuid and ${isListed(raw("c"))}) a
        left join (select t.customer_id, count(*) as times from touchpoint t
                   where t.type = ${goal} and t.occurred_at < ${moment}
                     and t.occurred_at >= ${moment} - make_interval(days => ${raw(String(DAYS_BEFORE))})
                     and t.customer_id in (select m.customer_id from segment_membership m where m.segment_id = ${segmentId}::uuid)
                   group by t.customer_id) g on g.customer_id = a.customer_id
        on conflict do nothing`,
    );
  await withPatience(manager, assign);
}

/** Something that has happened to a customer's message. */
export interface Happened {
  readonly customerId: string;
  readonly campaignId: string;
  readonly at: Date;
}

const BECOMES = {
  delivered_at: sql`case when a.status in ('SENT', 'UNKNOWN') then 'DELIVERED' else a.status end`,
  bounced_at: sql`case when a.status in ('SENT', 'DELIVERED', 'UNKNOWN') then 'BOUNCED' else a.status end`,
  opened_at: raw("a.status"),
  clicked_at: raw("a.status"),
} as const;

/** Notes when it first happened, of messages that have left or may have; whoever has clicked has opened. */
export async function noteHappened(
  manager: EntityManager,
  column: keyof typeof BECOMES,
  happened: readonly Happened[],
): Promise<void> {
  const at = raw(`a.${column}`);
  const opened = column === "clicked_at" ? raw(", opened_at = least(a.opened_at, h.at)") : raw("");
  for (const [campaignId, own] of groupBy(happened, (each) => each.campaignId)) {
    const first = firstOf(own);
    const [ids, moments] = [[...first.keys()], [...first.values()].map((moment) => moment.toISOString())];
    await run(
      manager,
      sql`update campaign_assignment a set ${raw(column)} = least(${at}, h.at), status = ${BECOMES[column]}${opened}
          from (select * from unnest(${ids}::uuid[], ${moments}::timestamptz[])) h (customer_id, at)
          where a.customer_id = h.customer_id and a.campaign_id = ${campaignId}::uuid and a.sent_at is not null`,
    );
  }
}

/** By customer the earliest moment, in the order in which rows are to be changed. */
function firstOf(happened: readonly Happened[]): Map<string, Date> {
  const first = new Map<string, Date>();
  for (const { customerId, at } of happened) {
    const before = first.get(customerId);
    if (before === undefined || at < before) first.set(customerId, at);
  }
  return new Map([...first].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** "customer campaign" -> the address to which the message was sent. */
export async function readAddresses(manager: EntityManager, of: readonly Happened[]): Promise<Map<string, string>> {
  const [customers, campaigns] = [of.map(({ customerId }) => customerId), of.flatMap((each) => each.campaignId || [])];
  const rows = await run<{ customer_id: string; campaign_id: string; address: string }>(
    manager,
    sql`select a.customer_id, a.campaign_id, a.address from campaign_assignment a
        where a.customer_id = any(${customers}::uuid[]) and a.campaign_id = any(${campaigns}::uuid[]) and a.address is not null`,
  );
  return new Map(rows.map(({ customer_id, campaign_id, address }) => [`${customer_id} ${campaign_id}`, address]));
}
