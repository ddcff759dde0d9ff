import type { EntityManager } from "typeorm";
import { claimsOf, plan, readIdentities, writeLinks, writeSightings } from "../customers/index.ts";
import { inTransaction } from "../database/transaction.ts";
import { ensureProducts, type NamedProduct } from "../products/index.ts";
import { checkTouchpoint } from "./check-touchpoint.ts";
import type { CheckedTouchpoint, IncomingTouchpoint, RecordedTouchpoint } from "./incoming.ts";
import type { BatchOptions, Ingestion } from "./ingestion.ts";
import { acceptOnce, admit, type Candidate, rate, settleLedger, tellRepeated } from "./narrow-batch.ts";
import { type Outcome, quarantined } from "./outcome.ts";
import { ensurePartitions } from "./partitions.ts";
import { writeTouchpoints } from "./touchpoint.store.ts";
import { isOfOrder } from "./types.ts";

/**
 * Takes a batch in: the one way for every sender. Each touchpoint is checked, resolved to its customer, taken once by its
 * message id, stored and folded into orders and profile totals, all in one transaction of a fixed number of set-based
 * statements; each has its own outcome, in order. What cannot be taken leaves nothing behind.
 */
export async function recordTouchpoints(
  ingestion: Ingestion,
  given: readonly IncomingTouchpoint[],
  options: BatchOptions,
): Promise<Outcome[]> {
  const started = performance.now();
  const outcomes = new Map<number, Outcome>();
  const candidates = check(given, options.now, outcomes);
  if (candidates.length > 0) {
    await ensurePartitions(
      ingestion.dataSource,
      candidates.map(({ touchpoint }) => touchpoint.occurredAt),
    );
    const taken = await inTransaction(ingestion.dataSource, (manager) => take(manager, ingestion, candidates, options));
    for (const [index, outcome] of taken.outcomes) outcomes.set(index, outcome);
    for (const follower of ingestion.followsTouchpoints) follower.committed?.(taken.recorded);
  }
  const told = given.map(({ messageId }, index) => outcomes.get(index) ?? quarantined(messageId, ["has no outcome"]));
  ingestion.told?.(told, performance.now() - started);
  return told;
}

/** What the checks that need no database would say; nothing is written. */
export function checkOnly(given: readonly IncomingTouchpoint[], now: Date): Outcome[] {
  const outcomes = new Map<number, Outcome>();
  check(given, now, outcomes);
  return given.map(({ messageId }, index) => outcomes.get(index) ?? { messageId, status: "RECORDED", reasons: [] });
}

function check(
  given: readonly IncomingTouchpoint[],
  now: Date,
  outcomes: Map<number, Outcome>,
): { index: number; touchpoint: CheckedTouchpoint }[] {
  return given.flatMap((incoming, index) => {
    const checked = checkTouchpoint(incoming, now);
    if ("touchpoint" in checked) return [{ index, touchpoint: checked.touchpoint }];
    outcomes.set(index, quarantined(incoming.messageId, checked.reasons));
    return [];
  });
}

interface Taken {
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly recorded: readonly RecordedTouchpoint[];
}

async function take(
  manager: EntityManager,
  ingestion: Ingestion,
  checked: readonly { index: number; touchpoint: CheckedTouchpoint }[],
  options: BatchOptions,
): Promise<Taken> {
  const outcomes = new Map<number, Outcome>();
  const rated = await rate(manager, ingestion.timeZone, checked, outcomes);
  const { fresh, repeated } = await acceptOnce(manager, rated, options);
  const known = await readIdentities(manager, sightingsOf(fresh, options.source));
  // Only what is new and neither refused nor suppressed may make customers or link identifiers, so without those the rest is planned anew.
  let [admitted, refused, planned] = [fresh, 0, plan(known, sightingsOf(fresh, options.source), options.now)];
  do {
    const before = admitted.length;
    admitted = await admit(manager, ingestion, admitted, planned, outcomes);
    refused = before - admitted.length;
    if (refused > 0) planned = plan(known, sightingsOf(admitted, options.source), options.now);
  } while (refused > 0);
  await settleLedger(manager, fresh, outcomes);
  const products = await ensureProducts(manager, admitted.flatMap(skusOf), options.now);
  const sightings = sightingsOf(admitted, options.source);
  await writeLinks(manager, ingestion.followsCustomer, planned, sightings);
  const recorded = admitted.map((candidate, place) =>
    toRecorded(candidate, planned.customerIds[place] ?? "", products, options),
  );
  await writeTouchpoints(manager, recorded, options.source, options.now);
  if (recorded.length > 0) {
    for (const follower of ingestion.followsTouchpoints) await follower.recorded(manager, recorded);
  }
  await writeSightings(manager, ingestion.followsCustomer, planned, sightings, claimsOf(sightings, planned));
  admitted.forEach(({ index, touchpoint: { messageId } }, place) => {
    const { id, customerId } = recorded[place] ?? { id: "", customerId: "" };
    outcomes.set(index, { messageId, status: "RECORDED", touchpointId: id, customerId, reasons: [] });
  });
  await tellRepeated(manager, repeated, outcomes);
  return { outcomes, recorded };
}

function sightingsOf(candidates: readonly Candidate[], source: string) {
  return candidates.map(({ touchpoint: { identities, claims, occurredAt: at, type } }) => ({
    identities,
    claims,
    at,
    source,
    changes: claims.size > 0 || isOfOrder(type) || identities.some(({ kind }) => kind === "EMAIL" || kind === "PHONE"),
  }));
}

function skusOf({ touchpoint: { sku, order } }: Candidate): { sku: string; name: string | undefined }[] {
  const lines = (order?.lines ?? []).map((line) => ({ sku: line.sku, name: line.name?.trim() || undefined }));
  return sku === undefined || sku === null ? lines : [{ sku, name: undefined }, ...lines];
}

function toRecorded(
  { touchpoint, rate: rateOfDay }: Candidate,
  customerId: string,
  products: ReadonlyMap<string, NamedProduct>,
  { source, now: receivedAt }: BatchOptions,
): RecordedTouchpoint {
  const productId = products.get(touchpoint.sku ?? "")?.id ?? null;
  return { ...touchpoint, customerId, source, receivedAt, productId, rate: rateOfDay, products };
}
