import { setImmediate } from "node:timers/promises";
import { raw, type Sql, sql } from "../../database/sql.ts";
import { type ComputedRow, decimalText, type Reader } from "../../reading/index.ts";
import { needText } from "./customer-need.ts";
import type { Means } from "./recommend-to.ts";
import { recommendationRows } from "./recommendation-rows.ts";

/** A recommended product as a message tells of it. */
export interface ListedProduct {
  readonly sku: string;
  readonly name: string;
  readonly brand: string | null;
  readonly category: string | null;
  /** As a decimal, such as 12.50. */
  readonly price: string | null;
  readonly currency: string | null;
  readonly imageUrl: string | null;
  readonly description: string | null;
  /** Why, in an English sentence; null where nothing in particular speaks for it. */
  readonly reason: string | null;
}

/** What must be known of each of these customers: the id, and the need as text. */
export const needsOf = (customerIds: readonly string[], reader: Reader): Sql =>
  sql`select c.id, ${needText(raw("c"), reader)} as need from customer c where c.id = any(${customerIds}::uuid[])`;

export interface CustomerNeedRow {
  readonly id: string;
  readonly need: string;
}

/** A recommendation: as a row of the API's, and as a message tells of it. */
export interface Listed {
  readonly row: ComputedRow;
  readonly product: ListedProduct;
}

/** customer -> rows of the best products, with a few to spare, as `Customer.recommendations` has them. */
export async function rowsFor(
  needs: readonly CustomerNeedRow[],
  count: number,
  means: Means,
  at: Date,
): Promise<Map<string, readonly ComputedRow[]>> {
  const selected = new Set(["reasons"]);
  const rows = new Map<string, readonly ComputedRow[]>();
  for (const { id, need } of needs) {
    rows.set(id, recommendationRows({ what: "recommendations", args: { first: count }, need, selected }, means, at));
    await setImmediate(); // each list takes milliseconds, and others wait for the process
  }
  return rows;
}

/** Those of the products that may still be shown, with what is told of them. */
export const shownProducts = (rows: Iterable<readonly ComputedRow[]>): Sql => {
  const ids = new Set([...rows].flatMap((list) => list.map(productOf)));
  return sql`select p.id, p.sku, p.name, p.brand, p.category,
        ${decimalText(raw("p.price"))} as price,
        p.price_currency as currency, p.image_url as "imageUrl", p.description
      from product p where p.id = any(${[...ids]}::uuid[]) and p.available`;
};

export type ShownProduct = Omit<ListedProduct, "reason"> & { readonly id: string };

/** The lists themselves, of as many products as were asked for. */
export function listsOf(
  rows: ReadonlyMap<string, readonly ComputedRow[]>,
  products: readonly ShownProduct[],
  count: number,
): Map<string, readonly Listed[]> {
  const byId = new Map(products.map(({ id, ...product }) => [id, product]));
  const told = (row: ComputedRow): Listed[] => {
    const product = byId.get(productOf(row));
    return product === undefined ? [] : [{ row, product: { ...product, reason: firstReason(row) } }];
  };
  return new Map([...rows].map(([customer, list]) => [customer, list.flatMap(told).slice(0, count)]));
}

const productOf = ({ product_id }: ComputedRow): string => String(product_id);

function firstReason({ reasons }: ComputedRow): string | null {
  const [first]: unknown[] = Array.isArray(reasons) ? reasons : [];
  const { message }: { message?: unknown } = Object(first);
  return typeof message === "string" ? message : null;
}
