import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { hashUuid, timeOfUuid } from "../graphql/ids.ts";
import type { RecordedTouchpoint } from "./incoming.ts";
import { AcceptedMessage, type AcceptedState, Touchpoint } from "./touchpoint.entity.ts";

/** How long the ledger remembers a message: what is imported for ever, what comes over the network 30 days. */
export type LedgerKeeping = "for ever" | "30 days";

const THIRTY_DAYS = 30 * 24 * 3600 * 1000;

/** Enters messages into the ledger; gives the message ids that were not there yet. */
export async function acceptMessages(
  manager: EntityManager,
  messages: readonly { messageId: string; id: string }[],
  keeping: LedgerKeeping,
  now: Date,
): Promise<Set<string>> {
  const byHash = new Map(messages.map((message) => [hashUuid(message.messageId), message]));
  const keepUntil = keeping === "for ever" ? null : new Date(now.getTime() + THIRTY_DAYS);
  const rows = [...byHash].map(([messageHash, { id }]) => ({
    messageHash,
    touchpointId: id,
  }));
  const accepted = await insertRows<AcceptedMessage, { message_hash: string }>(manager, AcceptedMessage, rows, {
    key: ["messageHash"],
    conflict: "nothing",
    returning: raw("message_hash"),
    same: { state: "RECORDED", receivedAt: now, keepUntil },
  });
  return new Set(accepted.flatMap(({ message_hash }) => byHash.get(message_hash)?.messageId ?? []));
}

/** Takes messages out of the ledger again that were entered in this transaction and then refused. */
export async function forgetMessages(manager: EntityManager, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const hashes = messageIds.map(hashUuid);
  await run(manager, sql`delete from accepted_message where message_hash = any(${hashes}::uuid[])`);
}

/** Keeps messages in the ledger of which nothing is stored, so that a retry becomes nothing either. */
export async function suppressMessages(manager: EntityManager, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const hashes = messageIds.map(hashUuid);
  await run(
    manager,
    sql`update accepted_message set state = 'SUPPRESSED', touchpoint_id = null
        where message_hash = any(${hashes}::uuid[])`,
  );
}

export interface Accepted {
  readonly touchpointId: string;
  readonly customerId: string;
}

/** message id -> the touchpoint that it became and whose that is, or that it was suppressed, of those that the ledger knows. */
export async function readAccepted(
  manager: EntityManager,
  messageIds: readonly string[],
): Promise<Map<string, Accepted | "SUPPRESSED">> {
  if (messageIds.length === 0) return new Map();
  const byHash = new Map(messageIds.map((messageId) => [hashUuid(messageId), messageId]));
  const messages = await run<{ message_hash: string; state: AcceptedState; touchpoint_id: string | null }>(
    manager,
    sql`select m.message_hash, m.state, m.touchpoint_id from accepted_message m
        where m.message_hash = any(${[...byHash.keys()]}::uuid[])`,
  );
  const ids = messages.flatMap(({ touchpoint_id }) => touchpoint_id ?? []);
  const moments = [...new Set(ids.map((id) => timeOfUuid(id).toISOString()))];
  const touchpoints = await run<{ id: string; customer_id: string }>(
    manager,
    sql`select t.id, t.customer_id from touchpoint t
        where t.id = any(${ids}::uuid[]) and t.occurred_at = any(${moments}::timestamptz[])`,
  );
  const customers = new Map(touchpoints.map(({ id, customer_id }) => [id, customer_id]));
  const accepted = messages.flatMap(({ message_hash, state, touchpoint_id }): [string, Accepted | "SUPPRESSED"][] => {
    const [messageId, customerId] = [byHash.get(message_hash), customers.get(touchpoint_id ?? "")];
    if (messageId === undefined) return [];
    if (state === "SUPPRESSED") return [[messageId, state]];
    if (touchpoint_id === null || customerId === undefined) return [];
    return [[messageId, { touchpointId: touchpoint_id, customerId }]];
  });
  return new Map(accepted);
}

/** Stores a batch. */
export async function writeTouchpoints(
  manager: EntityManager,
  batch: readonly RecordedTouchpoint[],
  source: string,
  receivedAt: Date,
): Promise<void> {
  const rows = batch.map((touchpoint) => ({
    customerId: touchpoint.customerId,
    occurredAt: touchpoint.occurredAt,
    id: touchpoint.id,
    messageId: touchpoint.messageId,
    channel: touchpoint.channel,
    type: touchpoint.type,
    name: touchpoint.name?.trim() || touchpoint.type,
    identifierKind: touchpoint.identities[0]?.kind ?? "ANONYMOUS_ID",
    identifierValue: touchpoint.identities[0]?.value ?? "",
    productId: touchpoint.productId,
    campaignId: touchpoint.campaign,
    recommendationId: touchpoint.recommendationId ?? null,
    orderNumber: touchpoint.order?.orderNumber ?? null,
    sessionId: touchpoint.sessionId ?? null,
    quantity: touchpoint.quantity ?? null,
    value: touchpoint.value?.amount ?? null,
    currency: touchpoint.currency ?? null,
    rate: touchpoint.rate,
    searchQuery: touchpoint.searchQuery ?? null,
    properties: touchpoint.properties ?? {},
  }));
  await insertRows(manager, Touchpoint, rows, {
    key: ["customerId", "occurredAt", "id"],
    conflict: "fails",
    same: { receivedAt, source },
  });
}
