import Big from "big.js";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import type { GivenProduct } from "./check-product.ts";
import { PricePoint, type Product } from "./product.entity.ts";

/** A price that differs from the one before is a point of the price history, and so is the end of one. */
export async function writePrices(
  manager: EntityManager,
  given: readonly GivenProduct[],
  before: ReadonlyMap<string, Product>,
  now: Date,
): Promise<void> {
  const points = given.flatMap((product): PricePoint[] => {
    const was = before.get(product.sku);
    const { price, priceFrom } = product;
    if (was === undefined || price === undefined) return [];
    if ((priceFrom === undefined || priceFrom === null) && isShown(was, price)) return [];
    const [amount, currency] = [price?.amount ?? null, price?.currency ?? null];
    return [{ productId: was.id, validFrom: priceFrom ?? now, price: amount, currency }];
  });
  if (points.length === 0) return;
  await insertRows(manager, PricePoint, points, {
    key: ["productId", "validFrom"],
    conflict: { set: raw("price = excluded.price, currency = excluded.currency") },
  });
  const productIds = points.map(({ productId }) => productId);
  await showPrices(manager, sql`h.product_id = any(${productIds}::uuid[])`, now);
}

function isShown(was: Product, price: GivenProduct["price"]): boolean {
  if (price === null || price === undefined || was.price === null) return (price ?? null) === was.price;
  return was.priceCurrency === price.currency && new Big(was.price).eq(price.amount);
}

/** Shows the prices whose day has come since, or all of them. */
export function showDuePrices(manager: EntityManager, since: Date | undefined, now: Date): Promise<void> {
  const due =
    since === undefined
      ? sql`true`
      : sql`h.product_id in (select d.product_id from price_point d
          where d.valid_from > ${since}::timestamptz and d.valid_from <= ${now}::timestamptz)`;
  return showPrices(manager, due, now);
}

/** The shown price is the newest point that has begun, whenever it was told. */
async function showPrices(manager: EntityManager, condition: Sql, now: Date): Promise<void> {
  await run(
    manager,
    sql`update product set price = shown.price, price_currency = shown.currency, changed_in = shown.changed_in
        from (select distinct on (h.product_id) h.product_id, h.price, h.currency,
                pg_current_xact_id()::text::bigint as changed_in
              from price_point h
              where ${condition} and h.valid_from <= ${now}::timestamptz
              order by h.product_id, h.valid_from desc) shown
        where product.id = shown.product_id and (product.price, product.price_currency)
          is distinct from (shown.price, shown.currency)`,
  );
}
