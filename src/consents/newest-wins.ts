import { join, literal, raw, type Sql, sql } from "../database/sql.ts";
import type { ConsentPurpose } from "./consent.ts";

/**
 * What the newest is greatest by: the later said wins; of the same moment the later received, then the refusing one, for nobody is to
 * be messaged, or counted, by the chance of an id. The id only makes the order total.
 */
export const newness = (row: Sql): readonly Sql[] => [
  sql`${row}.recorded_at`,
  sql`${row}.received_at`,
  sql`(${row}.status <> 'GRANTED')`,
  sql`${row}.id`,
];

/** Whether no newer record of the person speaks of this one's purpose on its channel, or on all. */
export function isInForce(row: Sql): Sql {
  return sql`not exists (select from consent newer where newer.customer_id = ${row}.customer_id and newer.purpose = ${row}.purpose
    and (newer.channel is null or newer.channel = ${row}.channel)
    and (${join(newness(raw("newer")))}) > (${join(newness(row))}))`;
}

/**
 * What the newest record of a customer says that speaks of the channel or of all channels, as a value for any statement; null
 * without one. Asked of no channel, only records for all channels speak. One look-up at an index's end, by the customer,
 * whether or not there are records.
 */
export function newestStatus(customerId: Sql, purpose: ConsentPurpose, channel?: Sql): Sql {
  const onChannel = channel === undefined ? raw("") : sql` or said.channel = ${channel}`;
  return sql`(select said.status from consent said
    where said.customer_id = ${customerId} and said.purpose = ${literal(purpose)} and (said.channel is null${onChannel})
    order by ${join(newness(raw("said")), " desc, ")} desc limit 1)`;
}

/** Whether a customer allows a purpose: what the newest record says; without one, whether the purpose is among those `assumed`. */
export function allows(
  customerId: Sql,
  purpose: ConsentPurpose,
  { assumed, channel }: { readonly assumed: readonly string[]; readonly channel?: Sql | undefined },
): Sql {
  const silent = raw(String(assumed.includes(purpose)));
  return sql`coalesce(${newestStatus(customerId, purpose, channel)} = 'GRANTED', ${silent})`;
}

/** Whether a refusal of the purpose is in force on any channel, or on all: for what does not happen on a channel. */
export const refusesAnywhere = (customerId: Sql, purpose: ConsentPurpose): Sql =>
  sql`exists (select from consent refusal where refusal.customer_id = ${customerId} and refusal.purpose = ${literal(purpose)}
    and refusal.status <> 'GRANTED' and ${isInForce(raw("refusal"))})`;
