import { ageBandOf } from "../../customers/index.ts";
import { raw, type Sql, sql, toQuery } from "../../database/sql.ts";
import { isPurchase, isTouch, linePrice, milliseconds, PURCHASE_CODE, signalCode, touchPrice } from "../touches.ts";

/** What a history is read by: text, so that a thread that knows no API can run it. */
export interface HistoryQueries {
  /** customer, product, signal code, milliseconds, price or null, channel: by customer, then in time. */
  readonly touches: string;
  /** id, name, description, category, brand, price in the shop's currency or null, attributes: by id. */
  readonly products: string;
  /** id, gender, age band, occupation, country: by id. */
  readonly customers: string;
}

const row = raw;

/** Ids are written as text; UUIDs and their text have the same order. */
export function historyQueries(now: Date): HistoryQueries {
  const [touchpoint, order, line, customer] = [row("t"), row("o"), row("l"), row("c")];
  const touches = sql`
    select s.customer_id, s.product_id, s.code, s.at, s.price, s.channel from (
      select t.customer_id, t.product_id, ${signalCode(touchpoint)} as code, ${milliseconds(sql`t.occurred_at`)} as at,
        ${touchPrice(touchpoint)} as price, t.channel, t.id
      from touchpoint t where ${isTouch(touchpoint)}
      union all
      select o.customer_id, l.product_id, ${raw(String(PURCHASE_CODE))}, ${milliseconds(sql`o.placed_at`)},
        ${linePrice(line, order)}, o.channel, o.id
      from customer_order o join order_line l on l.customer_id = o.customer_id and l.order_id = o.id
      where ${isPurchase(order)}
    ) s order by s.customer_id, s.at, s.code, s.product_id, s.id`;
  const products = sql`
    select p.id, p.name, p.description, p.category, p.brand,
      case when p.price_currency = (select s.currency from shop s) then p.price end, p.attributes
    from product p order by p.id`;
  const customers = sql`
    select c.id, c.gender, ${ageBandOf(customer, raw(`'${now.toISOString()}'`))}, c.occupation, c.country
    from customer c order by c.id`;
  return { touches: textOf(touches), products: textOf(products), customers: textOf(customers) };
}

function textOf(query: Sql): string {
  const { text, values } = toQuery(query);
  if (values.length > 0) throw new Error("COPY takes no bound values");
  return text;
}
