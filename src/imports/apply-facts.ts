import { rejected } from "./apply-map.ts";
import { reasonOf } from "./bad-value.ts";
import type { CustomerMap, ProductMap } from "./import-map.ts";
import type { CustomerEvent, MappedProduct, ProductEvent, Rejection } from "./imported.ts";
import { mapCustomer, mapFields, mapIdentities, mapMoney, mapTexts } from "./map-fields.ts";
import { requiredText } from "./read-value.ts";
import type { TableRow } from "./table.ts";

/**
 * Streams what the rows of a table say of products, one a row and in the file's order. A SKU may come again: as in the
 * API, what the later row says stands, and what it leaves out keeps what was said before.
 */
export function applyProductMap(map: ProductMap, rows: AsyncIterable<TableRow>): AsyncGenerator<ProductEvent> {
  return eachRow(rows, (row) => ({ kind: "product", row: row.number, product: mapProduct(map, row) }));
}

/** The same of customers; whether two rows speak of one customer is for those to say who know identities. */
export function applyCustomerMap(map: CustomerMap, rows: AsyncIterable<TableRow>): AsyncGenerator<CustomerEvent> {
  return eachRow(rows, (row) => ({
    kind: "customer",
    row: row.number,
    identities: mapIdentities(map.identities, row),
    customer: mapCustomer(map.customer, row) ?? {},
  }));
}

async function* eachRow<Event>(
  rows: AsyncIterable<TableRow>,
  map: (row: TableRow) => Event,
): AsyncGenerator<Event | Rejection> {
  for await (const row of rows) {
    yield row.fault === undefined ? mappedOrRejected(row, map) : rejected(row, row.fault);
  }
}

function mappedOrRejected<Event>(row: TableRow, map: (row: TableRow) => Event): Event | Rejection {
  try {
    return map(row);
  } catch (error) {
    return rejected(row, reasonOf(error));
  }
}

function mapProduct(map: ProductMap, row: TableRow): MappedProduct {
  const price = map.price && mapMoney(map.price, row);
  const attributes = map.attributes && mapFields(map.attributes, row);
  return {
    sku: requiredText(map.sku, row),
    ...mapTexts(map.fields, row),
    ...(price && { price }),
    ...(attributes && { attributes }),
  };
}
