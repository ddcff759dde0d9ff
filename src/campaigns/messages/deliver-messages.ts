import type { EntityManager } from "typeorm";
import { mayPass } from "../../database/may-pass.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Delivery, DeliveryAdapter, OutgoingMessage, OutsideAdapter } from "../delivery/adapter.ts";
import type { Leaving } from "./decide.ts";
import { type Decided, noteBounced, WENT_WRONG, writeResult } from "./message.store.ts";
import { retryAt } from "./retry.ts";
import type { SenderParts } from "./send-some.ts";

/** What is written in the transaction, and what goes outside after it. */
export function apart({ adapterFor }: SenderParts, leaving: readonly Leaving[]): [Leaving[], Leaving[]] {
  const isInside = ({ message }: Leaving): boolean => adapterFor(message.channel).inTransaction;
  return [leaving.filter(isInside), leaving.filter((each) => !isInside(each))];
}

/** Delivers what is written here; gives what the messages' rows say then. */
export async function deliverInside(
  manager: EntityManager,
  { adapterFor }: SenderParts,
  leaving: readonly Leaving[],
  now: Date,
): Promise<Decided[]> {
  const written: Decided[] = [];
  for (const adapter of new Set(leaving.map(({ message }) => adapterFor(message.channel)))) {
    if (!adapter.inTransaction) continue;
    const own = leaving.filter(({ message }) => adapterFor(message.channel) === adapter);
    const deliveries = await adapter.deliver(
      manager,
      own.map(({ message }) => message),
      now,
    );
    own.forEach(({ row }, place) => {
      written.push(ended(row, deliveries[place], now));
    });
    const bounced = own.filter((_, place) => deliveries[place]?.status === "BOUNCED").map(({ message }) => message);
    await noteBounced(manager, bounced.map(addressOf), now);
  }
  return written;
}

const addressOf = ({ customerId, channel, address }: Leaving["message"]) => ({ customerId, channel, address });

/** What is told of a message is what was sent. */
const NOTHING_LEFT = { address: null, subject: null, body: null } as const;

/** A message's row once it is known what became of it. */
function ended(row: Decided, delivery: Delivery | undefined, now: Date): Decided {
  if (delivery === undefined) throw new Error("an adapter did not say what became of a message");
  const { status } = delivery;
  const reason = "reason" in delivery ? delivery.reason : null;
  if (status === "AGAIN") {
    const dueAt = retryAt(row.attempts, now);
    const kept = { ...row, ...NOTHING_LEFT, reason };
    return dueAt === undefined ? { ...kept, status: "FAILED" } : { ...kept, status: "PENDING", dueAt };
  }
  if (status === "FAILED") return { ...row, ...NOTHING_LEFT, status, reason };
  return {
    ...row,
    status,
    reason,
    sentAt: now,
    deliveredAt: status === "DELIVERED" ? now : null,
    bouncedAt: status === "BOUNCED" ? now : null,
    untold: status !== "UNKNOWN",
  };
}

/**
 * Delivers messages outside, each once. What goes wrong with one is told of and stops no other; where nothing can be written
 * for a while, it is thrown once all have ended.
 */
export async function deliverAllOutside(
  parts: SenderParts,
  campaignId: string,
  leaving: readonly Leaving[],
): Promise<void> {
  const ends = await Promise.allSettled(leaving.map((each) => deliverOutside(parts, campaignId, each)));
  const errors = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  for (const error of errors.filter((each) => !mayPass(each))) parts.failed(campaignId, error);
  const passing = errors.find(mayPass);
  if (passing !== undefined) throw passing;
}

/** Delivers one message outside, once, and writes what became of it. */
async function deliverOutside(parts: SenderParts, campaignId: string, { message, row }: Leaving): Promise<void> {
  const { dataSource, clock } = parts;
  const delivery = await tryOutside(parts, campaignId, message);
  const now = clock();
  const { status, reason, dueAt } = ended(row, delivery, now);
  const { customerId } = row;
  await inTransaction(dataSource, async (manager) => {
    await writeResult(manager, campaignId, { customerId, status, reason, dueAt }, now);
    if (status === "BOUNCED") await noteBounced(manager, [addressOf(message)], now);
  });
}

/** An adapter's own fault is no word of the message, which has not left. */
async function tryOutside(
  { adapterFor, failed }: SenderParts,
  campaignId: string,
  message: OutgoingMessage,
): Promise<Delivery> {
  const adapter = outsideAdapter(adapterFor(message.channel));
  try {
    return await adapter.deliver(message);
  } catch (error) {
    failed(campaignId, error);
    return { status: "AGAIN", reason: WENT_WRONG };
  }
}

function outsideAdapter(adapter: DeliveryAdapter): OutsideAdapter {
  if (adapter.inTransaction) throw new Error(`what ${adapter.name} delivers has been delivered already`);
  return adapter;
}
