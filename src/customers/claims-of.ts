import type { JsonValue } from "../database/json.ts";
import { groupBy } from "../math/group-by.ts";
import type { Claim } from "./claim.entity.ts";
import { byStrength, type IdentityRef, identityKey } from "./identity-kinds.ts";
import type { IdentityPlan, Sighting } from "./plan-identities.ts";

/**
 * What was said along with sightings, as claims of their customers. Each is kept under the strongest identifier that came
 * with it and is the customer's own, so that a split knows where it goes; where none came, under the customer's strongest.
 */
export function claimsOf(
  said: readonly (Sighting & { readonly claims: ReadonlyMap<string, JsonValue> })[],
  { customerIds, seen }: IdentityPlan,
  held: ReadonlyMap<string, readonly IdentityRef[]> = new Map(),
): Claim[] {
  const seenOf = groupBy(seen, ({ customerId }) => customerId);
  return said.flatMap(({ claims, identities, at, source }, index) => {
    const customerId = customerIds[index];
    if (customerId === undefined || claims.size === 0) return [];
    const own = [...(held.get(customerId) ?? []), ...(seenOf.get(customerId) ?? []).map(({ identity }) => identity)];
    const keys = new Set(own.map(identityKey));
    const under = identities.find((identity) => keys.has(identityKey(identity))) ?? own.sort(byStrength)[0];
    if (under === undefined) throw new Error(`customer ${customerId} has no identifier`);
    const { kind: identifierKind, value: identifierValue } = under;
    const common = { customerId, identifierKind, identifierValue, source, observedAt: at };
    return [...claims].map(([name, value]) => ({ ...common, name, value }));
  });
}
