import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { applyMap, parseImportMap, readTable } from "../../src/imports/index.ts";
import { words } from "./vocabulary.ts";

const { TRIBUTARY_ONLINE_RETAIL: file } = process.env;
const mapFile = new URL("../../maps/online-retail-ii-products.yaml", import.meta.url);

/** Midnight in London, where clocks were an hour ahead of UTC. */
const AUTUMN = new Date("2010-08-31T23:00:00Z");

interface Purchase {
  customer: string;
  sku: string;
}

test.skipIf(file === undefined)(
  "of the real file's 525,461 lines 406,295 are purchases of products by a known customer",
  async () => {
    const map = parseImportMap(await readFile(mapFile, "utf8"), "online-retail-ii-products.yaml", words);
    const rows = { touchpoint: 0, skipped: 0, rejected: 0 };
    const before: Purchase[] = [];

    for await (const event of applyMap(map, (await readTable(file ?? "")).rows)) {
      rows[event.kind] += event.kind === "touchpoint" ? event.rows.length : 1;
      if (event.kind !== "touchpoint" || event.touchpoint.occurredAt >= AUTUMN) continue;
      const customer = event.touchpoint.identities[0]?.value ?? "";
      before.push(...(event.touchpoint.order?.lines ?? []).map(({ sku }) => ({ customer, sku })));
    }

    expect(rows).toEqual({ touchpoint: 406_295, skipped: 119_166, rejected: 0 });
    expect({
      lines: before.length,
      products: new Set(before.map(({ sku }) => sku)).size,
      customers: new Set(before.map(({ customer }) => customer)).size,
      pairs: new Set(before.map(({ customer, sku }) => `${customer} ${sku}`)).size,
    }).toEqual({ lines: 247_848, products: 3_735, customers: 3_299, pairs: 175_048 });
  },
  120_000,
);
