import { applyCustomerMap, applyProductMap, type ImportMap } from "../imports/index.ts";
import { customerFactsOf, type Facts, Interactions, interactionsOf, productFactsOf } from "../scoring/plain.ts";
import { eachTouchpoint, inSentences, LeftOut, type MappedRows, readMap, rowsOf, sectionOf } from "./mapped-files.ts";
import { refuseUnreadable } from "./paths.ts";

export interface GatherOptions {
  readonly data: string;
  readonly map: string;
  readonly products?: string;
  readonly customers?: string;
}

export interface RowCounts extends MappedRows {
  readonly touches: number;
}

export interface Gathered {
  readonly interactions: Interactions;
  readonly facts: Facts;
  readonly rows: RowCounts;
}

/** Reads a file of touchpoints, and the tables of facts beside it, by a map; tells on standard error what was left out. */
export async function gatherInteractions(options: GatherOptions): Promise<Gathered> {
  const { data, products, customers } = options;
  for (const [option, path] of Object.entries({ data, map: options.map, products, customers })) {
    if (path !== undefined) await refuseUnreadable(`--${option}`, path);
  }
  return await inSentences(async () => {
    const map = await readMap(options.map);
    const facts = await factsOf(options, map);
    return { facts, ...(await touchesOf(options.data, map)) };
  });
}

async function touchesOf(file: string, map: ImportMap) {
  const interactions = new Interactions();
  const rows = await eachTouchpoint(file, map, (event) => {
    for (const interaction of interactionsOf(event)) interactions.add(interaction);
  });
  return { interactions, rows: { ...rows, touches: interactions.size } };
}

async function factsOf({ products, customers }: GatherOptions, map: ImportMap): Promise<Facts> {
  const facts = { products: new Map<string, object>(), customers: new Map<string, object>() };
  if (products !== undefined) {
    const section = sectionOf(map.products, "products", products);
    const left = new LeftOut(products);
    for await (const event of applyProductMap(section, await rowsOf(products, section))) {
      if (event.kind === "rejected") left.add(event);
      else addTo(facts.products, event.product.sku, productFactsOf(event.product));
    }
    left.tell();
  }
  if (customers !== undefined) {
    const section = sectionOf(map.customers, "customers", customers);
    const left = new LeftOut(customers);
    for await (const event of applyCustomerMap(section, await rowsOf(customers, section))) {
      if (event.kind === "rejected") left.add(event);
      else {
        for (const { kind, value } of event.identities) {
          addTo(facts.customers, `${kind}:${value}`, customerFactsOf(event.customer));
        }
      }
    }
    left.tell();
  }
  return facts;
}

/** A later row counts in what it states; what it leaves out stays. */
function addTo(facts: Map<string, object>, id: string, stated: object): void {
  facts.set(id, { ...facts.get(id), ...stated });
}
