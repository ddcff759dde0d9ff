import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { IDENTITY_KINDS } from "../customers/index.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import {
  applyCustomerMap,
  applyMap,
  applyProductMap,
  checkColumns,
  type ImportMap,
  ImportMapFault,
  parseImportMap,
  readTable,
  UnreadableTable,
} from "../imports/index.ts";
import { customerFactsOf, type Facts, Interactions, interactionsOf, productFactsOf } from "../scoring/index.ts";
import { CHANNELS, TOUCHPOINT_TYPES } from "../touchpoints/index.ts";
import { count } from "./count.ts";
import { refuseUnreadable } from "./paths.ts";
import { progressReporter } from "./progress.ts";

export interface GatherOptions {
  readonly data: string;
  readonly map: string;
  readonly products?: string;
  readonly customers?: string;
}

export interface RowCounts {
  readonly read: number;
  readonly mapped: number;
  readonly skipped: number;
  readonly rejected: number;
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
  try {
    const map = parseImportMap(await readFile(options.map, "utf8"), options.map, {
      channels: Object.keys(CHANNELS),
      types: Object.keys(TOUCHPOINT_TYPES),
      identityKinds: Object.keys(IDENTITY_KINDS),
    });
    const facts = await factsOf(options, map);
    return { facts, ...(await touchesOf(options.data, map)) };
  } catch (error) {
    if (error instanceof ImportMapFault || error instanceof UnreadableTable) throw new StartRefusal(error.message);
    throw error;
  }
}

async function touchesOf(file: string, map: ImportMap) {
  const table = await readTable(file, map.file);
  if (table.columns !== undefined) checkColumns(map, table.columns);
  const interactions = new Interactions();
  const left = new LeftOut(file);
  let mapped = 0;
  const progress = progressReporter(process.stderr, { label: basename(file), share: () => table.progress() });
  for await (const event of applyMap(map, table.rows)) {
    if (event.kind === "touchpoint") {
      mapped += event.rows.length;
      for (const interaction of interactionsOf(event)) interactions.add(interaction);
    } else left.add(event);
    progress.update(mapped + left.skipped + left.rejected);
  }
  const { skipped, rejected } = left;
  const read = mapped + skipped + rejected;
  progress.stop(read);
  left.tell();
  return { interactions, rows: { read, mapped, skipped, rejected, touches: interactions.size } };
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

function sectionOf<Section>(section: Section | undefined, name: string, file: string): Section {
  if (section !== undefined) return section;
  throw new StartRefusal(`the map has no section ${name}, which would say what the columns of ${file} are`);
}

async function rowsOf(file: string, section: NonNullable<ImportMap["products"] | ImportMap["customers"]>) {
  const table = await readTable(file, section.file);
  if (table.columns !== undefined) checkColumns(section, table.columns);
  return table.rows;
}

/** A later row counts in what it states; what it leaves out stays. */
function addTo(facts: Map<string, object>, id: string, stated: object): void {
  facts.set(id, { ...facts.get(id), ...stated });
}

const REASONS_TOLD = 10;
/** The cell's own value, which would make as many reasons as there are rows. */
const CELL = /: "[^"]*" is/;

/** Counts what is left out of a file, by reason. */
class LeftOut {
  skipped = 0;
  rejected = 0;
  readonly #file: string;
  readonly #reasons = new Map<string, number>();

  constructor(file: string) {
    this.#file = basename(file);
  }

  add({ kind, reason }: { readonly kind: "skipped" | "rejected"; readonly reason: string }): void {
    if (kind === "skipped") this.skipped += 1;
    else this.rejected += 1;
    const told = `${kind}: ${reason.replace(CELL, ': "..." is')}`;
    this.#reasons.set(told, (this.#reasons.get(told) ?? 0) + 1);
  }

  tell(): void {
    const byRows = [...this.#reasons].sort(([, left], [, right]) => right - left);
    const lines = byRows.slice(0, REASONS_TOLD).map(([reason, rows]) => `  ${count(rows)} ${reason}\n`);
    if (byRows.length > REASONS_TOLD) lines.push(`  and ${count(byRows.length - REASONS_TOLD)} other reasons\n`);
    if (lines.length > 0) process.stderr.write(`left out of ${this.#file}:\n${lines.join("")}`);
  }
}
