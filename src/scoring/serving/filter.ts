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
  const [named, within] = [brands && new Set(brands), categories && new Set(categories)];
  const [low, high] = [numberOf(priceMin), numberOf(priceMax)];
  return ({ available, stock, category, brand, price }) =>
    available &&
    (inStockOnly === false || stock === null || stock > 0) &&
    (!within || isWithin(category, within)) &&
    (!named || (brand !== null && named.has(brand))) &&
    (low === undefined || (price !== null && price >= low)) &&
    (high === undefined || (price !== null && price <= high));
}

/** Whether a category or anything that it lies under is among these. */
function isWithin(category: string | null, wanted: ReadonlySet<string>): boolean {
  for (let path = category ?? ""; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf(" > ")))) {
    if (wanted.has(path)) return true;
  }
  return false;
}

const numberOf = (decimal: string | null | undefined): number | undefined =>
  decimal === null || decimal === undefined ? undefined : Number(decimal);

/** What two filters share that show the same products of a catalogue. */
export const shelfKey = ({ categories, brands, priceMin, priceMax, inStockOnly }: RecommendationFilter): string =>
  JSON.stringify([categories ?? null, brands ?? null, priceMin ?? null, priceMax ?? null, inStockOnly !== false]);
