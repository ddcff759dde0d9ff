import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { LostRace } from "../database/transaction.ts";
import { groupBy } from "../math/group-by.ts";
import { Customer } from "./customer.entity.ts";
import { Identifier, Identity, IdentityEvidence } from "./identity.entity.ts";
import { EXCLUSIVE_KINDS, IDENTITY_KINDS, type IdentityKind, type IdentityRef, identityKey } from "./identity-kinds.ts";
import type { Evidence, IdentityPlan, Owned } from "./plan-identities.ts";

/** identifier -> the customer whose it is, for those that are known. */
export async function readOwners(
  manager: EntityManager,
  identities: readonly IdentityRef[],
): Promise<Map<string, string>> {
  const wanted = new Set(identities.map(identityKey));
  const values = [...new Set(identities.map(({ value }) => value))];
  const rows = await run<{ kind: IdentityKind; value: string; customer_id: string }>(
    manager,
    sql`select i.kind, i.value, i.customer_id from identifier i where i.value = any(${values}::text[])`,
  );
  const known = rows.map(({ kind, value, customer_id }) => [identityKey({ kind, value }), customer_id] as const);
  return new Map(known.filter(([key]) => wanted.has(key)));
}

/** customer -> its values of the exclusive kinds. */
export function readExclusive(
  manager: EntityManager,
  customerIds: ReadonlySet<string>,
): Promise<Map<string, IdentityRef[]>> {
  return readIdentitiesOf(manager, [...customerIds], EXCLUSIVE_KINDS);
}

/** customer -> its identifiers, of these kinds or of all. */
export async function readIdentitiesOf(
  manager: EntityManager,
  customerIds: readonly string[],
  kinds: readonly string[] = Object.keys(IDENTITY_KINDS),
): Promise<Map<string, IdentityRef[]>> {
  if (customerIds.length === 0) return new Map();
  const rows = await run<{ customer_id: string; kind: IdentityKind; value: string }>(
    manager,
    sql`select i.customer_id, i.kind, i.value from identity i
        where i.customer_id = any(${customerIds}::uuid[]) and i.kind = any(${kinds}::text[])`,
  );
  const groups = groupBy(rows, ({ customer_id }) => customer_id);
  return new Map([...groups].map(([id, of]) => [id, of.map(({ kind, value }) => ({ kind, value }))]));
}

/** Those of these customers who have more than one e-mail address or telephone number. */
export async function readHolders(manager: EntityManager, customerIds: readonly string[]): Promise<string[]> {
  if (customerIds.length === 0) return [];
  const rows = await run<{ customer_id: string }>(
    manager,
    sql`select i.customer_id from identity i
        where i.customer_id = any(${customerIds}::uuid[]) and i.kind in ('EMAIL', 'PHONE')
        group by i.customer_id, i.kind having count(*) > 1`,
  );
  return rows.map(({ customer_id }) => customer_id);
}

/** The customers of a batch: new ones are made, known ones are seen again; first and last only ever widen. */
export async function writeCustomers(
  manager: EntityManager,
  seen: ReadonlyMap<string, { first: Date; last: Date }>,
): Promise<void> {
  const rows = [...seen].map(([id, { first, last }]) => ({ id, firstSeenAt: first, lastSeenAt: last }));
  await insertRows(manager, Customer, rows, {
    key: ["id"],
    conflict: {
      set: sql`first_seen_at = least(customer.first_seen_at, excluded.first_seen_at),
               last_seen_at = greatest(customer.last_seen_at, excluded.last_seen_at)
               where customer.first_seen_at > excluded.first_seen_at or customer.last_seen_at < excluded.last_seen_at`,
    },
  });
}

/** Makes identifiers their customers'; whoever is second, having waited for the first, does it all again. */
export async function writeIdentifiers(manager: EntityManager, linked: readonly Owned[]): Promise<void> {
  const rows = linked.map(({ identity, customerId }) => ({ ...identity, customerId }));
  const written = await insertRows(manager, Identifier, rows, {
    key: ["value", "kind"],
    conflict: "nothing",
    returning: raw("kind"),
  });
  if (written.length < rows.length) throw new LostRace("identifiers of this batch have become another writer's");
}

export async function writeIdentities(manager: EntityManager, seen: IdentityPlan["seen"]): Promise<void> {
  const rows = seen.map(({ identity, customerId, source, first, last }) => ({
    customerId,
    ...identity,
    source,
    firstSeenAt: first,
    lastSeenAt: last,
  }));
  await insertRows(manager, Identity, rows, {
    key: ["customerId", "kind", "value"],
    conflict: {
      set: sql`first_seen_at = least(identity.first_seen_at, excluded.first_seen_at),
               last_seen_at = greatest(identity.last_seen_at, excluded.last_seen_at)
               where identity.first_seen_at > excluded.first_seen_at or identity.last_seen_at < excluded.last_seen_at`,
    },
  });
}

/** Both directions of each link, the earliest sighting of each. */
export async function writeEvidence(manager: EntityManager, evidence: readonly Evidence[]): Promise<void> {
  const earliest = new Map<string, Evidence>();
  for (const { left, right, at, source } of evidence) {
    for (const link of [
      { left, right, at, source },
      { left: right, right: left, at, source },
    ]) {
      const key = JSON.stringify([identityKey(link.left), identityKey(link.right)]);
      const known = earliest.get(key);
      if (known === undefined || at < known.at) earliest.set(key, link);
    }
  }
  const rows = [...earliest.values()].map(({ left, right, at, source }) => ({
    value: left.value,
    kind: left.kind,
    otherValue: right.value,
    otherKind: right.kind,
    source,
    firstSeenAt: at,
  }));
  await insertRows(manager, IdentityEvidence, rows, {
    key: ["value", "kind", "otherValue", "otherKind"],
    conflict: {
      set: raw(`first_seen_at = excluded.first_seen_at, source = excluded.source
                where identity_evidence.first_seen_at > excluded.first_seen_at`),
    },
  });
}
