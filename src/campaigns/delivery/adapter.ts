import type { EntityManager } from "typeorm";
import type { Channel } from "../../touchpoints/index.ts";

/** A message as it leaves. */
export interface OutgoingMessage {
  /** Of this message alone, and the same whenever it is tried: "cmp_<hex>.cus_<hex>". */
  readonly id: string;
  readonly customerId: string;
  readonly campaignId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
  readonly unsubscribeUrl: string;
}

/**
 * What became of a message. BOUNCED: there is nobody at this address; FAILED: this message is not taken, whenever it is
 * tried; AGAIN: it has certainly not left and may be tried again; UNKNOWN: it may have left, and nobody can tell.
 */
export type Delivery =
  | { readonly status: "SENT" | "DELIVERED" }
  | { readonly status: "BOUNCED" | "FAILED" | "AGAIN" | "UNKNOWN"; readonly reason: string };

/** Writes in the transaction that marks the messages: exactly once. */
export interface TransactionalAdapter {
  readonly name: string;
  readonly inTransaction: true;
  /** One answer for each message, in their order. */
  deliver(manager: EntityManager, messages: readonly OutgoingMessage[], now: Date): Promise<readonly Delivery[]>;
}

/** Talks to the outside, after the messages have been marked as in flight: at most once. */
export interface OutsideAdapter {
  readonly name: string;
  readonly inTransaction: false;
  /** How many messages it takes at a time: no more are decided on before these have left. */
  readonly atOnce: number;
  /** Tries it once. Whatever goes wrong outside is an answer; an exception is a fault of the program, and nothing has left. */
  deliver(message: OutgoingMessage): Promise<Delivery>;
  /** Takes no more, waits a little for what is in flight, and lets go of its connections. */
  close(): Promise<void>;
}

export type DeliveryAdapter = TransactionalAdapter | OutsideAdapter;
