import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { livesOf } from "../../src/demo/people/lives.ts";
import type { DemoSettings } from "../../src/demo/settings.ts";
import type { PricingRule } from "../../src/demo/world/catalogue.ts";
import { offersOf } from "../../src/demo/world/offers.ts";
import { rateOn } from "../../src/demo/world/rates.ts";
import { makeWorld, type World } from "../../src/demo/world/world.ts";
import type { ProductHistory, SoldLine } from "../../src/scoring/pricing/sales.ts";

/** A product of the demo shop: what the shop knows of it, and what is true of it. */
export interface ShopProduct {
  readonly sku: string;
  readonly history: ProductHistory;
  /** What is asked at the end. */
  readonly price: number;
  /** As the shop has it: at the end. */
  readonly cost: number;
  readonly currency: string;
  readonly pricing: PricingRule;
  readonly usualPrice: number;
  /** By PRICE_RATIOS of the usual price: who would have bought; left out where nobody considered it. */
  readonly buyers?: readonly number[];
}

/** Simulates a shop, which takes a minute at 60,000 customers; one that was kept in the folder is read from there. */
export function shopOf(settings: DemoSettings, folder: string | undefined): readonly ShopProduct[] {
  const { seed, customers, months, until } = settings;
  const name = `shop-${seed}-${customers}-${months}-${until.toISOString().slice(0, 10)}.json`;
  const file = folder === undefined ? undefined : join(folder, name);
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = makeShop(settings);
  if (file !== undefined) writeFileSync(file, JSON.stringify(made));
  return made;
}

function makeShop(settings: DemoSettings): ShopProduct[] {
  const world = makeWorld(settings);
  const lines = linesOf(world);
  return world.products.map((product) => {
    const { sku, leaf, cost, pricing, price: usualPrice } = product;
    const path = world.prices.get(sku);
    const prices = path?.points ?? [];
    const offers = [...offersOf(world, product)].map(({ competitor, price, observedAt }) => {
      return { competitor, price, at: observedAt.getTime() };
    });
    const inTime = offers.sort((left, right) => left.at - right.at);
    const buyers = world.demand.of(sku);
    return {
      sku,
      history: { product: sku, category: leaf.category, lines: lines.get(sku) ?? [], prices, offers: inTime },
      price: prices.at(-1)?.price ?? usualPrice,
      cost: Number((cost * (path?.costLevel ?? 1)).toFixed(2)),
      currency: settings.currency,
      pricing,
      usualPrice,
      ...(buyers !== undefined && { buyers }),
    };
  });
}

/** Every line of an order that the shop accepts, by product, in the shop's currency. */
function linesOf(world: World): Map<string, SoldLine[]> {
  const bySku = new Map<string, SoldLine[]>();
  for (const { touchpoints, faults } of livesOf(world)) {
    const faulty = new Set(faults.map(({ touchpoint }) => touchpoint));
    for (const touchpoint of touchpoints) {
      if (touchpoint.type !== "ORDER_COMPLETED" || faulty.has(touchpoint)) continue;
      const at = touchpoint.occurredAt.getTime();
      for (const { sku, quantity, unitPrice } of touchpoint.order?.lines ?? []) {
        const rate = unitPrice.currency === world.settings.currency ? 1 : rateOn(world.settings, at);
        const line = { at, quantity, unitPrice: Number(unitPrice.amount) * rate, channel: touchpoint.channel };
        const own = bySku.get(sku);
        if (own === undefined) bySku.set(sku, [line]);
        else own.push(line);
      }
    }
  }
  return bySku;
}
