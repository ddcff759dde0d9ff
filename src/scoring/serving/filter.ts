import type { CatalogueProduct } from "./catalogue.ts";

/** Which products may be recommended, as the API's RecommendationFilter says it. */
export interface RecommendationFilter {
  readonly categories?: readonly string[] | null;
  readonly brands?: readonly string[] | null;
  readonly priceMin?: string | null;
  readonly priceMax?: string | null;
  readonly inStockOnly?: boolean | null;
  readonly excludeBought?: boolean | null;
  readonly excludeProductIds?: readonly string[] | null;
}

export type MayBeShown = (product: CatalogueProduct) => boolean;

/** Available products that fit; a product without a price is within no limits of price, one of unknown stock is in stock. */
export function showable(filter: RecommendationFilter): MayBeShown {
  const { categories, brands, priceMin, priceMax, inStockOnly } = filter;
  const named = brands && new Set(brands);
  const [low, high] = [numberOf(priceMin), numberOf(priceMax)];
  return ({ available, stock, category, brand, price }) =>
    available &&
    (inStockOnly === false || stock === null || stock > 0) &&
    (!categories ||
      categories.some((wanted) => category === wanted || category?.startsWith(`${wanted} > `) === true)) &&
    (!named || (brand !== null && named.has(brand))) &&
    (low === undefined || (price !== null && price >= low)) &&
    (high === undefined || (price !== null && price <= high));
}

const numberOf = (decimal: string | null | undefined): number | undefined =>
  decimal === null || decimal === undefined ? undefined : Number(decimal);

/** What two filters share that show the same products of a catalogue. */
export const shelfKey = ({ categories, brands, priceMin, priceMax, inStockOnly }: RecommendationFilter): string =>
  JSON.stringify([categories ?? null, brands ?? null, priceMin ?? null, priceMax ?? null, inStockOnly !== false]);
