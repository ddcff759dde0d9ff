import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { Product } from "./product.entity.ts";

/** A product as those who take in touchpoints need it. */
export interface NamedProduct {
  readonly id: string;
  readonly name: string;
  readonly category: string | null;
  readonly brand: string | null;
}

export interface NamedSku {
  readonly sku: string;
  readonly name: string | undefined;
}

/**
 * The product of each sku. A sku that nobody has told us of becomes a product, named as the event names it; a product
 * that is still called by its sku takes a name that comes later. What the catalogue says is never overwritten.
 */
export async function ensureProducts(
  manager: EntityManager,
  named: readonly NamedSku[],
  now: Date,
): Promise<Map<string, NamedProduct>> {
  const names = new Map<string, string | undefined>();
  for (const { sku, name } of named) names.set(sku, names.get(sku) ?? name);
  const skus = [...names.keys()];
  if (skus.length === 0) return new Map();
  const known = await readProducts(manager, skus);
  const rows = skus
    .filter((sku) => known.get(sku)?.name === undefined || isNews(known.get(sku), sku, names.get(sku)))
    .map((sku) => ({ id: uuidAt(now, randomUUID()), sku, name: names.get(sku) ?? sku }));
  if (rows.length > 0) {
    await insertRows(manager, Product, rows, {
      key: ["sku"],
      conflict: { set: raw("name = excluded.name, changed_in = excluded.changed_in where product.name = product.sku") },
    });
    for (const [sku, product] of await readProducts(manager, skus)) known.set(sku, product);
  }
  return known;
}

const isNews = (product: { name: string } | undefined, sku: string, name: string | undefined): boolean =>
  product?.name === sku && name !== undefined && name !== sku;

async function readProducts(manager: EntityManager, skus: readonly string[]): Promise<Map<string, NamedProduct>> {
  const rows = await run<NamedProduct & { sku: string }>(
    manager,
    sql`select p.id, p.sku, p.name, p.category, p.brand from product p where p.sku = any(${skus}::text[])`,
  );
  return new Map(rows.map((product) => [product.sku, product]));
}
