import type { DataSource } from "typeorm";

/** What these customers did, as somebody would send it. */
export async function touchpointsOf(dataSource: DataSource, customers: string): Promise<object[]> {
  const rows: { input: object }[] = await dataSource.query(`
    select jsonb_strip_nulls(jsonb_build_object('messageId', t.message_id, 'channel', t.channel, 'type', t.type,
      'occurredAt', to_char(t.occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'identities', case when t.occurred_at = c.first_seen_at then
        (select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value)) from identity i where i.customer_id = c.id)
        else jsonb_build_array(jsonb_build_object('kind', t.identifier_kind, 'value', t.identifier_value)) end,
      'sku', p.sku, 'searchQuery', t.search_query,
      'order', case when o.order_number is not null then jsonb_build_object('orderNumber', o.order_number,
        'lines', (select jsonb_agg(jsonb_build_object('sku', q.sku, 'quantity', l.quantity,
            'unitPrice', jsonb_build_object('amount', l.unit_price::text, 'currency', l.currency)) order by l.line_number)
          from order_line l join product q on q.id = l.product_id where l.customer_id = o.customer_id and l.order_id = o.id)) end)
    ) as input
    from touchpoint t join customer c on c.id = t.customer_id left join product p on p.id = t.product_id
    left join customer_order o on o.customer_id = t.customer_id and o.order_number = t.order_number
    where c.id in (${customers}) order by t.occurred_at`);
  return rows.map(({ input }) => input);
}

const whose = "(select i.value from identity i where i.customer_id = t.customer_id and i.kind = 'USER_ID')";
const sku = "(select p.sku from product p where p.id = t.product_id)";

/** What the tables hold of these customers, by what does not depend on who made the row: not by the ids of customers and products. */
const TABLES: Readonly<Record<string, string>> = {
  customer: "first_seen_at, last_seen_at, email",
  identity: "kind, value, source, first_seen_at, last_seen_at",
  touchpoint: `occurred_at, id, message_id, channel, type, name, source, identifier_kind, identifier_value, ${sku}, order_number, quantity,
    value, currency, rate, search_query, properties`,
  order_number: "order_number, order_id",
  customer_order: "id, order_number, placed_at, channel, status, currency, rate, total, refunded",
  order_line: `order_id, line_number, ${sku}, quantity, unit_price, currency, total, refunded_quantity`,
  order_touchpoint:
    "order_number, touchpoint_id, type, channel, occurred_at, currency, rate, total, jsonb_array_length(lines)",
  customer_profile: "order_count, total_spent, first_order_at, last_order_at",
  customer_channel: "channel, touchpoints",
  customer_interest: "kind, tag, round(ln(weight)::numeric, 6)", // sums of floats in any order
};

export async function rowsOf(dataSource: DataSource, table: string, customers: string): Promise<object[]> {
  const owner = table === "customer" ? "(select x.*, x.id as customer_id from customer x)" : table;
  return dataSource.query(`
    select ${whose} as whose, jsonb_build_array(${TABLES[table]}) as row from ${owner} t
    where t.customer_id in (${customers}) order by 1, 2`);
}

export const REPLAYED = Object.keys(TABLES);
