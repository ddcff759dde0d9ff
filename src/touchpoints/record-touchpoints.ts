import type { DataSource, EntityManager } from "typeorm";
import {
  claimsOf,
  type FollowsCustomer,
  type IdentityPlan,
  plan,
  readIdentities,
  writePlan,
} from "../customers/index.ts";
import { inTransaction } from "../database/transaction.ts";
import { ensureProducts } from "../products/index.ts";
import { dayIn, rateKey, readRates, settleCurrency } from "../shop/index.ts";
import { checkTouchpoint } from "./check-touchpoint.ts";
import type { FollowsTouchpoints } from "./follows-touchpoints.ts";
import type { CheckedTouchpoint, IncomingTouchpoint, RecordedTouchpoint } from "./incoming.ts";
import { ensurePartitions } from "./partitions.ts";
import {
  acceptMessages,
  type LedgerKeeping,
  readAccepted,
  touchpointId,
  writeTouchpoints,
} from "./touchpoint.store.ts";

/** What became of one touchpoint. */
export interface Outcome {
  readonly messageId: string;
  readonly status: "RECORDED" | "DUPLICATE" | "QUARANTINED";
  readonly touchpointId?: string;
  readonly customerId?: string;
  readonly reasons: readonly string[];
}

/** Everything the ingestion core works with. */
export interface Ingestion {
  readonly dataSource: DataSource;
  readonly timeZone: string;
  readonly followsCustomer: readonly FollowsCustomer[];
  readonly followsTouchpoints: readonly FollowsTouchpoints[];
}

export interface BatchOptions {
  readonly source: string;
  readonly keeping: LedgerKeeping;
  readonly now: Date;
}

interface Candidate {
  readonly index: number;
  readonly touchpoint: CheckedTouchpoint;
  readonly rate: string | null;
}

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
  return given.map(({ messageId }, index) => outcomes.get(index) ?? quarantined(messageId, ["has no outcome"]));
}

/** What the checks that need no database would say; nothing is written. */
export function checkOnly(given: readonly IncomingTouchpoint[], now: Date): Outcome[] {
  const outcomes = new Map<number, Outcome>();
  check(given, now, outcomes);
  return given.map(({ messageId }, index) => outcomes.get(index) ?? { messageId, status: "RECORDED", reasons: [] });
}

const quarantined = (messageId: string, reasons: readonly string[]): Outcome => ({
  messageId,
  status: "QUARANTINED",
  reasons,
});

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
  const known = await readIdentities(manager, sightingsOf(rated, options.source));
  let [admitted, before] = [rated, 0];
  do {
    // What was refused links nobody, so the others are planned and asked about again.
    before = admitted.length;
    const first = plan(known, sightingsOf(admitted, options.source), options.now);
    admitted = await admit(manager, ingestion, admitted, first, outcomes);
  } while (admitted.length < before);
  const { fresh, repeated } = await acceptOnce(manager, admitted, options);
  const products = await ensureProducts(manager, fresh.flatMap(skusOf), options.now);
  // Only what is new may make customers or link identifiers, so it is planned again without the rest.
  const freshSightings = sightingsOf(fresh, options.source);
  const planned = plan(known, freshSightings, options.now);
  await writePlan(manager, ingestion.followsCustomer, planned, freshSightings, claimsOf(freshSightings, planned));
  const recorded = fresh.map((candidate, place) => toRecorded(candidate, planned.customerIds[place] ?? "", products));
  await writeTouchpoints(manager, recorded, options.source, options.now);
  if (recorded.length > 0) {
    for (const follower of ingestion.followsTouchpoints) await follower.recorded(manager, recorded);
  }
  fresh.forEach(({ index, touchpoint: { messageId } }, place) => {
    const { id, customerId } = recorded[place] ?? { id: "", customerId: "" };
    outcomes.set(index, { messageId, status: "RECORDED", touchpointId: id, customerId, reasons: [] });
  });
  await tellRepeated(manager, repeated, outcomes);
  return { outcomes, recorded };
}

function sightingsOf(candidates: readonly Candidate[], source: string) {
  return candidates.map(({ touchpoint: { identities, claims, occurredAt: at } }) => ({
    identities,
    claims,
    at,
    source,
  }));
}

/** What an amount is worth in the shop's currency on its day; an amount that cannot be said so is not taken. */
async function rate(
  manager: EntityManager,
  timeZone: string,
  checked: readonly { index: number; touchpoint: CheckedTouchpoint }[],
  outcomes: Map<number, Outcome>,
): Promise<Candidate[]> {
  const firstCurrency = checked.find(({ touchpoint }) => touchpoint.currency !== undefined)?.touchpoint.currency;
  if (firstCurrency === undefined) return checked.map((candidate) => ({ ...candidate, rate: null }));
  const shopCurrency = await settleCurrency(manager, firstCurrency);
  const foreign = checked.flatMap(({ touchpoint: { currency, occurredAt } }) =>
    currency === undefined || currency === shopCurrency ? [] : [{ currency, day: dayIn(timeZone, occurredAt) }],
  );
  const rates = await readRates(manager, foreign);
  return checked.flatMap((candidate): Candidate[] => {
    const { currency, occurredAt, messageId } = candidate.touchpoint;
    if (currency === undefined) return [{ ...candidate, rate: null }];
    const day = dayIn(timeZone, occurredAt);
    const found = currency === shopCurrency ? "1" : rates.get(rateKey(currency, day));
    if (found !== undefined) return [{ ...candidate, rate: found }];
    outcomes.set(candidate.index, quarantined(messageId, [`no rate for ${currency} on ${day}`]));
    return [];
  });
}

/** Asks the followers for reasons that only the database knows. */
async function admit(
  manager: EntityManager,
  ingestion: Ingestion,
  candidates: readonly Candidate[],
  planned: IdentityPlan,
  outcomes: Map<number, Outcome>,
): Promise<Candidate[]> {
  const batch = candidates.map(({ touchpoint }, place) => ({
    touchpoint,
    customerId: planned.customerIds[place] ?? "",
  }));
  const refused = new Map<number, string[]>();
  for (const follower of ingestion.followsTouchpoints) {
    for (const [place, reason] of (await follower.refuse?.(manager, batch)) ?? []) {
      refused.set(place, [...(refused.get(place) ?? []), reason]);
    }
  }
  return candidates.filter(({ index, touchpoint }, place) => {
    const reasons = refused.get(place);
    if (reasons !== undefined) outcomes.set(index, quarantined(touchpoint.messageId, reasons));
    return reasons === undefined;
  });
}

/** Lets each message id through once: of several in the batch the first, and none that the ledger knows. */
async function acceptOnce(
  manager: EntityManager,
  candidates: readonly Candidate[],
  { keeping, now }: BatchOptions,
): Promise<{ fresh: Candidate[]; repeated: Candidate[] }> {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!first.has(candidate.touchpoint.messageId)) first.set(candidate.touchpoint.messageId, candidate);
  }
  const messages = [...first.values()].map(({ touchpoint }) => touchpoint);
  const accepted = await acceptMessages(manager, messages, keeping, now);
  const isFresh = (candidate: Candidate): boolean => {
    const { messageId } = candidate.touchpoint;
    return accepted.has(messageId) && first.get(messageId) === candidate;
  };
  return { fresh: candidates.filter(isFresh), repeated: candidates.filter((candidate) => !isFresh(candidate)) };
}

/** Asked once the batch is stored, so that a repetition within it is told what the first one became too. */
async function tellRepeated(
  manager: EntityManager,
  repeated: readonly Candidate[],
  outcomes: Map<number, Outcome>,
): Promise<void> {
  const known = await readAccepted(
    manager,
    repeated.map(({ touchpoint }) => touchpoint.messageId),
  );
  for (const { index, touchpoint } of repeated) {
    const { messageId } = touchpoint;
    outcomes.set(index, { messageId, status: "DUPLICATE", ...known.get(messageId), reasons: [] });
  }
}

function skusOf({ touchpoint: { sku, order } }: Candidate): { sku: string; name: string | undefined }[] {
  const lines = (order?.lines ?? []).map((line) => ({ sku: line.sku, name: line.name?.trim() || undefined }));
  return sku === undefined || sku === null ? lines : [{ sku, name: undefined }, ...lines];
}

function toRecorded(
  { touchpoint, rate: rateOfDay }: Candidate,
  customerId: string,
  products: ReadonlyMap<string, string>,
): RecordedTouchpoint {
  const productId = products.get(touchpoint.sku ?? "") ?? null;
  const id = touchpointId(touchpoint.messageId, touchpoint.occurredAt);
  return { ...touchpoint, id, customerId, productId, rate: rateOfDay, products };
}
