import type { JsonValue } from "../database/json.ts";
import type { Claim } from "./claim.entity.ts";
import { CUSTOM_TRAIT, TRAIT_COLUMNS, type TraitColumn } from "./customer.ts";
import { byStrength } from "./identity-kinds.ts";

export interface ShownTraits {
  readonly columns: Readonly<Partial<Record<TraitColumn, JsonValue>>>;
  readonly custom: Readonly<Record<string, JsonValue>>;
}

/**
 * Survivorship: of all that was claimed under a name, the most recently observed claim is shown; at the same moment the
 * one under the strongest identifier, then by source, so that the order of arrival decides nothing. A claim without a
 * value clears the trait.
 */
export function chooseTraits(claims: readonly Claim[]): ShownTraits {
  const shown = new Map<string, Claim>();
  for (const claim of claims) {
    const rival = shown.get(claim.name);
    if (rival === undefined || outranks(claim, rival)) shown.set(claim.name, claim);
  }
  const columns: Partial<Record<TraitColumn, JsonValue>> = {};
  for (const name of TRAIT_COLUMNS) columns[name] = shown.get(name)?.value ?? null;
  const custom: Record<string, JsonValue> = {};
  for (const [name, { value }] of [...shown].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (name.startsWith(CUSTOM_TRAIT) && value !== null) custom[name.slice(CUSTOM_TRAIT.length)] = value;
  }
  return { columns, custom };
}

function outranks(claim: Claim, rival: Claim): boolean {
  const age = claim.observedAt.getTime() - rival.observedAt.getTime();
  if (age !== 0) return age > 0;
  const strength = byStrength(refOf(claim), refOf(rival));
  return strength === 0 ? claim.source < rival.source : strength < 0;
}

const refOf = ({ identifierKind, identifierValue }: Claim) => ({ kind: identifierKind, value: identifierValue });
