import type { EntityManager } from "typeorm";
import {
  type FollowsCustomer,
  findNamed,
  type IdentityKind,
  type IdentityRef,
  normaliseIdentity,
  upsertCustomers,
} from "../customers/index.ts";
import { textFault } from "../database/text.ts";
import type { Refusal } from "../graphql/refusals.ts";
import { pastFault } from "../math/moments.ts";
import type { Channel } from "../touchpoints/index.ts";
import { addConsents, consentId, type Said } from "./consent.store.ts";
import type { ConsentPurpose, ConsentStatus } from "./consent.ts";

const LONGEST_SOURCE = 200;
const LONGEST_PROOF = 2000;

export interface GivenConsent {
  readonly customerId?: string | null;
  readonly identity?: { readonly kind: IdentityKind; readonly value: string } | null;
  readonly purpose: ConsentPurpose;
  readonly channel?: Channel | null;
  readonly status: ConsentStatus;
  readonly source: string;
  readonly proof?: string | null;
  readonly recordedAt?: Date | null;
}

/** Adds what a person said, who is made where nobody has the identifier; or says why not, and then nothing is written. */
export async function recordConsent(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  given: GivenConsent,
  now: Date,
): Promise<{ customerId: string; consentId: string } | { refusals: Refusal[] }> {
  const { identities, refusals: ofWhom } = whom(given);
  const refusals = [...ofWhom, ...faultsOf(given, now)];
  if (refusals.length > 0) return { refusals };
  const named = await findNamed(manager, given.customerId);
  if (named === null) {
    const message = `there is no customer ${given.customerId}`;
    return { refusals: [{ code: "NOT_FOUND", message, path: ["customerId"] }] };
  }
  const { purpose, channel = null, status, source, proof = null } = given;
  const recordedAt = given.recordedAt ?? now;
  const seen = { identities, claims: new Map(), at: recordedAt, source };
  const fact = named === undefined ? seen : { ...seen, customerId: named };
  const outcome = await upsertCustomers(manager, followers, [fact], now);
  const [person] = "upserted" in outcome ? outcome.upserted : [];
  if (person === undefined) throw new Error("a consent without a customer");
  const { customerId } = person;
  const said: Said = { customerId, purpose, channel, status, source, proof, recordedAt };
  await addConsents(manager, [said], now);
  return { customerId, consentId: consentId(said) };
}

/** By the id or by an identifier, and not by both: they could be two people's. */
function whom({ customerId, identity }: GivenConsent): { identities: IdentityRef[]; refusals: Refusal[] } {
  const refuse = (code: Refusal["code"], message: string, ...path: string[]) => ({
    identities: [],
    refusals: [{ code, message, path }],
  });
  const byId = customerId !== undefined && customerId !== null;
  if (identity === undefined || identity === null) {
    return byId ? { identities: [], refusals: [] } : refuse("REQUIRED", "give customerId or identity", "customerId");
  }
  if (byId) return refuse("INVALID", "give customerId or identity, not both", "identity");
  const { kind } = identity;
  const normal = normaliseIdentity(kind, identity.value);
  if ("fault" in normal) return refuse("INVALID", `identity.value: ${kind} ${normal.fault}`, "identity", "value");
  return { identities: [{ kind, value: normal.value }], refusals: [] };
}

function faultsOf({ source, proof, recordedAt }: GivenConsent, now: Date): Refusal[] {
  const faults = {
    source: source.trim() === "" ? "is empty; it is a name such as web-shop" : lengthFault(source, LONGEST_SOURCE),
    proof: lengthFault(proof ?? "", LONGEST_PROOF),
    recordedAt: recordedAt instanceof Date ? pastFault(recordedAt, now) : undefined,
  };
  return Object.entries(faults).flatMap(([field, fault]): Refusal[] =>
    fault === undefined ? [] : [{ code: "INVALID", message: `${field} ${fault}`, path: [field] }],
  );
}

const lengthFault = (text: string, most: number): string | undefined =>
  text.length > most ? `has ${text.length} characters; at most ${most}` : textFault(text);
