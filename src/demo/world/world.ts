import { Random } from "../random.ts";
import type { DemoSettings } from "../settings.ts";
import { LEAVES } from "./assortment.ts";
import { type Calendar, makeCalendar } from "./calendar.ts";
import { type DemoProduct, makeCatalogue } from "./catalogue.ts";
import { DemandCurves } from "./demand-curves.ts";
import { makePricePath, type PricePath } from "./prices.ts";

/** What all customers of a demo shop share. */
export interface World {
  readonly settings: DemoSettings;
  readonly calendar: Calendar;
  readonly products: readonly DemoProduct[];
  /** The products of each category. */
  readonly shelves: ReadonlyMap<string, readonly DemoProduct[]>;
  readonly prices: ReadonlyMap<string, PricePath>;
  readonly demand: DemandCurves;
}

export function makeWorld(settings: DemoSettings): World {
  const calendar = makeCalendar(settings);
  const products = makeCatalogue(calendar, new Random(settings.seed, "catalogue"));
  const prices = new Map(
    products.map((product) => [
      product.sku,
      makePricePath(product, calendar, new Random(settings.seed, "price", product.sku)),
    ]),
  );
  const shelves = new Map(LEAVES.map((leaf) => [leaf.category, products.filter((product) => product.leaf === leaf)]));
  return { settings, calendar, products, shelves, prices, demand: new DemandCurves() };
}
