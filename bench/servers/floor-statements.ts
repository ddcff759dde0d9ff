/**
 * A statement by hand for each query: what the database takes for the answer, and nothing else. JSON is put together as text, which
 * takes half as long as `json_build_object`; what is in capitals here stands inside of such a text.
 */
const TEXT = (value: string): string => `' || to_json(${value})::text || '`;
const TEXT_OR_NULL = (value: string): string => `' || coalesce(to_json(${value})::text, 'null') || '`;
const PLAIN = (value: string): string => `"' || ${value} || '"`;
const NUMBER = (value: string): string => `' || ${value} || '`;
const TIME = (value: string): string => PLAIN(`to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
const AMOUNT = (value: string): string =>
  PLAIN(`(case when scale(trim_scale(${value})) < 2 then round(${value}, 2) else trim_scale(${value}) end)`);
const MONEY = (value: string, currency: string): string => `{"amount":${AMOUNT(value)},"currency":${PLAIN(currency)}}`;
const ID = (prefix: string, value: string): string => PLAIN(`'${prefix}_' || encode(uuid_send(${value}), 'hex')`);
const OR_NULL = (text: string): string => `' || coalesce('${text}', 'null') || '`;
const ITEMS = (item: string, from: string): string =>
  `[' || coalesce((select string_agg(n.item, ',') from (select '${item}' as item from ${from}) n), '') || ']`;

const PRODUCT = `"id":${ID("prd", "p.id")},"sku":${TEXT("p.sku")},"name":${TEXT("p.name")}`;
const PRICE = OR_NULL(MONEY("p.price", "p.price_currency"));

const touchpoints = (most: number, product: string): string =>
  ITEMS(
    `{"id":${ID("tpt", "t.id")},"occurredAt":${TIME("t.occurred_at")},"channel":${PLAIN("t.channel")},"type":${PLAIN("t.type")},"product":${OR_NULL(`{${product}}`)}}`,
    `(select id, occurred_at, channel, type, product_id from touchpoint where customer_id = c.id
        order by occurred_at desc, id desc limit ${most}) t
      left join product p on p.id = t.product_id order by t.occurred_at desc, t.id desc`,
  );

const SEGMENTS = ITEMS(
  `{"id":${ID("seg", "s.id")},"key":${TEXT("s.key")},"name":${TEXT("s.name")}}`,
  "segment_membership m join segment s on s.id = m.segment_id where m.customer_id = c.id order by s.key",
);

const list = (more: string): string => `
select '{"customers":{"nodes":[' || coalesce(string_agg(node, ',' order by place), '')
  || '],"pageInfo":{"hasNextPage":' || (count(*) > 20)::text || ',"endCursor":' || coalesce('"' || translate(encode(convert_to(
    '["FIRST_SEEN_DESC","' || (array_agg(first_seen_at order by place))[least(count(*), 20)] || '","' ||
      (array_agg(id order by place))[least(count(*), 20)] || '"]', 'UTF8'), 'base64'), E'+/=\\n', '-_') || '"', 'null') || '}}}'
from (
  select c.first_seen_at, c.id, c.place, case when c.place <= 20 then '{"id":${ID("cus", "c.id")},"displayName":${TEXT_OR_NULL("c.display_name")},"email":${TEXT_OR_NULL("c.email")},"country":${TEXT_OR_NULL("c.country")},"firstSeenAt":${TIME("c.first_seen_at")},${more}"touchpoints":{"nodes":${touchpoints(10, `${PRODUCT},"price":${PRICE}`)}}}' end as node
  from (select id, display_name, email, country, first_seen_at, row_number() over (order by first_seen_at desc, id desc) as place
        from customer where merged_into is null and erased_at is null and (first_seen_at, id) < ($1::timestamptz, $2::uuid)
        order by first_seen_at desc, id desc limit 21) c
) page`;

const LINES = ITEMS(
  `{"lineNumber":${NUMBER("l.line_number")},"quantity":${NUMBER("l.quantity")},"unitPrice":{"amount":${AMOUNT("l.unit_price")}},"total":{"amount":${AMOUNT("l.total")}},"product":{${PRODUCT}}}`,
  `order_line l join product p on p.id = l.product_id where l.customer_id = o.customer_id and l.order_id = o.id order by l.line_number`,
);

const ORDERS = ITEMS(
  `{"id":${ID("ord", "o.id")},"orderNumber":${TEXT("o.order_number")},"placedAt":${TIME("o.placed_at")},"status":${PLAIN("o.status")},"total":${MONEY("o.total", "o.currency")},"lines":${LINES}}`,
  `(select * from customer_order where customer_id = c.id order by placed_at desc, id desc limit 10) o
    order by o.placed_at desc, o.id desc`,
);

const IDENTITIES = ITEMS(
  `{"kind":${PLAIN("i.kind")},"value":${TEXT("i.value")},"firstSeenAt":${TIME("i.first_seen_at")},"lastSeenAt":${TIME("i.last_seen_at")}}`,
  `identity i where i.customer_id = c.id order by i.kind, i.value`,
);

const CHANNELS = ITEMS(
  `{"channel":${PLAIN("m.channel")},"touchpoints":${NUMBER("m.touchpoints")},"share":${NUMBER("m.touchpoints::float8 / m.all_of_them")}}`,
  `(select channel, touchpoints, sum(touchpoints) over () as all_of_them from customer_channel where customer_id = c.id) m
    order by m.touchpoints desc, m.channel`,
);

const AVERAGE = OR_NULL(`{"amount":${AMOUNT("round(f.total_spent / nullif(f.order_count, 0), 2)")}}`);

const CUSTOMER = `
select '{"customer":' || coalesce((select '{"id":${ID("cus", "c.id")},"displayName":${TEXT_OR_NULL("c.display_name")},"email":${TEXT_OR_NULL("c.email")},"country":${TEXT_OR_NULL("c.country")},"city":${TEXT_OR_NULL("c.city")},"firstSeenAt":${TIME("c.first_seen_at")},"lastSeenAt":${TIME("c.last_seen_at")},"identities":${IDENTITIES},"profile":{"orderCount":${NUMBER("f.order_count")},"totalSpent":${MONEY("f.total_spent", "(select currency from shop)")},"averageOrderValue":${AVERAGE},"firstOrderAt":${OR_NULL(TIME("f.first_order_at"))},"lastOrderAt":${OR_NULL(TIME("f.last_order_at"))},"channelMix":${CHANNELS}},"touchpoints":{"nodes":${touchpoints(20, PRODUCT)}},"orders":{"nodes":${ORDERS}}}'
  from customer c join customer_profile f on f.customer_id = c.id where c.id = $1::uuid), 'null') || '}'`;

const PRICES = ITEMS(
  `{"from":${TIME("h.valid_from")},"to":${OR_NULL(TIME("h.valid_to"))},"price":${MONEY("h.price", "h.currency")}}`,
  `(select *, lead(valid_from) over (order by valid_from) as valid_to from price_point where product_id = p.id) h
    where h.price is not null order by h.valid_from desc`,
);

const OFFERS = ITEMS(
  `{"competitor":${TEXT("o.competitor")},"observedAt":${TIME("o.observed_at")},"price":${MONEY("o.price", "o.currency")},"url":${TEXT_OR_NULL("o.url")}}`,
  `(select distinct on (competitor) * from competitor_offer where product_id = p.id order by competitor, observed_at desc) o
    order by o.competitor`,
);

const PRODUCT_PAGE = `
select '{"product":' || coalesce((select '{${PRODUCT},"brand":${TEXT_OR_NULL("p.brand")},"category":${TEXT_OR_NULL("p.category")},"stock":${OR_NULL(NUMBER("p.stock"))},"price":${PRICE},"priceHistory":${PRICES},"competitorOffers":${OFFERS}}'
  from product p where p.id = $1::uuid), 'null') || '}'`;

type Variables = Readonly<Record<string, string>>;

export interface FloorStatement {
  readonly name: string;
  readonly text: string;
  values(variables: Variables): string[];
}

const uuidOf = ({ id = "" }: Variables): string[] => [id.slice(4)];

export const FLOOR: ReadonlyMap<string, FloorStatement> = new Map([
  ["List", { name: "list", text: list(""), values: cursorValues }],
  ["Segments", { name: "segments", text: list(`"segments":${SEGMENTS},`), values: cursorValues }],
  ["Customer", { name: "customer", text: CUSTOMER, values: uuidOf }],
  ["Product", { name: "product", text: PRODUCT_PAGE, values: uuidOf }],
]);

function cursorValues({ after = "" }: Variables): string[] {
  const [, firstSeenAt = "", id = ""]: string[] = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
  return [firstSeenAt, id];
}
