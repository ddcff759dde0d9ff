import type { DataSource } from "typeorm";

/** What there must be none of, after whatever has happened. */
const NONE: Readonly<Record<string, string>> = {
  "customers who were forgotten": `select count(*)::int as n from segment_membership m
    where not exists (select from campaign_assignment a where a.customer_id = m.customer_id)`,
  "customers with two messages": `select count(*)::int as n from (select from sandbox_message group by customer_id having count(*) > 1) two`,
  "messages without their assignment": `select count(*)::int as n from sandbox_message s
    where not exists (select from campaign_assignment a where a.customer_id = s.customer_id and a.status = 'DELIVERED')`,
  "assignments that say DELIVERED without a message": `select count(*)::int as n from campaign_assignment a
    where a.status = 'DELIVERED' and not exists (select from sandbox_message s where s.customer_id = a.customer_id)`,
  "messages that wait for ever":
    "select count(*)::int as n from campaign_assignment where status in ('PENDING', 'SENDING')",
  "people who were messaged without consent": `select count(*)::int as n from sandbox_message s
    where not exists (select from consent c where c.customer_id = s.customer_id and c.status = 'GRANTED')`,
  "people who were held out and messaged": `select count(*)::int as n from sandbox_message s
    join campaign_assignment a on a.customer_id = s.customer_id where a.variant_id is null`,
  "messages of which touchpoints do not tell once": `select count(*)::int as n from (
    select s.customer_id from sandbox_message s left join touchpoint t on t.customer_id = s.customer_id and t.type = 'MESSAGE_SENT'
    group by s.customer_id having count(t.id) <> 1) wrong`,
};

export interface Counted {
  readonly states: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

/** Each customer's assignment, message and touchpoints, counted one against the other. */
export async function countAll(shop: DataSource): Promise<Counted> {
  const states: { state: string; n: number }[] = await shop.query(
    `select concat_ws(' ', status, suppression) as state, count(*)::int as n from campaign_assignment group by 1 order by 1`,
  );
  const faults: Record<string, number> = {};
  for (const [name, statement] of Object.entries(NONE)) {
    const [row]: { n: number }[] = await shop.query(statement);
    faults[name] = row?.n ?? -1;
  }
  return { states: Object.fromEntries(states.map(({ state, n }) => [state, n])), faults };
}
