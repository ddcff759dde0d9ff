import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { uuidAt } from "../graphql/ids.ts";
import type { Claim } from "./claim.entity.ts";
import { makeFound, showTraits, writeClaims } from "./claim.store.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import {
  holdCustomers,
  readExclusive,
  readHolders,
  readOwners,
  writeCustomers,
  writeEvidence,
  writeIdentifiers,
  writeIdentities,
} from "./identity.store.ts";
import { identityKey } from "./identity-kinds.ts";
import { type IdentityPlan, type KnownIdentities, planIdentities, type Sighting } from "./plan-identities.ts";

/**
 * Reads what is known of a batch's identifiers and holds the customers whose they are until the transaction ends: by their own
 * rows, all at once and sorted, so that no two writers can wait for each other in a circle. Who makes a customer of an unknown
 * identifier first is decided by the identifier's key when it is written.
 */
export async function readIdentities(manager: EntityManager, sightings: readonly Sighting[]): Promise<KnownIdentities> {
  const identities = sightings.flatMap((sighting) => sighting.identities);
  const owners = await readOwners(manager, identities);
  const known = new Set(sightings.flatMap((sighting) => customersOf(sighting, owners)));
  await holdCustomers(manager, known);
  const linking = sightings.filter(
    (sighting) =>
      sighting.customerId !== undefined || sighting.identities.some((each) => !owners.has(identityKey(each))),
  );
  const linked = new Set(linking.flatMap((sighting) => customersOf(sighting, owners)));
  return { owners, exclusive: await readExclusive(manager, linked) };
}

function customersOf({ customerId, identities }: Sighting, owners: ReadonlyMap<string, string>): string[] {
  return [
    ...(customerId === undefined ? [] : [customerId]),
    ...identities.flatMap((each) => owners.get(identityKey(each)) ?? []),
  ];
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
  await writeClaims(manager, claims);
  const changed = new Set([...claims.map(({ customerId }) => customerId), ...(await addressees(manager, planned))]);
  await makeFound(manager, new Map(created.filter((id) => !changed.has(id)).map((id) => [id, []])));
  await showTraits(manager, [...changed]);
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

/** Whose shown e-mail or telephone this plan may change: who got one, and who has several of which another was seen. */
async function addressees(manager: EntityManager, planned: IdentityPlan): Promise<string[]> {
  const linked = new Set(planned.linked.map(({ identity }) => identityKey(identity)));
  const seen = planned.seen.filter(({ identity: { kind } }) => kind === "EMAIL" || kind === "PHONE");
  const known = seen.filter(({ identity }) => !linked.has(identityKey(identity)));
  const several = await readHolders(manager, [...new Set(known.map(({ customerId }) => customerId))]);
  return [...seen.filter((each) => !known.includes(each)).map(({ customerId }) => customerId), ...several];
}
