import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { groupBy } from "../math/group-by.ts";
import { settleCurrency } from "../shop/index.ts";
import { checkProduct, type GivenProduct, type ProductFault } from "./check-product.ts";
import { PricePoint, Product } from "./product.entity.ts";

export const MOST_PRODUCTS = 1000;

export interface ProductRefusal extends ProductFault {
  readonly index: number;
}

/** Makes or changes products by sku, all or none; gives their UUIDs in the order of the input. */
export async function upsertProducts(
  manager: EntityManager,
  given: readonly GivenProduct[],
  now: Date,
): Promise<{ ids: string[] } | { refusals: ProductRefusal[] }> {
  const refusals = [...given.flatMap(faultsAt), ...repeated(given)];
  if (refusals.length > 0) return { refusals };
  const amount = given.map(({ price, cost }) => price ?? cost).find((found) => found !== undefined && found !== null);
  if (amount !== undefined && amount !== null) await settleCurrency(manager, amount.currency);
  const before = await readBySku(manager, given);
  const rows = given.map((product) => merged(before.get(product.sku), product, now));
  await insertRows(manager, Product, rows, { key: ["sku"], conflict: { set: ALL_COLUMNS } });
  const after = await readBySku(manager, given);
  await writePrices(manager, given, before, after, now);
  return { ids: given.flatMap(({ sku }) => after.get(sku)?.id ?? []) };
}

const ALL_COLUMNS = raw(
  [
    "external_id",
    "name",
    "brand",
    "category",
    "price",
    "price_currency",
    "cost",
    "cost_currency",
    "stock",
    "image_url",
    "description",
    "attributes",
    "available",
  ]
    .map((name) => `${name} = excluded.${name}`)
    .join(", "),
);

const faultsAt = (product: GivenProduct, index: number): ProductRefusal[] =>
  checkProduct(product).map((fault) => ({ ...fault, index }));

function repeated(given: readonly GivenProduct[]): ProductRefusal[] {
  const seen = new Set<string>();
  return given.flatMap(({ sku }, index): ProductRefusal[] => {
    if (!seen.has(sku)) {
      seen.add(sku);
      return [];
    }
    return [{ index, code: "INVALID", field: "sku", message: `the sku ${sku} is there twice in one request` }];
  });
}

async function readBySku(manager: EntityManager, given: readonly { sku: string }[]): Promise<Map<string, Product>> {
  const skus = given.map(({ sku }) => sku);
  // Locked, so that two writers who each change one field keep both changes.
  const rows = await run<Product>(
    manager,
    sql`select p.id, p.sku, p.external_id as "externalId", p.name, p.brand, p.category, p.price::text as price,
          p.price_currency as "priceCurrency", p.cost::text as cost, p.cost_currency as "costCurrency", p.stock,
          p.image_url as "imageUrl", p.description, p.attributes, p.available
        from product p where p.sku = any(${skus}::text[]) order by p.sku for update`,
  );
  return new Map(rows.map((row) => [row.sku, row]));
}

/** What is there with what is said laid over it. */
function merged(before: Product | undefined, given: GivenProduct, now: Date): Product {
  const kept = <Value>(said: Value | undefined, was: Value): Value => (said === undefined ? was : said);
  const { cost } = given;
  const waits = given.priceFrom !== undefined && given.priceFrom !== null && given.priceFrom > now;
  const price = waits ? undefined : given.price; // a price for a day to come is history's until then
  return {
    id: before?.id ?? uuidAt(now, randomUUID()),
    sku: given.sku,
    externalId: kept(given.externalId, before?.externalId ?? null),
    name: given.name ?? before?.name ?? given.sku,
    brand: kept(given.brand, before?.brand ?? null),
    category: kept(given.category, before?.category ?? null),
    price: price === undefined ? (before?.price ?? null) : (price?.amount ?? null),
    priceCurrency: price === undefined ? (before?.priceCurrency ?? null) : (price?.currency ?? null),
    cost: cost === undefined ? (before?.cost ?? null) : (cost?.amount ?? null),
    costCurrency: cost === undefined ? (before?.costCurrency ?? null) : (cost?.currency ?? null),
    stock: kept(given.stock, before?.stock ?? null),
    imageUrl: kept(given.imageUrl, before?.imageUrl ?? null),
    description: kept(given.description, before?.description ?? null),
    attributes: given.attributes ?? before?.attributes ?? {},
    available: given.available ?? before?.available ?? true,
  };
}

/** A price that differs from the one before is a point of the price history. */
async function writePrices(
  manager: EntityManager,
  given: readonly GivenProduct[],
  before: ReadonlyMap<string, Product>,
  after: ReadonlyMap<string, Product>,
  now: Date,
): Promise<void> {
  const rows = given.flatMap(({ sku, price, priceFrom }): PricePoint[] => {
    const productId = after.get(sku)?.id;
    if (productId === undefined || price === undefined || price === null) return [];
    const was = before.get(sku);
    const same = was?.price === price.amount && was.priceCurrency === price.currency;
    if (same && (priceFrom === undefined || priceFrom === null)) return [];
    return [{ productId, validFrom: priceFrom ?? now, price: price.amount, currency: price.currency }];
  });
  await insertRows(manager, PricePoint, rows, {
    key: ["productId", "validFrom"],
    conflict: { set: raw("price = excluded.price, currency = excluded.currency") },
  });
  await showCurrentPrices(manager, rows, now);
}

/** The shown price is the newest point that has begun: a price set for a day to come, or told late, is not shown yet or ever. */
async function showCurrentPrices(manager: EntityManager, points: readonly PricePoint[], now: Date): Promise<void> {
  const productIds = [...groupBy(points, ({ productId }) => productId).keys()];
  if (productIds.length === 0) return;
  await run(
    manager,
    sql`update product set price = current.price, price_currency = current.currency
        from (select distinct on (h.product_id) h.product_id, h.price, h.currency from price_point h
              where h.product_id = any(${productIds}::uuid[]) and h.valid_from <= ${now}::timestamptz
              order by h.product_id, h.valid_from desc) current
        where product.id = current.product_id`,
  );
}
