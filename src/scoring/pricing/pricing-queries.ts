import { raw, type Sql, sql, toQuery } from "../../database/sql.ts";
import { isPurchase, linePrice, milliseconds } from "../touches.ts";
import type { PricingQueries } from "./read-histories.ts";
import { MOST_WEEKS } from "./response.ts";

/** Older orders say little of today's buyers; the time that is looked at ends with the newest order. */
const LOOKED_AT = `interval '${MOST_WEEKS + 1} weeks'`;

export function pricingQueries(): PricingQueries {
  const [order, line] = [raw("o"), raw("l")];
  const since = raw(`(select max(n.placed_at) from customer_order n) - ${LOOKED_AT}`);
  return {
    products: textOf(sql`select p.id, p.category from product p order by p.id`),
    lines: textOf(sql`
      select l.product_id, ${milliseconds(sql`o.placed_at`)}, l.quantity, ${linePrice(line, order)}, o.channel
      from customer_order o join order_line l on l.customer_id = o.customer_id and l.order_id = o.id
      where ${isPurchase(order)} and o.placed_at >= ${since}
      order by l.product_id, o.placed_at, o.id, l.line_number`),
    prices: textOf(sql`
      select h.product_id, ${milliseconds(sql`h.valid_from`)}, h.price from price_point h
      where h.currency = (select s.currency from shop s) or h.price is null order by h.product_id, h.valid_from`),
    offers: textOf(sql`
      select f.product_id, f.competitor, ${milliseconds(sql`f.observed_at`)}, f.price from competitor_offer f
      where f.currency = (select s.currency from shop s) order by f.product_id, f.observed_at, f.competitor`),
  };
}

function textOf(query: Sql): string {
  const { text, values } = toQuery(query);
  if (values.length > 0) throw new Error("COPY takes no bound values");
  return text;
}
