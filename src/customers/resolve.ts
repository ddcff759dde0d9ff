import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { lock } from "../database/locks.ts";
import { uuidAt } from "../graphql/ids.ts";
import type { Claim } from "./claim.entity.ts";
import { writeClaims } from "./claim.store.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import {
  readExclusive,
  readOwners,
  writeCustomers,
  writeEvidence,
  writeIdentifiers,
  writeIdentities,
} from "./identity.store.ts";
import { identityKey } from "./identity-kinds.ts";
import { type IdentityPlan, type KnownIdentities, planIdentities, type Sighting } from "./plan-identities.ts";

/**
 * Reads what is known of a batch's identifiers and holds what the batch may change until the transaction ends: unknown
 * identifiers first, then the customers. Known identifiers need no lock of their own, and every writer takes the two
 * classes in this order, so none can wait for another in a circle.
 */
export async function readIdentities(manager: EntityManager, sightings: readonly Sighting[]): Promise<KnownIdentities> {
  const identities = sightings.flatMap((sighting) => sighting.identities);
  const owners = await readOwners(manager, identities);
  const unknown = identities.filter((identity) => !owners.has(identityKey(identity)));
  if (unknown.length > 0) {
    await lock(manager, "identifier", unknown.map(identityKey));
    // Another writer may have made them while we waited.
    for (const [key, customerId] of await readOwners(manager, unknown)) owners.set(key, customerId);
  }
  const named = sightings.flatMap(({ customerId }) => customerId ?? []);
  const customerIds = [...new Set([...owners.values(), ...named])];
  await lock(manager, "customer", customerIds);
  return { owners, exclusive: await readExclusive(manager, customerIds) };
}

/** Plans whose each sighting is, with fresh ids for new customers. */
export function plan(known: KnownIdentities, sightings: readonly Sighting[], now: Date): IdentityPlan {
  return planIdentities(known, sightings, () => uuidAt(now, randomUUID()));
}

/** Writes a plan: customers, whose their identifiers are, the evidence, and what was said of them. */
export async function writePlan(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  planned: IdentityPlan,
  sightings: readonly Sighting[],
  claims: readonly Claim[] = [],
): Promise<void> {
  await writeCustomers(manager, timesOf(planned, sightings));
  const created = [...planned.created];
  for (const follower of followers) await follower.created(manager, created);
  await writeIdentifiers(manager, planned.linked);
  await writeIdentities(manager, planned.seen);
  await writeEvidence(manager, planned.evidence);
  await writeClaims(manager, [...addressClaims(planned), ...claims]);
}

function timesOf(planned: IdentityPlan, sightings: readonly Sighting[]): Map<string, { first: Date; last: Date }> {
  const times = new Map<string, { first: Date; last: Date }>();
  sightings.forEach(({ at }, index) => {
    const id = planned.customerIds[index];
    if (id === undefined) return;
    const { first, last } = times.get(id) ?? { first: at, last: at };
    times.set(id, { first: at < first ? at : first, last: at > last ? at : last });
  });
  return times;
}

/** A customer's e-mail and telephone are claims like every other trait; a new identifier of that kind is one. */
function addressClaims(planned: IdentityPlan): Claim[] {
  const linked = new Set(planned.linked.map(({ identity }) => identityKey(identity)));
  return planned.seen.flatMap(({ identity, customerId, source, first }) => {
    const name = identity.kind === "EMAIL" ? "email" : identity.kind === "PHONE" ? "phone" : undefined;
    if (name === undefined || !linked.has(identityKey(identity))) return [];
    const { kind: identifierKind, value: identifierValue } = identity;
    return [{ customerId, name, identifierKind, identifierValue, source, value: identifierValue, observedAt: first }];
  });
}
