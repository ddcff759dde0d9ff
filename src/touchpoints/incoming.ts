import type { GivenTraits, IdentityKind, IdentityRef } from "../customers/index.ts";
import type { JsonObject, JsonValue } from "../database/json.ts";
import type { Amount, NamedProduct } from "../products/index.ts";
import type { Channel } from "./channels.ts";
import type { TouchpointType } from "./types.ts";

/** A touchpoint as a sender gives it, whichever way it comes. */
export interface IncomingTouchpoint {
  readonly messageId: string;
  readonly channel: Channel;
  readonly type: TouchpointType;
  readonly name?: string | null;
  readonly occurredAt: Date;
  readonly identities: readonly { kind: IdentityKind; value: string }[];
  readonly sku?: string | null;
  readonly campaignId?: string | null;
  readonly recommendationId?: string | null;
  readonly sessionId?: string | null;
  readonly quantity?: number | null;
  readonly value?: Amount | null;
  readonly searchQuery?: string | null;
  readonly order?: IncomingOrder | null;
  readonly properties?: JsonObject | null;
  /** What the sender says of the customer along with it, true at occurredAt. */
  readonly customer?: GivenTraits;
}

export interface IncomingOrder {
  readonly orderNumber: string;
  readonly lines: readonly IncomingLine[];
  readonly total?: Amount | null;
}

export interface IncomingLine {
  readonly sku: string;
  readonly name?: string | null;
  readonly quantity: number;
  readonly unitPrice: Amount;
}

/** A touchpoint that has passed every check that needs no database. */
export interface CheckedTouchpoint extends Omit<IncomingTouchpoint, "identities"> {
  /** A UUIDv7 of when it occurred and what its message id is, so that it tells its partition. */
  readonly id: string;
  /** Normalised, the strongest first. */
  readonly identities: readonly IdentityRef[];
  /** trait -> value, of what is said of the customer. */
  readonly claims: ReadonlyMap<string, JsonValue>;
  /** The UUID that campaignId names; null where it names none. */
  readonly campaign: string | null;
  /** The one currency of all its amounts; undefined where it has none. */
  readonly currency: string | undefined;
}

/** A touchpoint as it was stored, with what followers need. */
export interface RecordedTouchpoint extends CheckedTouchpoint {
  readonly customerId: string;
  readonly source: string;
  readonly receivedAt: Date;
  readonly productId: string | null;
  /** What one unit of its currency is worth in the shop's, on its day; null where it has no amount. */
  readonly rate: string | null;
  /** sku -> product, for every sku it names. */
  readonly products: ReadonlyMap<string, NamedProduct>;
}
