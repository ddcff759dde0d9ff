import { timeOfUuid } from "../../graphql/ids.ts";
import { pathOf } from "../recommendations/category-path.ts";
import type { ProductFacts } from "../recommendations/history.ts";
import type { Changes, Ground, Question } from "./ground.ts";
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
  /** How often all of it was wanted to be looked at, and how much of that has been done. */
  #wanted = 1;
  #had = 0;
  #version = 0;
  #deleted = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #newest: readonly CatalogueProduct[] | undefined;
  readonly #beside = new WeakMap<Known["placeOf"], { readonly version: number; readonly unseen: readonly Unseen[] }>();

  /** Counts the changes: what was worked out of one version holds for it. */
  get version(): number {
    return this.#version;
  }

  /** What is to be looked at next: all of it where that is wanted, else what was written since. */
  question(): Question {
    const isWhole = this.#had < this.#wanted;
    return {
      horizon: isWhole ? NEVER.horizon : this.#seen.horizon,
      counted: !isWhole && this.#isDueForCount(),
      wanted: this.#wanted,
    };
  }

  #isDueForCount(): boolean {
    return performance.now() - this.#countedAt > COUNT_EVERY_MS;
  }

  /** Takes in up to when products have changed; false where they must be looked at to know what has. */
  hear({ snapshot, changedIn, deleted }: Ground): boolean {
    const told = parseSnapshot(snapshot);
    const isNews = sawLess(this.#seen, told);
    // The count is a second late at most, and may so rise without a newer snapshot; after a crash it begins anew.
    if (deleted > this.#deleted || (isNews && deleted < this.#deleted)) {
      this.#deleted = deleted;
      this.#wanted += 1;
    }
    if (this.#had < this.#wanted || this.#isDueForCount()) return false;
    if (!isNews) return true;
    if (changedIn !== null && BigInt(changedIn) >= BigInt(this.#seen.horizon)) return false;
    this.#seen = told;
    return true;
  }

  /** Takes in what a look has found; one that saw less than an earlier one has nothing to tell. */
  update({ snapshot, since, products, count }: Changes, { wanted }: Pick<Question, "wanted">): void {
    const seen = parseSnapshot(snapshot);
    const isWhole = since === NEVER.horizon;
    if (isWhole || count !== null) this.#countedAt = performance.now();
    if (sawLess(seen, this.#seen)) return;
    this.#seen = seen;
    if (isWhole) {
      this.#had = Math.max(this.#had, wanted);
      this.#keepOnly(new Set(products.map(([id]) => id)));
    }
    for (const [id, name, brand, category, price, stock, available] of products) {
      const now = { id, name, brand, category, price, stock, available };
      if (isSame(this.#products.get(id), now)) continue;
      this.#products.set(id, now);
      this.#change();
    }
    // Products are gone that are here. Until all of it has been looked at again, answers leave them out when they are written.
    if (count !== null && count !== this.#products.size) this.#wanted += 1;
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
