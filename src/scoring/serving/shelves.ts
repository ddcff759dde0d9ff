import type { Catalogue } from "./catalogue.ts";
import { type RecommendationFilter, shelfKey, showable } from "./filter.ts";
import type { LoadedModel } from "./loaded-models.ts";

/** Filters come by the dozen; whoever makes up thousands has each of them worked out anew. */
const MOST_SHELVES = 100;

interface Shelf {
  readonly version: number;
  readonly products: Uint8Array;
}

/** Which of a model's products may be shown, by filter: worked out once for as long as the catalogue stays as it is. */
export class Shelves {
  readonly #kept = new WeakMap<LoadedModel, Map<string, Shelf>>();

  /** 1 for each product of the model that may be shown. */
  of(model: LoadedModel, filter: RecommendationFilter, catalogue: Catalogue): Uint8Array {
    const kept = this.#kept.get(model) ?? new Map<string, Shelf>();
    this.#kept.set(model, kept);
    const key = shelfKey(filter);
    const known = kept.get(key);
    if (known?.version === catalogue.version) return known.products;
    const isShown = showable(filter);
    const products = Uint8Array.from(model.products, (id) => {
      const product = catalogue.get(id);
      return product !== undefined && isShown(product) ? 1 : 0;
    });
    if (kept.size >= MOST_SHELVES) kept.clear();
    kept.set(key, { version: catalogue.version, products });
    return products;
  }
}
