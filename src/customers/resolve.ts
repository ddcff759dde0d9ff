import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { hold } from "../database/locks.ts";
import { uuidAt } from "../graphql/ids.ts";
import type { Claim } from "./claim.entity.ts";
import { makeFound, showTraits, writeClaims } from "./claim.store.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import {
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
 * Reads what is known of a batch's identifiers, and holds until the transaction ends the customers of whom more than counts will
 * be written: who get an identifier, traits, addresses or orders. Who makes a customer of an unknown identifier first is decided by
 * the identifier's key when it is written.
 */
export async function readIdentities(manager: EntityManager, sightings: readonly Sighting[]): Promise<KnownIdentities> {
  const owners = await readOwners(
    manager,
    sightings.flatMap(({ identities }) => identities),
  );
  const linking = sightings.filter(({ identities }) => identities.some((each) => !owners.has(identityKey(each))));
  const changing = new Set([...linking, ...sightings.filter(({ changes }) => changes)]);
  const held = new Set([...changing].flatMap((sighting) => customersOf(sighting, owners)));
  await hold(manager, held);
  return { owners, exclusive: await readExclusive(manager, held) };
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

/** Makes the new customers of a plan, and identifiers their customers'. */
export async function writeLinks(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  planned: IdentityPlan,
  sightings: readonly Sighting[],
): Promise<void> {
  const times = timesOf(planned, sightings);
  await writeCustomers(manager, new Map([...times].filter(([id]) => planned.created.has(id))));
  const created = [...planned.created];
  for (const follower of followers) await follower.created?.(manager, created);
  await writeIdentifiers(manager, planned.linked);
  await writeEvidence(manager, planned.evidence);
}

/**
 * Writes when customers were seen and what was said of them. Comes last in a transaction, since everybody who sees one of them
 * waits for its end: their rows first, all at once and sorted, so that no two writers wait for each other.
 */
export async function writeSightings(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  planned: IdentityPlan,
  sightings: readonly Sighting[],
  claims: readonly Claim[] = [],
): Promise<void> {
  const changed = new Set([...claims.map(({ customerId }) => customerId), ...(await addressees(manager, planned))]);
  const spokenOf = planned.customerIds.filter((_, index) => sightings[index]?.changes);
  const concerned = [...new Set([...changed, ...spokenOf, ...planned.linked.map(({ customerId }) => customerId)])];
  for (const follower of followers) await follower.changed?.(manager, concerned);
  const times = new Map([...[...changed].map((id) => [id, UNSEEN] as const), ...timesOf(planned, sightings)]);
  await writeCustomers(manager, new Map([...times].filter(([id]) => !planned.created.has(id))));
  await writeIdentities(manager, planned.seen);
  await writeClaims(manager, claims);
  await makeFound(manager, new Map([...planned.created].filter((id) => !changed.has(id)).map((id) => [id, []])));
  await showTraits(manager, [...changed]);
}

/** Neither earlier nor later than anything: the row is held and stays as it is. */
const UNSEEN = { first: new Date("9999-12-31T00:00:00Z"), last: new Date(0) };

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
