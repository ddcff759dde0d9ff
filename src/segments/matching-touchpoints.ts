import { and, bound, likeText, raw, type Sql, sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import { isOfOrder } from "../touchpoints/index.ts";
import { holds } from "./comparisons.ts";
import type { Behaviour, Window } from "./rule.ts";

/** Whether a touchpoint has all that a behaviour asks of it, but for what is to follow it. */
export function matches(args: Behaviour, t: Sql, now: Sql): Sql {
  const { did, channel, name, productIds, category, valueAtLeast, within, properties } = args;
  const given = <Value>(value: Value | null | undefined, of: (value: Value) => Sql): Sql | undefined =>
    value === undefined || value === null ? undefined : of(value);
  return and([
    sql`${t}.type = ${bound(did)}::text`,
    given(channel, (channels) => sql`${t}.channel = any(${bound(channels)}::text[])`),
    given(name, (text) => sql`${t}.name = ${bound(text)}::text`),
    given(within, (window) => inWindow(t, window, now)),
    given(productIds, (ids) => about(args, t, (product) => sql`${product} = any(${uuids(ids)}::uuid[])`)),
    given(category, (path) => about(args, t, (product) => sql`${product} in (${productsOf(path)})`)),
    given(valueAtLeast, (least) => sql`coalesce(${amountOf(args, t)} >= ${bound(least)}::numeric, false)`),
    ...(properties ?? []).map((property) =>
      holds({ type: "json", value: sql`(${t}.properties -> ${bound(property.name)}::text)` }, property),
    ),
  ]);
}

const uuids = (ids: readonly string[]): Sql => bound(ids.flatMap((id) => fromId("prd", id) ?? []));

const productsOf = (category: string): Sql =>
  sql`select p.id from product p where p.category = ${bound(category)}::text or p.category like ${bound(`${likeText(category)} > %`)}::text`;

function inWindow(t: Sql, { lastDays, moreThanDaysAgo, from, to }: Window, now: Sql): Sql {
  const ago = (days: number): Sql => sql`${now} - make_interval(secs => ${bound(days)}::int * 86400.0)`;
  const given = <Value>(value: Value | null | undefined, of: (value: Value) => Sql): Sql | undefined =>
    value === undefined || value === null ? undefined : of(value);
  return and([
    given(lastDays, (days) => sql`${t}.occurred_at >= ${ago(days)}`),
    given(moreThanDaysAgo, (days) => sql`${t}.occurred_at < ${ago(days)}`),
    given(from, (moment) => sql`${t}.occurred_at >= ${bound(new Date(moment))}::timestamptz`),
    given(to, (moment) => sql`${t}.occurred_at < ${bound(new Date(moment))}::timestamptz`),
  ]);
}

/**
 * Whether a touchpoint is about a product of which the condition holds. Of an order it is about what it told of it; the return
 * of a whole order tells nothing, and is about all that was ordered.
 */
function about({ did }: Behaviour, t: Sql, isMeant: (product: Sql) => Sql): Sql {
  const own = isMeant(sql`${t}.product_id`);
  if (!isOfOrder(did)) return sql`coalesce(${own}, false)`;
  return sql`(coalesce(${own}, false) or exists (select from order_touchpoint told
      cross join lateral jsonb_array_elements(told.lines) line
      where ${isOf(raw("told"), t)} and ${isMeant(sql`(line.value ->> 'productId')::uuid`)})
    or exists (select from order_touchpoint told
      join customer_order ordered on ordered.customer_id = told.customer_id and ordered.order_number = told.order_number
      join order_line line on line.customer_id = ordered.customer_id and line.order_id = ordered.id
      where ${isOf(raw("told"), t)} and told.lines = '[]' and told.total is null and ${isMeant(sql`line.product_id`)}))`;
}

/** A touchpoint's worth in the shop's currency: its own value, else what it told of an order, or what it gave back. */
function amountOf({ did }: Behaviour, t: Sql): Sql {
  const own = sql`${t}.value * coalesce(${t}.rate, 1)`;
  if (!isOfOrder(did)) return own;
  return sql`coalesce(${own}, (select coalesce(
      told.total * coalesce(told.rate, 1),
      (select sum((line.value ->> 'quantity')::numeric * (line.value ->> 'unitPrice')::numeric)
        from jsonb_array_elements(told.lines) line) * coalesce(told.rate, 1),
      back.amount * back.rate)
    from order_touchpoint told left join refund back on back.customer_id = told.customer_id
      and back.order_number = told.order_number and back.touchpoint_id = told.touchpoint_id
    where ${isOf(raw("told"), t)}))`;
}

const isOf = (told: Sql, t: Sql): Sql =>
  sql`${told}.customer_id = ${t}.customer_id and ${told}.order_number = ${t}.order_number and ${told}.touchpoint_id = ${t}.id`;
