import { at, type Step } from "./plan.ts";
import { BEGIN } from "./sizes.ts";

const PRODUCTS: readonly Step[] = [
  { about: "shop", text: "insert into shop (id, currency) values (1, 'GBP')" },
  {
    about: "products",
    text: `insert into product (id, sku, name, brand, category, price, price_currency, cost, cost_currency, stock)
      select id, sku, 'Article ' || number, brand, category, price, 'GBP', round(price * .6, 2), 'GBP',
        floor(500 * pg_temp.chance(number, 40))::int
      from goods`,
  },
  {
    about: "price history",
    text: `insert into price_point (product_id, valid_from, price, currency)
      select id, ${at(BEGIN)} + change * interval '100 days', round(price * (1 + .05 * (4 - change)), 2), 'GBP'
      from goods cross join generate_series(0, 4) change`,
  },
  {
    about: "competitors' offers",
    text: `insert into competitor_offer (product_id, competitor, observed_at, price, currency, url)
      select id, 'Competitor ' || who, ${at(BEGIN)} + look * interval '120 days',
        round(price * (.9 + .2 * pg_temp.chance(number, 50 + 10 * who + look))::numeric, 2), 'GBP',
        'https://competitor-' || who || '.example/' || sku
      from goods cross join generate_series(1, 3) who cross join generate_series(0, 3) look`,
  },
];

const email = (number: string): string => `'customer-' || ${number} || '@example.com'`;
/** Two of three have told their e-mail address, at their first touchpoint. */
const TOLD_EMAIL = "p.number % 3 <> 0";
const NAME = "'Customer ' || p.number";
const COUNTRY = "pg_temp.pick(array['GB', 'GB', 'DE', 'FR', 'IE', 'NL'], p.number, 60)";
const CITY = "pg_temp.pick(array['London', 'Leeds', 'Berlin', 'Lyon', 'Cork', 'Utrecht'], p.number, 61)";

const CUSTOMERS: readonly Step[] = [
  {
    about: "customers",
    text: `insert into customer (id, display_name, email, country, city, first_seen_at, last_seen_at)
      select p.id, ${NAME}, case when ${TOLD_EMAIL} then ${email("p.number")} end, ${COUNTRY}, ${CITY}, p.first_seen_at, e.last
      from person p join (select person, max(moment) as last from event group by person) e on e.person = p.number`,
  },
  {
    about: "what customers are found by",
    text: `insert into customer_search (customer_id, text)
      select id, display_name || '   ' || replace(id::text, '-', '') from customer`,
  },
  {
    about: "identities",
    text: `insert into identity (customer_id, kind, value, source, first_seen_at, last_seen_at)
      select c.id, 'USER_ID', 'user-' || p.number, 'api', c.first_seen_at, c.last_seen_at
      from person p join customer c on c.id = p.id
      union all
      select p.id, 'EMAIL', ${email("p.number")}, 'api', p.first_seen_at, p.first_seen_at from person p where ${TOLD_EMAIL}`,
  },
  {
    about: "whose identifiers are",
    text: "insert into identifier (value, kind, customer_id) select value, kind, customer_id from identity",
  },
  {
    about: "what was seen together",
    text: `insert into identity_evidence (value, kind, other_value, other_kind, source, first_seen_at)
      select i.value, i.kind, o.value, o.kind, 'api', o.first_seen_at
      from identity i join identity o on o.customer_id = i.customer_id and o.kind <> i.kind`,
  },
  {
    about: "what was said of customers",
    text: `insert into claim (customer_id, name, identifier_kind, identifier_value, source, value, observed_at)
      select p.id, trait.name, 'USER_ID', 'user-' || p.number, 'api', to_jsonb(trait.value), p.first_seen_at
      from person p cross join lateral (values ('displayName', ${NAME}), ('country', ${COUNTRY}), ('city', ${CITY})) trait (name, value)`,
  },
];

const QUERY = "pg_temp.pick(array['gift', 'lamp', 'garden', 'card', 'candle'], e.number, 62)";

const TOUCHPOINTS: readonly Step[] = [
  {
    // As they arrived: what one customer did lies scattered over the pages of a month.
    about: "touchpoints",
    text: `insert into touchpoint (customer_id, occurred_at, id, message_id, channel, type, name, received_at, source,
        identifier_kind, identifier_value, product_id, order_number, currency, rate, search_query)
      select e.customer_id, e.moment, e.id, e.message_id, e.channel, e.type, e.type, e.moment, 'api', 'USER_ID', 'user-' || e.person,
        g.id, case when e.type = 'ORDER_COMPLETED' then 'order-' || e.number end,
        case when e.type = 'ORDER_COMPLETED' then 'GBP' end, case when e.type = 'ORDER_COMPLETED' then 1 end,
        case when e.type = 'SEARCHED' then ${QUERY} end
      from event e left join goods g on g.number = e.goods order by e.moment`,
  },
  {
    about: "the ledger of messages",
    text: `insert into accepted_message (message_hash, state, touchpoint_id, received_at, keep_until)
      select pg_temp.digits(message_id)::uuid, 'RECORDED', id, moment, moment + interval '30 days' from event`,
  },
];

const ORDERS: readonly Step[] = [
  {
    about: "whose orders are",
    text: `insert into order_number (order_number, customer_id, order_id)
      select 'order-' || number, customer_id, pg_temp.uuid_at(moment, 'order order-' || number)
      from event where type = 'ORDER_COMPLETED'`,
  },
  {
    about: "what was told of orders",
    text: `insert into order_touchpoint (customer_id, order_number, touchpoint_id, type, channel, occurred_at, currency, rate, lines)
      select e.customer_id, 'order-' || e.number, e.id, e.type, e.channel, e.moment, 'GBP', 1, b.lines
      from event e join (select event, jsonb_agg(jsonb_build_object('productId', product_id, 'quantity', quantity,
        'unitPrice', unit_price::text) order by line) as lines from bought group by event) b on b.event = e.number`,
  },
  {
    about: "orders",
    text: `insert into customer_order (customer_id, id, order_number, placed_at, channel, status, currency, rate, total, refunded)
      select e.customer_id, n.order_id, n.order_number, e.moment, e.channel, 'COMPLETED', 'GBP', 1, b.total, 0
      from event e join order_number n on n.order_number = 'order-' || e.number
      join (select event, sum(quantity * unit_price) as total from bought group by event) b on b.event = e.number
      order by e.moment`,
  },
  {
    about: "order lines",
    text: `insert into order_line (customer_id, order_id, line_number, product_id, quantity, unit_price, currency, total, refunded_quantity)
      select n.customer_id, n.order_id, b.line, b.product_id, b.quantity, b.unit_price, 'GBP', b.quantity * b.unit_price, 0
      from bought b join order_number n on n.order_number = 'order-' || b.event order by b.event`,
  },
];

const says = `case e.type when 'PRODUCT_ADDED' then 3 when 'ORDER_COMPLETED' then 5 else 1 end
  * power(2::float8, extract(epoch from e.moment - '2020-01-01 00:00:00+00')::float8 / 86400 / 90)`;

const PROFILES: readonly Step[] = [
  {
    about: "profiles",
    text: `insert into customer_profile (customer_id, order_count, total_spent, first_order_at, last_order_at)
      select p.id, count(o.id), coalesce(sum(o.total * o.rate), 0), min(o.placed_at), max(o.placed_at)
      from person p left join customer_order o on o.customer_id = p.id group by p.id`,
  },
  {
    about: "channels of customers",
    text: `insert into customer_channel (customer_id, channel, touchpoints)
      select customer_id, channel, count(*) from event group by customer_id, channel`,
  },
  {
    about: "interests of customers",
    text: `insert into customer_interest (customer_id, kind, tag, weight)
      select customer_id, kind, tag, sum(weight) from (
        select e.customer_id, g.category, g.brand, ${says} as weight from event e join goods g on g.number = e.goods
        union all
        select e.customer_id, b.category, b.brand, ${says} from event e join bought b on b.event = e.number
      ) of cross join lateral (values ('CATEGORY', category), ('BRAND', brand)) tags (kind, tag) group by customer_id, kind, tag
      union all
      select e.customer_id, 'SEARCH', ${QUERY}, sum(${says}) from event e where e.type = 'SEARCHED' group by 1, 3`,
  },
];

const LISTS = 20;

/** In the order of their keys, which the peer's lists can follow. */
const SEGMENT_ID = `pg_temp.uuid_at(${at(BEGIN)} + n * interval '1 second', 'segment ' || n)`;

/** Each customer is in three of twenty lists; the ready-made segments are put away, so that a server has nothing to work out. */
const SEGMENTS: readonly Step[] = [
  { about: "ready-made segments", text: "update segment set status = 'ARCHIVED'" },
  {
    about: "segments",
    text: `insert into segment (id, key, name, kind, rule_text, status, version, created_at, updated_at, refreshed_at)
      select ${SEGMENT_ID}, 'list-' || lpad(n::text, 2, '0'), 'List ' || n, 'STATIC',
        'Customers who are on a list.', 'ACTIVE', 1, ${at(BEGIN)}, ${at(BEGIN)}, ${at(BEGIN)}
      from generate_series(1, ${LISTS}) n`,
  },
  {
    about: "memberships",
    text: `insert into segment_membership (customer_id, segment_id, entered_at)
      select distinct p.id, ${SEGMENT_ID}, p.first_seen_at from person p cross join generate_series(0, 2) draw
      cross join lateral (select 1 + (p.number * 7 + draw * (1 + p.number % 6)) % ${LISTS} as n) list`,
  },
];

/** Writes the plan into the program's tables, as its ingestion would have left them. */
export const WRITTEN: readonly Step[] = [
  ...PRODUCTS,
  ...CUSTOMERS,
  ...TOUCHPOINTS,
  ...ORDERS,
  ...PROFILES,
  ...SEGMENTS,
];
