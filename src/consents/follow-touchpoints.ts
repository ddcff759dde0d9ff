import type { EntityManager } from "typeorm";
import {
  type CheckedTouchpoint,
  endsMessages,
  type FollowsTouchpoints,
  isOfOrder,
  type RecordedTouchpoint,
} from "../touchpoints/index.ts";
import { addConsents, readInForce, type Said } from "./consent.store.ts";

type Batch = readonly { touchpoint: CheckedTouchpoint; customerId: string }[];

/** Holds touchpoints to what people allow, and takes an unsubscription for the withdrawal that it is. */
export function consentsFollowTouchpoints(assumed: readonly string[]): FollowsTouchpoints {
  return { suppressed: (manager, batch) => suppressed(manager, batch, assumed), recorded };
}

/**
 * Those of people who refuse analytics on the channel, as it is in force while the batch is taken in, and those that their
 * senders say are not to be tracked. A contract needs no consent: what tells of orders is kept.
 */
async function suppressed(manager: EntityManager, batch: Batch, assumed: readonly string[]): Promise<Set<number>> {
  const places = new Set<number>();
  const asked: { place: number; customerId: string; channel: string }[] = [];
  batch.forEach(({ touchpoint: { type, channel, properties }, customerId }, place) => {
    if (isOfOrder(type) || endsMessages(type)) return;
    if (properties?.["doNotTrack"] === true) places.add(place);
    else asked.push({ place, customerId, channel });
  });
  if (asked.length === 0) return places;
  const inForce = await readInForce(manager, "ANALYTICS", [...new Set(asked.map(({ customerId }) => customerId))]);
  const silent = assumed.includes("ANALYTICS") ? "GRANTED" : "DENIED";
  for (const { place, customerId, channel } of asked) {
    const said = inForce.get(customerId);
    if ((said?.get(channel) ?? said?.get("") ?? silent) !== "GRANTED") places.add(place);
  }
  return places;
}

async function recorded(manager: EntityManager, batch: readonly RecordedTouchpoint[]): Promise<void> {
  const [first] = batch;
  const withdrawn = batch.filter(({ type }) => type === "UNSUBSCRIBED").map(withdrawalOf);
  if (first !== undefined) await addConsents(manager, withdrawn, first.receivedAt);
}

const withdrawalOf = ({ customerId, channel, source, occurredAt }: RecordedTouchpoint): Said => ({
  customerId,
  purpose: "MARKETING",
  channel,
  status: "WITHDRAWN",
  source,
  proof: null,
  recordedAt: occurredAt,
});
