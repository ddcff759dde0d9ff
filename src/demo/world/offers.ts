import { Random } from "../random.ts";
import { DAY, HOUR, WEEK } from "./calendar.ts";
import type { DemoProduct } from "./catalogue.ts";
import { priceAt } from "./prices.ts";
import type { World } from "./world.ts";

/** Invented competitors: how dear they are, how much of the range they have, how late they follow. */
const COMPETITORS = [
  { name: "Hearth & Co", level: 1.04, share: 0.6, lag: 2 * WEEK },
  { name: "Bargain Barn", level: 0.88, share: 0.45, lag: 1 * WEEK },
  { name: "Maison Dupont", level: 1.18, share: 0.3, lag: 6 * WEEK },
] as const;

export interface DemoOffer {
  readonly sku: string;
  readonly competitor: string;
  readonly price: number;
  readonly observedAt: Date;
  readonly url: string;
}

const EVERY = 4 * WEEK;
/** The time of day at which somebody looks, in UTC. */
const SEEN_AT = 6 * HOUR;

/** What somebody saw competitors ask, every four weeks: they follow our prices late, with habits of their own. */
export function* offersOf(world: World, product: DemoProduct): Generator<DemoOffer> {
  const { settings, calendar, prices } = world;
  const path = prices.get(product.sku);
  for (const { name, level, share, lag } of COMPETITORS) {
    const random = new Random(settings.seed, "offer", name, product.sku);
    if (path === undefined || !random.chance(share)) continue;
    const own = random.logNormal(level, 0.08);
    const first = Math.max(product.from, calendar.from) + random.between(0, EVERY);
    for (let at = first; at < Math.min(product.until, calendar.until); at += EVERY) {
      const observedAt = Math.floor(at / DAY) * DAY + SEEN_AT;
      if (observedAt > calendar.until) break; // the shop's last day is not that old yet
      const price = priceAt(path, at - lag) * random.logNormal(own, 0.03);
      yield {
        sku: product.sku,
        competitor: name,
        price: Math.round(price * 100) / 100,
        observedAt: new Date(observedAt),
        url: `https://${name.toLowerCase().replace(/[^a-z]+/g, "-")}.example/${product.sku.toLowerCase()}`,
      };
    }
  }
}
