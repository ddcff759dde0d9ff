import { type CopyRows, readAtOnce } from "../../database/copy-rows.ts";
import { pathOf } from "../recommendations/category-path.ts";
import type { CustomerFacts, History, ProductFacts } from "../recommendations/history.ts";
import { sharedBytes, sharedDoubles, sharedInts } from "../recommendations/shared-columns.ts";
import type { HistoryQueries } from "./history-queries.ts";

/** Everything that the shop knows, as recommenders learn from it: the catalogue, and whoever has touched any of it. */
export function readHistory(url: string, queries: HistoryQueries): Promise<History> {
  return readAtOnce(url, async (copy) => {
    const products = await readProducts(copy(queries.products));
    const places = new Map(products.map(({ id }, place) => [id, place]));
    const { customers, ...touches } = await readTouches(copy(queries.touches), places);
    const facts = await readFacts(copy(queries.customers));
    return { products, customers: customers.map((id) => ({ id, ...facts.get(id) })), ...touches };
  });
}

type Rows = ReturnType<CopyRows>;

async function readProducts(rows: Rows): Promise<ProductFacts[]> {
  const products: ProductFacts[] = [];
  for await (const [id, name, description, category, brand, price, attributes] of rows) {
    products.push({
      id: id ?? "",
      ...(name && { name }),
      ...(description && { description }),
      ...(category && { category: pathOf(category) }),
      ...(brand && { brand }),
      ...(price && { price: Number(price) }),
      ...(attributes && attributes !== "{}" && { attributes: plainValues(attributes) }),
    });
  }
  return products;
}

/** Attributes whose value is one thing; what is inside others says nothing that could be compared. */
function plainValues(json: string): Record<string, string | number | boolean> {
  const attributes: Readonly<Record<string, unknown>> = JSON.parse(json);
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [],
    ),
  );
}

async function readTouches(rows: Rows, places: ReadonlyMap<string, number>) {
  const customers: string[] = [];
  const starts: number[] = [];
  const channels = new Map<string, number>();
  const [product, signal, at, price, channel]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  let now = Number.NEGATIVE_INFINITY;
  for await (const [customer, of, code, moment, paid, met] of rows) {
    if (customer !== customers.at(-1)) {
      customers.push(customer ?? "");
      starts.push(product.length);
    }
    product.push(places.get(of ?? "") ?? 0); // in the same snapshot, with a foreign key
    signal.push(Number(code));
    at.push(Number(moment));
    price.push(paid === null ? Number.NaN : Number(paid));
    if (!channels.has(met ?? "")) channels.set(met ?? "", channels.size);
    channel.push(channels.get(met ?? "") ?? 0);
    now = Math.max(now, Number(moment));
  }
  starts.push(product.length);
  const column = (values: readonly number[]) => (place: number) => values[place] ?? 0;
  return {
    customers,
    channels: [...channels.keys()],
    starts: sharedInts(starts.length, column(starts)),
    product: sharedInts(product.length, column(product)),
    signal: sharedBytes(signal.length, column(signal)),
    at: sharedDoubles(at.length, column(at)),
    price: sharedDoubles(price.length, column(price)),
    channel: sharedBytes(channel.length, column(channel)),
    now,
  };
}

async function readFacts(rows: Rows): Promise<Map<string, Omit<CustomerFacts, "id">>> {
  const facts = new Map<string, Omit<CustomerFacts, "id">>();
  for await (const [id, gender, ageBand, occupation, country] of rows) {
    if (!gender && !ageBand && !occupation && !country) continue;
    facts.set(id ?? "", {
      ...(gender && { gender }),
      ...(ageBand && { ageBand }),
      ...(occupation && { occupation }),
      ...(country && { country }),
    });
  }
  return facts;
}
