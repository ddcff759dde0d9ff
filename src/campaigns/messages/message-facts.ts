import { allows } from "../../consents/index.ts";
import { ADDRESS_PARTS, addressPart, isListed, SHOWN_TRAITS, TRAIT_COLUMNS } from "../../customers/index.ts";
import { join, literal, raw, type Sql, sql } from "../../database/sql.ts";
import { decimalText, idOf } from "../../reading/index.ts";
import { REACHED_BY } from "../campaign.ts";
import type { TemplateVariables } from "../template/variables.ts";

/** What must be known of a customer before a variant's message is sent to them. */
export interface MessageFacts {
  readonly customerId: string;
  readonly erased: boolean;
  /** Whether marketing is allowed on the variant's channel. */
  readonly allowed: boolean;
  /** null: nothing is known by which the channel could reach them. */
  readonly address: string | null;
  readonly bounced: boolean;
  /** How many messages of all campaigns have left to them within the days of the campaign's cap; 0 without one. */
  readonly messages: number;
  readonly timeZone: string | null;
  readonly customer: TemplateVariables["customer"];
}

export interface FactsOptions {
  readonly assumedConsents: readonly string[];
  /** Of the campaign's frequency cap. */
  readonly perDays: number | undefined;
  readonly now: Sql;
}

/** All of it as one JSON value, for a row of `customer` and one of `campaign_variant`. */
export function messageFacts(customer: Sql, variant: Sql, { assumedConsents, perDays, now }: FactsOptions): Sql {
  const channel = sql`${variant}.channel`;
  const allowed = allows(sql`${customer}.id`, "MARKETING", { assumed: assumedConsents, channel });
  return sql`(select json_build_object('customerId', ${customer}.id, 'erased', not (${isListed(customer)}), 'allowed', ${allowed},
      'address', reached.address, 'bounced', exists (select from bounced_address b where b.customer_id = ${customer}.id
        and b.channel = ${channel} and b.address = reached.address),
      'messages', ${perDays === undefined ? raw("0") : messagesLately(customer, perDays, now)}, 'timeZone', ${customer}.time_zone,
      'customer', ${variablesOf(customer, now)})
    from (select ${addressOf(customer, channel)} as address) reached)`;
}

/** What may have left counts: a cap is a promise. */
const messagesLately = (customer: Sql, perDays: number, now: Sql): Sql =>
  sql`(select count(*) from campaign_assignment o where o.customer_id = ${customer}.id
    and o.sent_at > ${now}::timestamptz - make_interval(days => ${perDays}::int))`;

/** By which a channel reaches a customer: of several the one that is shown, else the one seen last. */
function addressOf(customer: Sql, channel: Sql): Sql {
  const cases = Object.entries(REACHED_BY).map(([name, by]) => {
    const address = by === "ADDRESS" ? postalAddress(customer) : identityOf(customer, by);
    return sql`when ${literal(name)} then ${address}`;
  });
  return sql`case ${channel} ${join(cases, " ")} end`;
}

const identityOf = (customer: Sql, kind: string): Sql =>
  sql`(select i.value from identity i where i.customer_id = ${customer}.id and i.kind = ${literal(kind)}
    order by i.value in (lower(${customer}.email), ${customer}.phone) desc nulls last, i.last_seen_at desc, i.value limit 1)`;

const postalAddress = (customer: Sql): Sql =>
  sql`nullif(concat_ws(', ', ${join(ADDRESS_PARTS.map((part) => addressPart(customer, part)))}), '')`;

const NAMED = TRAIT_COLUMNS.filter((name) => name !== "address");

function variablesOf(customer: Sql, now: Sql): Sql {
  const traits = NAMED.map(
    (name) => sql`${literal(name)}, ${SHOWN_TRAITS.get(name)?.value(customer, now) ?? raw("null")}`,
  );
  const parts = ADDRESS_PARTS.map((part) => sql`${literal(part)}, ${addressPart(customer, part)}`);
  return sql`(select json_build_object('id', ${idOf("cus", sql`${customer}.id`)}, ${join(traits)},
      'address', json_build_object(${join(parts)}), 'traits', ${customer}.traits, 'orderCount', p.order_count,
      'totalSpent', ${decimalText(raw("p.total_spent"))},
      'lastOrderAt', to_char(p.last_order_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    from (select) one left join customer_profile p on p.customer_id = ${customer}.id)`;
}
