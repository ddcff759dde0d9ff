import type { RecommendationFilter } from "../../../src/scoring/serving/filter.ts";
import type { CustomerRow, ProductRow } from "./tables.ts";
import { idOf, only, type Things } from "./things.ts";

export interface RecommendationArgs {
  readonly first?: number | null;
  readonly filter?: RecommendationFilter | null;
  readonly basket?: readonly string[] | null;
}

const NO_MODEL = "0".repeat(32);
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** Where nothing has been trained: the newest products that may be shown, those of one moment by id. */
export function recommendationsOf(
  things: Things,
  args: RecommendationArgs,
  customer: CustomerRow | undefined,
): readonly object[] {
  return recommendedTo(things, args, customer).map((row, index) => ({
    id: `rec_06${NO_MODEL}${row.id.replaceAll("-", "")}${hex(things.now.getTime(), 12)}${hex(index + 1, 2)}`,
    product: () => things.product(row),
    score: 0,
    rank: index + 1,
    strategy: "POPULAR",
    reasons: [],
    model: null,
  }));
}

export function recommendedTo(
  things: Things,
  { first, filter, basket }: RecommendationArgs,
  customer: CustomerRow | undefined,
): readonly ProductRow[] {
  const left = new Set([...(filter?.excludeProductIds ?? []), ...(basket ?? [])]);
  const owned = customer === undefined || filter?.excludeBought === false ? [] : ownedBy(customer, things);
  return things.tables.products
    .filter((row) => isShown(row, filter ?? {}) && !left.has(idOf("prd", row.id)) && !owned.includes(row.id))
    .sort((one, other) => momentOf(other) - momentOf(one) || (one.id < other.id ? -1 : 1))
    .slice(0, first ?? 10);
}

/** A UUIDv7 begins with the milliseconds of its moment. */
const momentOf = ({ id }: ProductRow): number => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

/** What they ordered, and what they reviewed. */
function ownedBy(customer: CustomerRow, things: Things): readonly (string | null)[] {
  const { lines, orders, touchpoints } = things.tables;
  const bought = lines.filter(({ customer_id, order_id }) => {
    return customer_id === customer.id && only(orders.find(({ id }) => id === order_id)).status !== "CANCELLED";
  });
  const reviewed = touchpoints.filter(
    ({ customer_id, type }) => customer_id === customer.id && type === "PRODUCT_REVIEWED",
  );
  return [...bought, ...reviewed].map(({ product_id }) => product_id);
}

function isShown({ available, stock, category, brand, price }: ProductRow, filter: RecommendationFilter): boolean {
  const { categories, brands, priceMin, priceMax, inStockOnly } = filter;
  const isUnder = (path: string): boolean => category === path || category?.startsWith(`${path} > `) === true;
  return (
    available &&
    (inStockOnly === false || stock !== 0) &&
    (!categories || categories.some(isUnder)) &&
    (!brands || (brand !== null && brands.includes(brand))) &&
    ((priceMin ?? null) === null || (price !== null && Number(price) >= Number(priceMin))) &&
    ((priceMax ?? null) === null || (price !== null && Number(price) <= Number(priceMax)))
  );
}
