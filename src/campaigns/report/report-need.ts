import { raw, type Sql, sql } from "../../database/sql.ts";
import { type HasRole, mayReadPersonal } from "../../graphql/roles.ts";
import { type Json, json, type Reader } from "../../reading/index.ts";
import { SMALLEST_GROUP } from "../../segments/index.ts";
import { shopCurrency } from "../../shop/index.ts";
import { OF_MESSAGES, type SuppressionReason } from "../campaign.ts";

/** What PostgreSQL adds up of a campaign; the estimates are made of it. */
export interface CampaignFigures {
  readonly audience: number;
  readonly heldOut: number;
  readonly pending: number;
  readonly failed: number;
  readonly unknown: number;
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  /** Whether those who are held out can do the goal as well. */
  readonly comparable: boolean;
  readonly suppressed: Readonly<Partial<Record<SuppressionReason, number>>>;
  /** A decimal, in the shop's currency. */
  readonly revenue: string;
  /** Of those with a variant, and of those held out; null where there is nobody. */
  readonly treated: ArmFigures | null;
  readonly control: ArmFigures | null;
  readonly variants: readonly VariantFigures[];
}

export interface ArmFigures {
  readonly customers: number;
  readonly converted: number;
  readonly rate: number;
  /** Of the sample; null of a single customer. */
  readonly variance: number | null;
  readonly before: number;
  readonly beforeVariance: number | null;
  readonly covariance: number | null;
  readonly revenue: number;
  readonly revenueVariance: number | null;
  readonly withRevenue: number;
}

export interface VariantFigures {
  readonly id: string;
  readonly customers: number;
  readonly sent: number;
  readonly converted: number;
}

/**
 * [the shop's currency, what has been spent, in which currency, of how few people nothing is told, the figures; null where the audience is so
 * few].
 */
export type ReportNeed = readonly [string, string, string, number, CampaignFigures | null];

/** All of it as JSON, of a row of `campaign`. */
export function reportNeed(campaign: Sql, { viewer }: Pick<Reader, "viewer">): Json {
  const [told, few] = [isTold(campaign, viewer), mayReadPersonal(viewer) ? 0 : SMALLEST_GROUP];
  const figures = told === undefined ? figuresOf(campaign) : sql`case when ${told} then ${figuresOf(campaign)} end`;
  return json`${sql`json_build_array(${shopCurrency}, ${spentOn(campaign)}::text, coalesce(${campaign}.currency, ${shopCurrency}),
    ${raw(String(few))}, ${figures})::text`}`;
}

/** Whether the audience is so many that who may not read personal data is told of it; undefined for who may. */
export const isTold = (campaign: Sql, viewer: HasRole): Sql | undefined =>
  mayReadPersonal(viewer)
    ? undefined
    : sql`(select count(*) from (select from campaign_assignment f where f.campaign_id = ${campaign}.id
        limit ${raw(String(SMALLEST_GROUP))}) f) >= ${raw(String(SMALLEST_GROUP))}`;

/** What the messages of a campaign have cost: of those that have left, or may have. */
export const spentOn = (campaign: Sql): Sql =>
  sql`(coalesce(${campaign}.cost_per_message, 0) * (select count(*) from campaign_assignment p
    where p.campaign_id = ${campaign}.id and p.sent_at is not null))`;

function figuresOf(campaign: Sql): Sql {
  return sql`(with everybody as materialized (${customersOf(campaign)})
    select json_build_object(${COUNTS}, 'comparable', ${campaign}.goal <> all(${[...OF_MESSAGES]}::text[]), 'revenue', coalesce(sum(e.revenue) filter (where e.variant_id is not null), 0)::text,
      'suppressed', (select coalesce(json_object_agg(s.suppression, s.customers), '{}') from (
         select e.suppression, count(*) as customers from everybody e where e.suppression is not null group by e.suppression) s),
      'treated', (select ${ARM} from everybody e where e.variant_id is not null having count(*) > 0),
      'control', (select ${ARM} from everybody e where e.variant_id is null having count(*) > 0),
      'variants', (select coalesce(json_agg(json_build_object('id', v.id, 'customers', v.customers, 'sent', v.sent, 'converted', v.converted)
           order by v.place), '[]') from (
         select v.id, v.place, count(e.customer_id) as customers, count(*) filter (where e.status in ('SENT', 'DELIVERED', 'BOUNCED')) as sent,
           count(*) filter (where e.converted > 0) as converted
         from campaign_variant v left join everybody e on e.variant_id = v.id where v.campaign_id = ${campaign}.id
         group by v.id, v.place) v))
    from everybody e)`;
}

/** Everybody who was assigned, with what they did from then on, whether a message reached them or not. */
function customersOf(campaign: Sql): Sql {
  const [from, until] = [sql`${campaign}.assigned_at`, windowEnd(campaign)];
  const assigned = sql`(select i.customer_id from campaign_assignment i where i.campaign_id = ${campaign}.id)`;
  return sql`select a.customer_id, a.variant_id, a.status, a.suppression, a.sent_at, a.opened_at, a.clicked_at, a.before,
      (g.customer_id is not null)::int::float8 as converted, coalesce(o.revenue, 0) as revenue
    from campaign_assignment a
    left join (select t.customer_id from touchpoint t where t.type = ${campaign}.goal and t.occurred_at >= ${from}
        and t.occurred_at < ${until} and ${countsFor(campaign)} and t.customer_id in ${assigned} group by t.customer_id) g on g.customer_id = a.customer_id
    left join (select o.customer_id, sum((o.total - o.refunded) * o.rate) as revenue from customer_order o
        where o.status <> 'CANCELLED' and o.placed_at >= ${from} and o.placed_at < ${until} and o.customer_id in ${assigned}
        group by o.customer_id) o on o.customer_id = a.customer_id
    where a.campaign_id = ${campaign}.id`;
}

/** Whether a touchpoint `t` of the goal's type counts: something that only a message brings about, only for its own campaign. */
export const countsFor = (campaign: Sql): Sql =>
  sql`(t.campaign_id = ${campaign}.id or ${campaign}.goal <> all(${[...OF_MESSAGES]}::text[]))`;

/** Until when what a customer does counts for the campaign. */
export const windowEnd = (campaign: Sql): Sql =>
  sql`(${campaign}.assigned_at + make_interval(days => ${campaign}.attribution_days))`;

const counted = (name: string, condition: string): string => `'${name}', count(*) filter (where ${condition})`;

const COUNTS = raw(
  [
    "'audience', count(*)",
    counted("heldOut", "e.variant_id is null"),
    counted("pending", "e.status in ('PENDING', 'SENDING')"),
    counted("failed", "e.status = 'FAILED'"),
    counted("unknown", "e.status = 'UNKNOWN'"),
    counted("sent", "e.status in ('SENT', 'DELIVERED', 'BOUNCED')"),
    counted("delivered", "e.status = 'DELIVERED'"),
    counted("opened", "e.opened_at is not null"),
    counted("clicked", "e.clicked_at is not null"),
  ].join(", "),
);

/** Of numbers that are all the same PostgreSQL's sums leave a rest by rounding, which would be taken for a variance. */
const varying = (of: string, statistic: string): string =>
  `case when min(${of}) < max(${of}) then ${statistic} when count(*) > 1 then 0 end`;

const REVENUE = "e.revenue::float8";

const ARM = raw(`json_build_object('customers', count(*), 'converted', count(*) filter (where e.converted > 0),
  'rate', avg(e.converted), 'variance', var_samp(e.converted), 'before', avg(e.before),
  'beforeVariance', ${varying("e.before", "var_samp(e.before)")}, 'covariance', ${varying("e.before", "covar_samp(e.converted, e.before)")},
  'revenue', avg(${REVENUE}), 'revenueVariance', ${varying(REVENUE, `var_samp(${REVENUE})`)},
  'withRevenue', count(*) filter (where e.revenue <> 0))`);
