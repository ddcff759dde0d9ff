import { type IdentityRef, identityKey, isExclusive } from "./identity-kinds.ts";

/** Identifiers that were seen together: of an event, or of facts about a customer. */
export interface Sighting {
  /** Normalised, the strongest first, at least one unless the customer is named. */
  readonly identities: readonly IdentityRef[];
  readonly at: Date;
  readonly source: string;
  /** The customer whom the caller names; then the identifiers do not decide. */
  readonly customerId?: string;
  /** The strongest identifier that the named customer has already: what is new is evidence beside it. */
  readonly held?: IdentityRef;
  /** Whether more than counts will be written of its customer (traits, addresses, orders), who is then held for this writer alone. */
  readonly changes?: boolean;
}

/** What the database knows of the identifiers of a batch. */
export interface KnownIdentities {
  /** identifier -> customer */
  readonly owners: ReadonlyMap<string, string>;
  /** customer -> its values of exclusive kinds */
  readonly exclusive: ReadonlyMap<string, readonly IdentityRef[]>;
}

export interface IdentityPlan {
  /** The customer of each sighting, in order. */
  readonly customerIds: readonly string[];
  readonly created: ReadonlySet<string>;
  /** Identifiers that get their customer now. */
  readonly linked: readonly Owned[];
  /** Every identifier seen with the customer that owns it, with its first and last time in the batch. */
  readonly seen: readonly (Owned & { readonly source: string; readonly first: Date; readonly last: Date })[];
  readonly evidence: readonly Evidence[];
}

export interface Owned {
  readonly identity: IdentityRef;
  readonly customerId: string;
}

export interface Evidence {
  readonly left: IdentityRef;
  readonly right: IdentityRef;
  readonly at: Date;
  readonly source: string;
}

/** Decides whose each sighting is. Pure: the same knowledge and sightings give the same plan. */
export function planIdentities(
  known: KnownIdentities,
  sightings: readonly Sighting[],
  newId: (index: number) => string,
): IdentityPlan {
  const planner = new Planner(known);
  const customerIds = sightings.map((sighting, index) => planner.place(sighting, () => newId(index)));
  return { customerIds, ...planner.result() };
}

class Planner {
  readonly #owners: Map<string, string>;
  readonly #exclusive: Map<string, readonly IdentityRef[]>;
  readonly #created = new Set<string>();
  readonly #linked: Owned[] = [];
  readonly #seen = new Map<string, IdentityPlan["seen"][number]>();
  readonly #evidence: Evidence[] = [];

  constructor(known: KnownIdentities) {
    this.#owners = new Map(known.owners);
    this.#exclusive = new Map(known.exclusive);
  }

  place(sighting: Sighting, newId: () => string): string {
    const customerId = sighting.customerId ?? this.#customerOf(sighting.identities) ?? this.#create(newId());
    for (const identity of sighting.identities) this.#note(identity, customerId, sighting);
    const [strongest, ...others] = [...(sighting.held === undefined ? [] : [sighting.held]), ...sighting.identities];
    for (const other of others) {
      if (strongest !== undefined && identityKey(strongest) !== identityKey(other)) {
        this.#evidence.push({ left: strongest, right: other, at: sighting.at, source: sighting.source });
      }
    }
    return customerId;
  }

  result(): Omit<IdentityPlan, "customerIds"> {
    const seen = [...this.#seen.values()];
    return { created: this.#created, linked: this.#linked, seen, evidence: this.#evidence };
  }

  /** The owner of the strongest identifier that has one and whom the unknown exclusive ones do not contradict. */
  #customerOf(identities: readonly IdentityRef[]): string | undefined {
    const unknown = identities.filter((identity) => !this.#owners.has(identityKey(identity)));
    for (const identity of identities) {
      const owner = this.#owners.get(identityKey(identity));
      if (owner !== undefined && unknown.every((other) => this.#fits(other, owner))) return owner;
    }
    return undefined;
  }

  #fits(identity: IdentityRef, customerId: string): boolean {
    if (!isExclusive(identity.kind)) return true;
    const held = this.#exclusive.get(customerId) ?? [];
    return held.every(({ kind, value }) => kind !== identity.kind || value === identity.value);
  }

  #create(customerId: string): string {
    this.#created.add(customerId);
    return customerId;
  }

  #note(identity: IdentityRef, customerId: string, { at, source }: Sighting): void {
    const key = identityKey(identity);
    if (!this.#owners.has(key)) {
      this.#owners.set(key, customerId);
      this.#linked.push({ identity, customerId });
      if (isExclusive(identity.kind)) {
        this.#exclusive.set(customerId, [...(this.#exclusive.get(customerId) ?? []), identity]);
      }
    }
    const owner = this.#owners.get(key) ?? customerId;
    const before = this.#seen.get(key);
    this.#seen.set(key, {
      identity,
      customerId: owner,
      source: before?.source ?? source,
      first: before === undefined || at < before.first ? at : before.first,
      last: before === undefined || at > before.last ? at : before.last,
    });
  }
}
