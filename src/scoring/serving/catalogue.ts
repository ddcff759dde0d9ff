import { timeOfUuid } from "../../graphql/ids.ts";
import { pathOf } from "../recommendations/category-path.ts";
import type { ProductFacts } from "../recommendations/history.ts";
import type { Changes, Ground } from "./ground.ts";
import { parseSnapshot, type Snapshot, sawLess } from "./snapshot.ts";

/** A product as far as choosing and explaining needs it. */
export interface CatalogueProduct {
  readonly id: string;
  readonly name: string;
  readonly brand: string | null;
  readonly category: string | null;
  readonly price: number | null;
  readonly stock: number | null;
  readonly available: boolean;
}

/** What PostgreSQL counts is forgotten in a crash: now and then all products are counted. */
const COUNT_EVERY_MS = 10_000;

const NEVER: Snapshot = { horizon: "0", end: -1n, running: 0 };

/** The catalogue in memory; every statement whose answer needs it tells whether it still is as it was. */
export class Catalogue {
  readonly #products = new Map<string, CatalogueProduct>();
  #seen: Snapshot = NEVER;
  #version = 0;
  #deleted = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #newest: readonly CatalogueProduct[] | undefined;
  readonly #beside = new WeakMap<Known["placeOf"], { readonly version: number; readonly unseen: readonly Unseen[] }>();

  /** Everything that was written before it is known. */
  get horizon(): string {
    return this.#seen.horizon;
  }

  /** Counts the changes: what was worked out of one version holds for it. */
  get version(): number {
    return this.#version;
  }

  /** Whether the products are to be counted when they are next looked at. */
  isDueForCount(): boolean {
    return this.#seen !== NEVER && performance.now() - this.#countedAt > COUNT_EVERY_MS;
  }

  /** Takes in up to when products have changed; false where they must be looked at to know what has. */
  hear({ snapshot, changedIn, deleted }: Ground): boolean {
    if (deleted !== this.#deleted) this.#seen = NEVER;
    if (this.#seen === NEVER || this.isDueForCount()) return false;
    const told = parseSnapshot(snapshot);
    if (!sawLess(this.#seen, told)) return true;
    if (changedIn !== null && BigInt(changedIn) >= BigInt(this.#seen.horizon)) return false;
    this.#seen = told;
    return true;
  }

  /** Takes in what a look has found; one that saw less than an earlier one has nothing to tell. */
  update({ snapshot, since, products, count, deleted }: Changes): void {
    const seen = parseSnapshot(snapshot);
    const isWhole = since === NEVER.horizon;
    // Whoever asked for the changes alone, before all of it had to be looked at again, does not know the rest.
    if (sawLess(seen, this.#seen) || (this.#seen === NEVER && !isWhole)) return;
    if (this.#seen === NEVER) this.#countedAt = performance.now();
    this.#seen = seen;
    if (isWhole) this.#keepOnly(new Set(products.map(([id]) => id)));
    for (const [id, name, brand, category, price, stock, available] of products) {
      const now = { id, name, brand, category, price, stock, available };
      if (isSame(this.#products.get(id), now)) continue;
      this.#products.set(id, now);
      this.#change();
    }
    const isLess = deleted !== this.#deleted && !isWhole;
    this.#deleted = deleted;
    if (isLess) this.#seen = NEVER;
    if (count === null) return;
    this.#countedAt = performance.now();
    // Products are gone that are here. Until all of it has been looked at again, answers leave them out when they are written.
    if (count !== this.#products.size) this.#seen = NEVER;
  }

  #keepOnly(there: ReadonlySet<string>): void {
    for (const id of this.#products.keys()) {
      if (there.has(id)) continue;
      this.#products.delete(id);
      this.#change();
    }
  }

  #change(): void {
    this.#version += 1;
    this.#newest = undefined;
  }

  get(id: string): CatalogueProduct | undefined {
    return this.#products.get(id);
  }

  /** Products that a model has never met, as it would compare them; worked out once for as long as the catalogue stays as it is. */
  beside({ placeOf }: Known): readonly Unseen[] {
    const kept = this.#beside.get(placeOf);
    if (kept?.version === this.#version) return kept.unseen;
    const unseen = [...this.#products.values()].flatMap((product) =>
      placeOf.has(product.id) ? [] : [unseenOf(product)],
    );
    this.#beside.set(placeOf, { version: this.#version, unseen });
    return unseen;
  }

  /** All products, the newest first. */
  newest(): readonly CatalogueProduct[] {
    this.#newest ??= [...this.#products.values()].sort(
      (left, right) => timeOfUuid(right.id).getTime() - timeOfUuid(left.id).getTime() || (left.id < right.id ? -1 : 1),
    );
    return this.#newest;
  }
}

/** A model, as far as it tells which products it has met. */
interface Known {
  readonly placeOf: ReadonlyMap<string, number>;
}

export interface Unseen {
  readonly product: CatalogueProduct;
  readonly facts: ProductFacts;
}

const unseenOf = (product: CatalogueProduct): Unseen => {
  const { id, name, brand, category } = product; // the price may be in another currency
  const facts: ProductFacts = {
    id,
    name,
    ...(brand !== null && { brand }),
    ...(category !== null && { category: pathOf(category) }),
  };
  return { product, facts };
};

const isSame = (was: CatalogueProduct | undefined, now: CatalogueProduct): boolean =>
  was !== undefined &&
  was.name === now.name &&
  was.brand === now.brand &&
  was.category === now.category &&
  was.price === now.price &&
  was.stock === now.stock &&
  was.available === now.available;
