import { applyProductMap, type ImportMap } from "../imports/index.ts";
import type { ProductSale } from "../scoring/plain.ts";
import {
  eachTouchpoint,
  inSentences,
  LeftOut,
  type MappedRows,
  readMap,
  rowsOf,
  sectionOf,
  type TouchpointEvent,
} from "./mapped-files.ts";
import { refuseUnreadable } from "./paths.ts";

export interface GatherSalesOptions {
  readonly data: string;
  readonly map: string;
  readonly products?: string;
}

export interface GatheredSales {
  readonly lines: readonly ProductSale[];
  /** Paths by product, of those that have one. */
  readonly categories: ReadonlyMap<string, string>;
  readonly rows: MappedRows;
}

/** Reads the lines of orders out of a file by a map, and categories out of the table beside it; tells what was left out. */
export async function gatherSales(options: GatherSalesOptions): Promise<GatheredSales> {
  const { data, map: mapFile, products } = options;
  for (const [option, path] of Object.entries({ data, map: mapFile, products })) {
    if (path !== undefined) await refuseUnreadable(`--${option}`, path);
  }
  return await inSentences(async () => {
    const map = await readMap(mapFile);
    const categories = products === undefined ? new Map<string, string>() : await categoriesOf(products, map);
    const lines: ProductSale[] = [];
    const rows = await eachTouchpoint(data, map, (event, left) => {
      for (const line of salesOf(event, left)) lines.push(line);
    });
    return { lines, categories, rows };
  });
}

/** The lines of a completed order that were sold for something; other touchpoints, refunds too, are no sales. */
function salesOf({ touchpoint }: TouchpointEvent, left: LeftOut): ProductSale[] {
  const { type, order, channel, occurredAt } = touchpoint;
  if (type !== "ORDER_COMPLETED" || order === undefined) return [];
  return order.lines.flatMap(({ sku, quantity, unitPrice }) => {
    const price = Number(unitPrice.amount);
    if (!(price > 0)) left.note("a line of an order without a price above zero");
    else if (quantity <= 0) left.note("a line of an order with a quantity of zero or less");
    else {
      const { currency } = unitPrice;
      return [{ product: sku, at: occurredAt.getTime(), quantity, unitPrice: price, channel, currency }];
    }
    return [];
  });
}

/** A later row counts in what it states. */
async function categoriesOf(file: string, map: ImportMap): Promise<Map<string, string>> {
  const section = sectionOf(map.products, "products", file);
  const categories = new Map<string, string>();
  const left = new LeftOut(file);
  for await (const event of applyProductMap(section, await rowsOf(file, section))) {
    if (event.kind === "rejected") left.add(event);
    else if (event.product.category !== undefined) categories.set(event.product.sku, event.product.category);
  }
  left.tell();
  return categories;
}
