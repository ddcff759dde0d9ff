import { bandsOf, pricesOf } from "./content/price-bands.ts";
import { STEP } from "./content/terms.ts";
import type { History } from "./history.ts";

/** Products divided by what they have in common; each is in one group at most. */
export interface Groups {
  readonly names: readonly string[];
  /** The place of each product's group; -1 where it has none. */
  readonly of: Int32Array;
}

export const categoriesOf = ({ products }: History): Groups =>
  groupsOf(products.map(({ category }) => (category?.length ? category.join(STEP) : undefined)));

export const brandsOf = ({ products }: History): Groups => groupsOf(products.map(({ brand }) => brand));

export const priceBandsOf = (history: History): Groups => groupsOf(bandsOf(pricesOf(history)));

function groupsOf(names: readonly (string | undefined)[]): Groups {
  const places = new Map<string, number>();
  const of = Int32Array.from(names, (name) => {
    if (name === undefined) return -1;
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  });
  return { names: [...places.keys()], of };
}
