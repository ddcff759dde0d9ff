/** A statement by hand for each query: what the database takes for the answer, and nothing else. */
const TIME = (value: string): string => `to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const AMOUNT = (value: string): string =>
  `(case when scale(trim_scale(${value})) < 2 then round(${value}, 2) else trim_scale(${value}) end)::text`;
const MONEY = (value: string, currency: string): string =>
  `json_build_object('amount', ${AMOUNT(value)}, 'currency', ${currency})`;
const ID = (prefix: string, value: string): string => `'${prefix}_' || replace(${value}::text, '-', '')`;

const PRODUCT = `'id', ${ID("prd", "p.id")}, 'sku', p.sku, 'name', p.name`;

const touchpoints = (most: number, product: string): string => `json_build_object('nodes', (
  select coalesce(json_agg(n.node), '[]') from (
    select json_build_object('id', ${ID("tpt", "t.id")}, 'occurredAt', ${TIME("t.occurred_at")}, 'channel', t.channel,
      'type', t.type, 'product', case when p.id is not null then json_build_object(${product}) end) as node
    from (select id, occurred_at, channel, type, product_id from touchpoint where customer_id = c.id
          order by occurred_at desc, id desc limit ${most}) t
    left join product p on p.id = t.product_id
    order by t.occurred_at desc, t.id desc) n))`;

const LIST = `
select json_build_object('customers', json_build_object(
  'nodes', coalesce(json_agg(node order by first_seen_at desc, id desc) filter (where place <= 20), '[]'),
  'pageInfo', json_build_object('hasNextPage', count(*) > 20, 'endCursor', (
    array_agg(translate(encode(convert_to('["FIRST_SEEN_DESC","' || first_seen_at || '","' || id || '"]', 'UTF8'),
      'base64'), E'+/=\\n', '-_') order by place desc) filter (where place <= 20))[1])))
from (
  select c.first_seen_at, c.id, c.place, case when c.place <= 20 then json_build_object('id', ${ID("cus", "c.id")},
    'displayName', c.display_name, 'email', c.email, 'country', c.country, 'firstSeenAt', ${TIME("c.first_seen_at")},
    'touchpoints', ${touchpoints(10, `${PRODUCT}, 'price', case when p.price is not null then ${MONEY("p.price", "p.price_currency")} end`)}
  ) end as node
  from (select id, display_name, email, country, first_seen_at, row_number() over (order by first_seen_at desc, id desc) as place
        from customer where merged_into is null and erased_at is null and (first_seen_at, id) < ($1::timestamptz, $2::uuid)
        order by first_seen_at desc, id desc limit 21) c
) page`;

const ORDERS = `json_build_object('nodes', (
  select coalesce(json_agg(json_build_object('id', ${ID("ord", "o.id")}, 'orderNumber', o.order_number,
    'placedAt', ${TIME("o.placed_at")}, 'status', o.status, 'total', ${MONEY("o.total", "o.currency")},
    'lines', (select coalesce(json_agg(json_build_object('lineNumber', l.line_number, 'quantity', l.quantity,
        'unitPrice', json_build_object('amount', ${AMOUNT("l.unit_price")}),
        'total', json_build_object('amount', ${AMOUNT("l.total")}), 'product', json_build_object(${PRODUCT})) order by l.line_number), '[]')
      from order_line l join product p on p.id = l.product_id where l.customer_id = o.customer_id and l.order_id = o.id)
    ) order by o.placed_at desc, o.id desc), '[]')
  from (select * from customer_order where customer_id = c.id order by placed_at desc, id desc limit 10) o))`;

const CUSTOMER = `
select json_build_object('customer', (select json_build_object('id', ${ID("cus", "c.id")}, 'displayName', c.display_name,
  'email', c.email, 'country', c.country, 'city', c.city, 'firstSeenAt', ${TIME("c.first_seen_at")},
  'lastSeenAt', ${TIME("c.last_seen_at")},
  'identities', (select coalesce(json_agg(json_build_object('kind', i.kind, 'value', i.value,
      'firstSeenAt', ${TIME("i.first_seen_at")}, 'lastSeenAt', ${TIME("i.last_seen_at")}) order by i.kind, i.value), '[]')
    from identity i where i.customer_id = c.id),
  'profile', json_build_object('orderCount', f.order_count, 'totalSpent', ${MONEY("f.total_spent", "(select currency from shop)")},
    'averageOrderValue', case when f.order_count > 0 then
      json_build_object('amount', ${AMOUNT("round(f.total_spent / f.order_count, 2)")}) end,
    'firstOrderAt', ${TIME("f.first_order_at")}, 'lastOrderAt', ${TIME("f.last_order_at")},
    'channelMix', (select coalesce(json_agg(json_build_object('channel', m.channel, 'touchpoints', m.touchpoints,
        'share', m.touchpoints::float8 / m.all_of_them) order by m.touchpoints desc, m.channel), '[]')
      from (select channel, touchpoints, sum(touchpoints) over () as all_of_them from customer_channel where customer_id = c.id) m)),
  'touchpoints', ${touchpoints(20, PRODUCT)},
  'orders', ${ORDERS})
  from customer c join customer_profile f on f.customer_id = c.id where c.id = $1::uuid))`;

const PRODUCT_PAGE = `
select json_build_object('product', (select json_build_object(${PRODUCT}, 'brand', p.brand, 'category', p.category,
  'stock', p.stock, 'price', case when p.price is not null then ${MONEY("p.price", "p.price_currency")} end,
  'priceHistory', (select coalesce(json_agg(json_build_object('from', ${TIME("h.valid_from")}, 'to', ${TIME("h.valid_to")},
      'price', ${MONEY("h.price", "h.currency")}) order by h.valid_from desc) filter (where h.price is not null), '[]')
    from (select *, lead(valid_from) over (order by valid_from) as valid_to from price_point where product_id = p.id) h),
  'competitorOffers', (select coalesce(json_agg(json_build_object('competitor', o.competitor,
      'observedAt', ${TIME("o.observed_at")}, 'price', ${MONEY("o.price", "o.currency")}, 'url', o.url) order by o.competitor), '[]')
    from (select distinct on (competitor) * from competitor_offer where product_id = p.id order by competitor, observed_at desc) o))
  from product p where p.id = $1::uuid))`;

type Variables = Readonly<Record<string, string>>;

export interface FloorStatement {
  readonly name: string;
  readonly text: string;
  values(variables: Variables): string[];
}

const uuidOf = ({ id = "" }: Variables): string[] => [id.slice(4)];

export const FLOOR: ReadonlyMap<string, FloorStatement> = new Map([
  ["List", { name: "list", text: LIST, values: cursorValues }],
  ["Customer", { name: "customer", text: CUSTOMER, values: uuidOf }],
  ["Product", { name: "product", text: PRODUCT_PAGE, values: uuidOf }],
]);

function cursorValues({ after = "" }: Variables): string[] {
  const [, firstSeenAt = "", id = ""]: string[] = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
  return [firstSeenAt, id];
}
