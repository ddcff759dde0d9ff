import { type PageArgs, pageOf } from "./pages.ts";
import type { OfferRow, ProductRow } from "./tables.ts";
import { byText, idOf, money, moneyOrNull, only, shopCurrency, type Things } from "./things.ts";

export function productOf(row: ProductRow, things: Things): object {
  return {
    __typename: "Product",
    id: idOf("prd", row.id),
    sku: row.sku,
    name: row.name,
    brand: row.brand,
    category: row.category,
    price: moneyOrNull(row.price, row.price_currency),
    externalId: row.external_id,
    cost: moneyOrNull(row.cost, row.cost_currency),
    stock: row.stock,
    imageUrl: row.image_url,
    description: row.description,
    attributes: row.attributes,
    available: row.available,
    similar: [],
    boughtTogether: [],
    competitorOffers: () => offersOf(row, things).map(offerOf),
    pricingSuggestion: () => suggestionOf(row, things),
    priceHistory: ({ since }: { since?: string | null }) => pricesOf(row, things, since ?? null),
  };
}

/** The latest offer of each competitor, by name. */
function offersOf({ id }: ProductRow, { tables }: Things): readonly OfferRow[] {
  const latest = new Map<string, OfferRow>();
  for (const offer of tables.offers.filter(({ product_id }) => product_id === id)) {
    const other = latest.get(offer.competitor);
    if (other === undefined || other.observed_at < offer.observed_at) latest.set(offer.competitor, offer);
  }
  return [...latest.values()].sort((left, right) => byText(left.competitor, right.competitor));
}

/** Where nothing has been learned of prices. */
export function suggestionOf(row: ProductRow, things: Things): object {
  const inShops = row.price !== null && row.price_currency === shopCurrency(things);
  const offers = offersOf(row, things).filter(({ currency }) => currency === shopCurrency(things));
  return {
    product: () => things.product(row),
    status: "NOT_ENOUGH_DATA",
    currentPrice: inShops ? money(row.price ?? "0", row.price_currency) : null,
    shrinkage: null,
    model: null,
    suggestedPrice: null,
    elasticity: null,
    expectedUnits: null,
    expectedRevenue: null,
    expectedProfit: null,
    profitChange: null,
    competitorPosition: inShops && offers.length > 0 ? positionOf(Number(row.price), offers) : null,
    priceCurve: [],
    backtest: null,
    reasons: [
      "Nothing is known of prices: no PRICE_RESPONSE model is served. trainModel(input: { kind: PRICE_RESPONSE }) makes one.",
    ],
  };
}

function positionOf(price: number, offers: readonly OfferRow[]): object {
  const prices = offers.map((offer) => Number(offer.price)).sort((left, right) => left - right);
  const { currency } = only(offers[0]);
  const middle = (prices.length - 1) / 2;
  const median = (only(prices[Math.floor(middle)]) + only(prices[Math.ceil(middle)])) / 2;
  return {
    lowest: money(String(only(prices[0])), currency),
    median: money(String(median), currency),
    rank: 1 + prices.filter((each) => each < price).length,
    offers: prices.length,
  };
}

export interface SuggestionsArgs {
  readonly category?: string | null;
  readonly first?: number | null;
}

export const suggestionsOf = (things: Things, { category = null, first }: SuggestionsArgs): readonly object[] =>
  things.tables.products
    .filter((row) => row.available && isUnder(row, category))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .slice(0, first ?? 20)
    .map((row) => suggestionOf(row, things));

const offerOf = ({ competitor, price, currency, observed_at, url }: OfferRow): object => ({
  competitor,
  price: money(price, currency),
  observedAt: observed_at.toISOString(),
  url,
});

/** The prices, the newest first, each until the next point; a point without a price only ends the one before. */
function pricesOf({ id }: ProductRow, { tables }: Things, since: string | null): readonly object[] {
  const points = tables.prices
    .filter(({ product_id }) => product_id === id)
    .sort((left, right) => right.valid_from.getTime() - left.valid_from.getTime());
  return points.flatMap(({ price, currency, valid_from }, index) => {
    const to = points[index - 1]?.valid_from;
    const over = since !== null && to !== undefined && to.getTime() <= Date.parse(since);
    if (price === null || over) return [];
    return [{ price: money(price, currency), from: valid_from.toISOString(), to: to?.toISOString() ?? null }];
  });
}

export interface ProductsArgs extends PageArgs {
  readonly search?: string | null;
  readonly category?: string | null;
}

export function productsOf(things: Things, args: ProductsArgs): object {
  const list = {
    order: "SKU",
    all: things.tables.products.toSorted((left, right) => byText(left.sku, right.sku)),
    has: (row: ProductRow) => isFound(row, args.search ?? null) && isUnder(row, args.category ?? null),
    id: ({ id }: ProductRow) => idOf("prd", id),
    show: things.product,
  };
  return pageOf(list, args, things);
}

function isFound({ sku, name, brand, external_id }: ProductRow, search: string | null): boolean {
  const needle = search?.trim().toLowerCase() ?? "";
  return [sku, name, brand ?? "", external_id ?? ""].some((text) => text.toLowerCase().includes(needle));
}

const isUnder = ({ category }: ProductRow, path: string | null): boolean =>
  path === null || category === path || category?.startsWith(`${path} > `) === true;

export interface ProductArgs {
  readonly id?: string | null;
  readonly sku?: string | null;
}

export function productAsked(things: Things, { id, sku }: ProductArgs): object | null {
  const found = things.tables.products.find(
    (row) => (id ?? idOf("prd", row.id)) === idOf("prd", row.id) && (sku ?? row.sku) === row.sku,
  );
  return found === undefined ? null : things.product(found);
}
