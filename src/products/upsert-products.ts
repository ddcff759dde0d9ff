import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { settleCurrency } from "../shop/index.ts";
import { checkProduct, type GivenProduct, type ProductFault } from "./check-product.ts";
import type { FollowsProducts } from "./follows-products.ts";
import { writePrices } from "./price.store.ts";
import { Product } from "./product.entity.ts";

export const MOST_PRODUCTS = 1000;

export interface ProductRefusal extends ProductFault {
  readonly index: number;
}

/** Makes or changes products by sku, all or none; gives their UUIDs in the order of the input. */
export async function upsertProducts(
  manager: EntityManager,
  followers: readonly FollowsProducts[],
  given: readonly GivenProduct[],
  now: Date,
): Promise<{ ids: string[] } | { refusals: ProductRefusal[] }> {
  const refusals = [...given.flatMap(faultsAt), ...repeated(given)];
  if (refusals.length > 0) return { refusals };
  // A new month's partition takes stronger locks of this table: wait for it here, not in the middle.
  await run(manager, sql`lock table product in row exclusive mode`);
  const amount = given.map(({ price, cost }) => price ?? cost).find((found) => found !== undefined && found !== null);
  if (amount !== undefined && amount !== null) await settleCurrency(manager, amount.currency);
  // A new product is made empty first, so that two writers who each say something of it keep both.
  const empty = given.map(({ sku }) => ({ id: uuidAt(now, randomUUID()), sku, name: sku }));
  await insertRows(manager, Product, empty, { key: ["sku"], conflict: "nothing" });
  const before = await readBySku(manager, given);
  const rows = given.flatMap((product) => {
    const there = before.get(product.sku);
    return there === undefined ? [] : [merged(there, product)];
  });
  await insertRows(manager, Product, rows, { key: ["sku"], conflict: { set: ALL_COLUMNS } });
  await writePrices(manager, given, before, now);
  const recategorised = rows.filter(({ sku, category }) => before.get(sku)?.category !== category).map(({ id }) => id);
  if (recategorised.length > 0) {
    for (const follower of followers) await follower.recategorised(manager, recategorised);
  }
  return { ids: rows.map(({ id }) => id) };
}

// All but the price, which the price history shows.
const ALL_COLUMNS = raw(
  [
    "external_id",
    "name",
    "brand",
    "category",
    "cost",
    "cost_currency",
    "stock",
    "image_url",
    "description",
    "attributes",
    "available",
    "changed_in", // the default of the row that was to be inserted
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
  // Locked, so that two writers who each change one field keep both changes; not the key, which touchpoints refer to.
  const rows = await run<Product>(
    manager,
    sql`select p.id, p.sku, p.external_id as "externalId", p.name, p.brand, p.category, p.price::text as price,
          p.price_currency as "priceCurrency", p.cost::text as cost, p.cost_currency as "costCurrency", p.stock,
          p.image_url as "imageUrl", p.description, p.attributes, p.available
        from product p where p.sku = any(${skus}::text[]) order by p.sku for no key update`,
  );
  return new Map(rows.map((row) => [row.sku, row]));
}

/** What is there with what is said laid over it. */
function merged(before: Product, given: GivenProduct): Omit<Product, "price" | "priceCurrency" | "changedIn"> {
  const kept = <Value>(said: Value | undefined, was: Value): Value => (said === undefined ? was : said);
  const { price: _price, priceCurrency: _currency, changedIn: _changedIn, ...there } = before;
  const { cost } = given;
  return {
    ...there,
    externalId: kept(given.externalId, before.externalId),
    name: given.name ?? before.name,
    brand: kept(given.brand, before.brand),
    category: kept(given.category, before.category),
    cost: cost === undefined ? before.cost : (cost?.amount ?? null),
    costCurrency: cost === undefined ? before.costCurrency : (cost?.currency ?? null),
    stock: kept(given.stock, before.stock),
    imageUrl: kept(given.imageUrl, before.imageUrl),
    description: kept(given.description, before.description),
    attributes: given.attributes ?? before.attributes,
    available: given.available ?? before.available,
  };
}
