import { readFile } from "node:fs/promises";
import Big from "big.js";
import { beforeAll, describe, expect, test } from "vitest";
import {
  applyMap,
  type ImportEvent,
  type MappedTouchpoint,
  parseImportMap,
  readTable,
} from "../../src/imports/index.ts";
import { words } from "./vocabulary.ts";

const { TRIBUTARY_ONLINE_RETAIL: file } = process.env;
const mapFile = new URL("../../maps/online-retail-ii.yaml", import.meta.url);

test("the shipped map of Online Retail II is without faults", async () => {
  const map = parseImportMap(await readFile(mapFile, "utf8"), "online-retail-ii.yaml", words);

  expect(map.kinds.map(({ type }) => type.from)).toEqual([
    { kind: "constant", text: "ORDER_REFUNDED" },
    { kind: "constant", text: "ORDER_COMPLETED" },
  ]);
});

interface Shop {
  rows: Record<"touchpoint" | "skipped" | "rejected", number>;
  skips: Record<string, number>;
  orders: MappedTouchpoint[];
  refunds: MappedTouchpoint[];
  countries: Set<string | undefined>;
}

describe.skipIf(file === undefined)("the real file of 2009-2010", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await shopOf(file ?? "");
  }, 120_000);

  test("has each of its 525,461 rows in a touchpoint or skipped for a reason", () => {
    expect(shop.rows).toEqual({ touchpoint: 417_503, skipped: 107_958, rejected: 0 });
    expect(shop.skips).toEqual({
      "no customer number": 107_927,
      "a price of zero or less (a gift, a sample, a correction)": 31,
    });
  });

  test("has 19,213 completed orders of 407,664 lines, 4,017 SKUs and 4,312 customers", () => {
    const lines = shop.orders.flatMap(({ order }) => order?.lines ?? []);

    expect(shop.orders.length).toBe(19_213);
    expect(lines.length).toBe(407_664);
    expect(new Set(lines.map(({ sku }) => sku)).size).toBe(4_017);
    expect(new Set(shop.orders.map(customerOf)).size).toBe(4_312);
  });

  test("has a gross revenue of 8,832,003.274 GBP, 8,348,208.57 after cancellations", () => {
    expect(revenueOf(shop.orders).toFixed()).toBe("8832003.274");
    expect(revenueOf(shop.orders).minus(revenueOf(shop.refunds)).toFixed(2)).toBe("8348208.57");
  });

  test("has customer 18102 at the top with 89 orders", () => {
    const own = (touchpoint: MappedTouchpoint) => customerOf(touchpoint) === "18102";
    const [orders, refunds] = [shop.orders.filter(own), shop.refunds.filter(own)];

    expect(orders.length).toBe(89);
    expect(revenueOf(orders).toFixed(2)).toBe("349164.35");
    expect(revenueOf(orders).minus(revenueOf(refunds)).toFixed(2)).toBe("341776.73");
  });

  test("has each message id once and only countries with a code", () => {
    const ids = [...shop.orders, ...shop.refunds].map(({ messageId }) => messageId);

    expect(new Set(ids).size).toBe(ids.length);
    expect([...shop.countries].filter((country) => !/^[A-Z]{2}$/.test(country ?? "GB"))).toEqual([]);
  });
});

async function shopOf(path: string): Promise<Shop> {
  const map = parseImportMap(await readFile(mapFile, "utf8"), "online-retail-ii.yaml", words);
  const shop: Shop = {
    rows: { touchpoint: 0, skipped: 0, rejected: 0 },
    skips: {},
    orders: [],
    refunds: [],
    countries: new Set(),
  };
  for await (const event of applyMap(map, (await readTable(path)).rows)) count(shop, event);
  return shop;
}

function count(shop: Shop, event: ImportEvent): void {
  shop.rows[event.kind] += event.kind === "touchpoint" ? event.rows.length : 1;
  if (event.kind === "skipped") shop.skips[event.reason] = (shop.skips[event.reason] ?? 0) + 1;
  if (event.kind !== "touchpoint") return;
  shop.countries.add(event.customer?.country);
  (event.touchpoint.type === "ORDER_COMPLETED" ? shop.orders : shop.refunds).push(event.touchpoint);
}

function customerOf({ identities }: MappedTouchpoint): string | undefined {
  return identities.find(({ kind }) => kind === "USER_ID")?.value;
}

function revenueOf(touchpoints: readonly MappedTouchpoint[]): Big {
  return touchpoints
    .flatMap(({ order }) => order?.lines ?? [])
    .reduce((sum, { quantity, unitPrice }) => sum.plus(new Big(unitPrice.amount).times(quantity)), new Big(0));
}
