import type { EntityManager } from "typeorm";
import { IDENTITY_KINDS, type IdentityKind } from "../../customers/index.ts";
import { run } from "../../database/run.ts";
import { raw, type Sql, sql } from "../../database/sql.ts";
import type { Channel, TouchpointType } from "../../touchpoints/index.ts";

const STRENGTH = sql`array_position(${Object.keys(IDENTITY_KINDS)}::text[], i.kind)`;

/** An identifier of a customer, the strongest, by which a touchpoint of theirs finds them; null where they have none any more. */
const identityOf = (customerId: Sql): Sql =>
  sql`(select json_build_object('kind', i.kind, 'value', i.value) from identity i where i.customer_id = ${customerId}
    order by ${STRENGTH}, i.value limit 1)`;

/** A message of which no touchpoint tells yet. */
export interface Untold {
  readonly customerId: string;
  readonly channel: Channel;
  readonly identity: { readonly kind: IdentityKind; readonly value: string } | null;
  readonly sentAt: Date;
  readonly deliveredAt: Date | null;
  readonly bouncedAt: Date | null;
}

/** When something happened to a message, unless a touchpoint has told of it already. */
const untoldOf = (column: "delivered_at" | "bounced_at", type: TouchpointType): Sql =>
  sql`case when not exists (select from touchpoint t where t.customer_id = a.customer_id and t.occurred_at = ${raw(`a.${column}`)}
        and t.campaign_id = a.campaign_id and t.type = ${type}) then ${raw(`a.${column}`)} end`;

export function readUntold(manager: EntityManager, campaignId: string, most: number): Promise<Untold[]> {
  return run(
    manager,
    sql`select a.customer_id as "customerId", v.channel, ${identityOf(raw("a.customer_id"))} as identity, a.sent_at as "sentAt",
          ${untoldOf("delivered_at", "MESSAGE_DELIVERED")} as "deliveredAt", ${untoldOf("bounced_at", "MESSAGE_BOUNCED")} as "bouncedAt"
        from campaign_assignment a join campaign_variant v on v.id = a.variant_id
        where a.campaign_id = ${campaignId}::uuid and a.untold limit ${most}::int`,
  );
}

export async function noteTold(
  manager: EntityManager,
  campaignId: string,
  customerIds: readonly string[],
): Promise<void> {
  await run(
    manager,
    sql`update campaign_assignment set untold = false
        where campaign_id = ${campaignId}::uuid and customer_id = any(${customerIds}::uuid[])`,
  );
}

/** The campaigns with messages of which nothing has been told yet. */
export async function campaignsToTell(manager: EntityManager): Promise<string[]> {
  const rows = await run<{ id: string }>(
    manager,
    sql`select distinct a.campaign_id as id from campaign_assignment a where a.untold order by id`,
  );
  return rows.map(({ id }) => id);
}

/** How a customer was to be reached by a campaign, and an identifier of theirs; undefined where there is no such message, or nobody any more. */
export async function readReached(
  manager: EntityManager,
  campaignId: string,
  customerId: string,
): Promise<{ channel: Channel; identity: { kind: IdentityKind; value: string } } | undefined> {
  const [row] = await run<{ channel: Channel; identity: { kind: IdentityKind; value: string } | null }>(
    manager,
    sql`select v.channel, ${identityOf(raw("a.customer_id"))} as identity
        from campaign_assignment a join campaign_variant v on v.id = a.variant_id
        where a.customer_id = ${customerId}::uuid and a.campaign_id = ${campaignId}::uuid`,
  );
  return row === undefined || row.identity === null ? undefined : { channel: row.channel, identity: row.identity };
}
