import { and, bound, raw, type Sql, sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import { inCategory } from "../products/index.ts";
import { isOfOrder, type TouchpointType } from "../touchpoints/index.ts";
import { holds } from "./comparisons.ts";
import type { Scope, Source } from "./operator.ts";
import type { Behaviour, Window } from "./rule.ts";

/** The touchpoints of a type among those of all customers. */
export const wholeTable = (type: TouchpointType): Source => ({
  table: raw("touchpoint"),
  isOfType: (t) => sql`${t}.type = ${bound(type)}::text`,
});

/** What a behaviour asks of a touchpoint beside its type, but for what is to follow it. */
export interface Matching {
  /** What the touchpoint itself tells. */
  readonly own: Sql;
  /** What must be looked for elsewhere: sets that are made once, if it is asked once; undefined where there is nothing of it. */
  readonly elsewhere: Sql | undefined;
}

export function matching(args: Behaviour, t: Sql, scope: Scope): Matching {
  const { channel, name, productIds, category, valueAtLeast, within, properties } = args;
  const given = <Value>(value: Value | null | undefined, of: (value: Value) => Sql): Sql | undefined =>
    value === undefined || value === null ? undefined : of(value);
  const own = and([
    given(channel, (channels) => sql`${t}.channel = any(${bound(channels)}::text[])`),
    given(name, (text) => sql`${t}.name = ${bound(text)}::text`),
    given(within, (window) => inWindow(t, window, scope.now)),
    ...(properties ?? []).map((property) =>
      holds({ type: "json", value: sql`(${t}.properties -> ${bound(property.name)}::text)` }, property),
    ),
  ]);
  const elsewhere = [
    given(productIds, (ids) => about(args, t, scope, (of) => sql`${of}.id = any(${productUuids(ids)}::uuid[])`)),
    given(category, (path) => about(args, t, scope, (of) => inCategory(of, path))),
    given(valueAtLeast, (least) => isWorth(args, t, scope, least)),
  ].filter((condition) => condition !== undefined);
  return { own, elsewhere: elsewhere.length === 0 ? undefined : and(elsewhere) };
}

const productUuids = (ids: readonly string[]): Sql => bound(ids.flatMap((id) => fromId("prd", id) ?? []));

/** When a behaviour's window begins, where it has one. */
export const beginning = ({ within }: Behaviour): Window[] =>
  within ? [{ lastDays: within.lastDays, from: within.from }] : [];

export function inWindow(t: Sql, { lastDays, moreThanDaysAgo, from, to }: Window, now: Sql): Sql {
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

/** Whether a touchpoint is about a product of which the condition holds, or has told of one in an order. */
function about(args: Behaviour, t: Sql, scope: Scope, isMeant: (of: Sql) => Sql): Sql {
  const own = sql`exists (select from product p where p.id = ${t}.product_id and ${isMeant(raw("p"))})`;
  if (!isOfOrder(args.did)) return own;
  return sql`(${own} or ${keyOf(t)} in (
    select ${keyOfTold} from ${scope.toldLines(beginning(args))} told where ${mayBe(args, scope)} and ${isMeant(raw("told"))}))`;
}

/**
 * The products that touchpoints told of orders, as rows with (customer_id, order_number, touchpoint_id, type, occurred_at, id,
 * category). The return of a whole order tells of none, and is about all that was ordered.
 */
export const linesOf = (toldOrders: Sql): Sql => sql`(
  select told.customer_id, told.order_number, told.touchpoint_id, told.type, told.occurred_at, p.id, p.category
    from ${toldOrders} told cross join lateral jsonb_array_elements(told.lines) line
    join product p on p.id = (line.value ->> 'productId')::uuid
  union all
  select told.customer_id, told.order_number, told.touchpoint_id, told.type, told.occurred_at, p.id, p.category
    from ${toldOrders} told
    join customer_order ordered on ordered.customer_id = told.customer_id and ordered.order_number = told.order_number
    join order_line line on line.customer_id = ordered.customer_id and line.order_id = ordered.id
    join product p on p.id = line.product_id
    where told.lines = '[]' and told.total is null)`;

/** Whether it is worth as much in the shop's currency: by its own value, else by what it told of an order, or what it gave back. */
function isWorth(args: Behaviour, t: Sql, scope: Scope, least: string): Sql {
  const isEnough = (amount: Sql): Sql => sql`${amount} >= ${bound(least)}::numeric`;
  const own = sql`coalesce(${isEnough(sql`${t}.value * coalesce(${t}.rate, 1)`)}, false)`;
  if (!isOfOrder(args.did)) return own;
  const lines = sql`(select sum((line.value ->> 'quantity')::numeric * (line.value ->> 'unitPrice')::numeric)
    from jsonb_array_elements(told.lines) line)`;
  const amount = sql`coalesce(coalesce(told.total, ${lines}) * coalesce(told.rate, 1), back.amount * back.rate)`;
  return sql`(${own} or ${t}.value is null and ${keyOf(t)} in (
    select ${keyOfTold} from ${scope.toldOrders(beginning(args))} told left join refund back on back.customer_id = told.customer_id
      and back.order_number = told.order_number and back.touchpoint_id = told.touchpoint_id
      where ${mayBe(args, scope)} and ${isEnough(amount)}))`;
}

const keyOf = (t: Sql): Sql => sql`(${t}.customer_id, ${t}.order_number, ${t}.id)`;
const keyOfTold = raw("told.customer_id, told.order_number, told.touchpoint_id");

/** Whether what was told may be of such a touchpoint: of its type and its time. */
const mayBe = ({ did, within }: Behaviour, { now }: Scope): Sql =>
  and([sql`told.type = ${bound(did)}::text`, inWindow(raw("told"), within ?? {}, now)]);
