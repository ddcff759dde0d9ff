import type { EntityManager } from "typeorm";
import { type FollowsCustomer, type IdentityRef, identityKey, readOwners } from "../customers/index.ts";
import { addConsents } from "./consent.store.ts";
import type { ConsentPurpose } from "./consent.ts";

export interface GivenGrant {
  /** Normalised. */
  readonly identity: IdentityRef;
  readonly purpose: ConsentPurpose;
  readonly source: string;
  readonly proof: string | null;
  readonly recordedAt: Date;
}

/** Adds what many known people have allowed, on all channels, in a fixed number of statements; of whoever is not known nothing. */
export async function recordGrants(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  given: readonly GivenGrant[],
  now: Date,
): Promise<void> {
  if (given.length === 0) return;
  const owners = await readOwners(
    manager,
    given.map(({ identity }) => identity),
  );
  const said = given.flatMap(({ identity, ...grant }) => {
    const customerId = owners.get(identityKey(identity));
    return customerId === undefined ? [] : [{ ...grant, customerId, channel: null, status: "GRANTED" as const }];
  });
  await addConsents(manager, said, now);
  const customers = [...new Set(said.map(({ customerId }) => customerId))].sort();
  for (const follower of followers) await follower.changed?.(manager, customers);
}
