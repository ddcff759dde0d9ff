import type { EntityManager } from "typeorm";
import type { IdentityPlan } from "../customers/index.ts";
import { dayIn, rateKey, readRates, settleCurrency } from "../shop/index.ts";
import type { CheckedTouchpoint } from "./incoming.ts";
import type { BatchOptions, Ingestion } from "./ingestion.ts";
import { type Outcome, quarantined, suppressed } from "./outcome.ts";
import { acceptMessages, forgetMessages, readAccepted, suppressMessages } from "./touchpoint.store.ts";

/** A touchpoint on its way in, and its place in what was sent. */
export interface Candidate {
  readonly index: number;
  readonly touchpoint: CheckedTouchpoint;
  readonly rate: string | null;
}

/** What an amount is worth in the shop's currency on its day; an amount that cannot be said so is not taken. */
export async function rate(
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
    if (currency === shopCurrency) return [{ ...candidate, rate: "1" }];
    const day = dayIn(timeZone, occurredAt);
    const found = rates.get(rateKey(currency, day));
    if (found !== undefined) return [{ ...candidate, rate: found }];
    outcomes.set(candidate.index, quarantined(messageId, [`no rate for ${currency} on ${day}`]));
    return [];
  });
}

/** Asks the followers what is not to be kept, for reasons that only the database knows, and what is kept without its campaign. */
export async function admit(
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
  const silenced = new Set<number>();
  const refused = new Map<number, string[]>();
  const astray = new Set<number>();
  for (const follower of ingestion.followsTouchpoints) {
    for (const place of (await follower.suppressed?.(manager, batch)) ?? []) silenced.add(place);
    for (const [place, reason] of (await follower.refuse?.(manager, batch)) ?? []) {
      refused.set(place, [...(refused.get(place) ?? []), reason]);
    }
    for (const place of (await follower.withoutCampaign?.(manager, batch)) ?? []) astray.add(place);
  }
  return candidates.flatMap((candidate, place): Candidate[] => {
    const { index, touchpoint } = candidate;
    const { messageId } = touchpoint;
    const reasons = refused.get(place);
    if (silenced.has(place)) outcomes.set(index, suppressed(messageId));
    else if (reasons !== undefined) outcomes.set(index, quarantined(messageId, reasons));
    if (outcomes.has(index)) return [];
    return [astray.has(place) ? { ...candidate, touchpoint: { ...touchpoint, campaign: null } } : candidate];
  });
}

/** Lets each message id through once: of several in the batch the first, and none that the ledger knows. */
export async function acceptOnce(
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

export const messageIdsOf = (candidates: readonly Candidate[]): string[] =>
  candidates.map(({ touchpoint }) => touchpoint.messageId);

/** The ledger forgets what was refused, so that it can be sent again, and remembers what was suppressed. */
export async function settleLedger(
  manager: EntityManager,
  fresh: readonly Candidate[],
  outcomes: ReadonlyMap<number, Outcome>,
): Promise<void> {
  const become = (status: Outcome["status"]): string[] =>
    messageIdsOf(fresh.filter(({ index }) => outcomes.get(index)?.status === status));
  await forgetMessages(manager, become("QUARANTINED"));
  await suppressMessages(manager, become("SUPPRESSED"));
}

/** Asked once the batch is stored, so that a repetition within it is told what the first one became too. */
export async function tellRepeated(
  manager: EntityManager,
  repeated: readonly Candidate[],
  outcomes: Map<number, Outcome>,
): Promise<void> {
  const known = await readAccepted(manager, messageIdsOf(repeated));
  const refused = new Map([...outcomes.values()].map((outcome) => [outcome.messageId, outcome]));
  for (const { index, touchpoint } of repeated) {
    const { messageId } = touchpoint;
    const [accepted, first] = [known.get(messageId), refused.get(messageId)];
    if (accepted === "SUPPRESSED") outcomes.set(index, suppressed(messageId));
    else if (first?.status === "QUARANTINED" && accepted === undefined) outcomes.set(index, first);
    else outcomes.set(index, { messageId, status: "DUPLICATE", ...accepted, reasons: [] });
  }
}
