import type { EntityManager } from "typeorm";
import { claimsOf } from "./claims-of.ts";
import type { CustomerFacts } from "./customer-facts.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import { readIdentitiesOf } from "./identity.store.ts";
import { byStrength, type IdentityRef, identityKey, isExclusive } from "./identity-kinds.ts";
import type { KnownIdentities, Sighting } from "./plan-identities.ts";
import { plan, readIdentities, writeLinks, writeSightings } from "./resolve.ts";

export interface Upserted {
  readonly customerId: string;
  readonly created: boolean;
}

/** An identifier that stands against the customer whom the caller named. */
export interface TakenIdentity {
  readonly index: number;
  readonly identity: IdentityRef;
  readonly reason: "belongs to another customer" | "differs from the customer's own";
}

/**
 * Makes customers or adds to them what is said of them. Facts never overwrite newer ones. A batch with an identifier
 * that belongs to another customer than the named one is refused whole and writes nothing.
 */
export async function upsertCustomers(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  facts: readonly CustomerFacts[],
  now: Date,
): Promise<{ upserted: Upserted[] } | { taken: TakenIdentity[] }> {
  const known = await readIdentities(
    manager,
    facts.map((fact) => ({ ...fact, changes: true })),
  );
  const taken = facts.flatMap((fact, index) => contradictions(known, fact, index));
  if (taken.length > 0) return { taken };
  const own = await readIdentitiesOf(
    manager,
    facts.flatMap(({ customerId }) => customerId ?? []),
  );
  const sightings = facts.map((fact): Sighting => {
    const [held] = [...(own.get(fact.customerId ?? "") ?? [])].sort(byStrength);
    return held === undefined ? { ...fact, changes: true } : { ...fact, changes: true, held };
  });
  const planned = plan(known, sightings, now);
  await writeLinks(manager, followers, planned, sightings);
  await writeSightings(manager, followers, planned, sightings, claimsOf(facts, planned, own));
  return {
    upserted: planned.customerIds.map((customerId) => ({ customerId, created: planned.created.has(customerId) })),
  };
}

function contradictions(
  known: KnownIdentities,
  { customerId, identities }: CustomerFacts,
  index: number,
): TakenIdentity[] {
  if (customerId === undefined) return [];
  return identities.flatMap((identity): TakenIdentity[] => {
    const owner = known.owners.get(identityKey(identity));
    if (owner !== undefined && owner !== customerId)
      return [{ index, identity, reason: "belongs to another customer" }];
    const rivals = (known.exclusive.get(customerId) ?? []).filter(
      ({ kind, value }) => isExclusive(kind) && kind === identity.kind && value !== identity.value,
    );
    return rivals.length === 0 ? [] : [{ index, identity, reason: "differs from the customer's own" }];
  });
}
