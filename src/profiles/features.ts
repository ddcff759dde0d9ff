import { type Sql, sql } from "../database/sql.ts";

/** Whole days since the last order at a moment, 0 where that is not over yet; null without orders. */
export const recencyDays = (profile: Sql, now: Sql): Sql =>
  sql`greatest(floor(extract(epoch from ${now}::timestamptz - ${profile}.last_order_at) / 86400)::int,
    case when ${profile}.last_order_at is not null then 0 end)`;

/** Net total by order; null without orders. */
export const averageOrderValue = (profile: Sql): Sql => sql`${profile}.total_spent / nullif(${profile}.order_count, 0)`;

/** The channel with the most touchpoints, of equal ones the first by name. */
export const favouriteChannel = (profile: Sql): Sql =>
  sql`(select m.channel from customer_channel m where m.customer_id = ${profile}.customer_id
    order by m.touchpoints desc, m.channel limit 1)`;

/** The category with the largest share of the net spend; null where no bought product has one. */
export const favouriteCategory = (profile: Sql): Sql =>
  sql`(select shares.category from (${categoryShares(profile)}) shares where shares.place = 1)`;

/** Net spend by category: the lines of orders less what was given back, in the shop's currency; only what is above zero. */
export function categoryShares(profile: Sql): Sql {
  return sql`select n.category, n.net / sum(n.net) over () as share,
      row_number() over (order by n.net desc, n.category) as place
    from (select p.category, sum(s.amount)::float8 as net from (
        select l.product_id, l.total * o.rate as amount from order_line l
          join customer_order o on o.customer_id = l.customer_id and o.id = l.order_id
          where l.customer_id = ${profile}.customer_id and o.status <> 'CANCELLED'
        union all
        select b.product_id, - b.amount * r.rate from refund_line b
          join refund r on r.customer_id = b.customer_id and r.order_number = b.order_number and r.touchpoint_id = b.touchpoint_id
          left join customer_order o on o.customer_id = r.customer_id and o.order_number = r.order_number
          where b.customer_id = ${profile}.customer_id and o.status is distinct from 'CANCELLED'
      ) s join product p on p.id = s.product_id where p.category is not null
      group by p.category having sum(s.amount) > 0) n`;
}
