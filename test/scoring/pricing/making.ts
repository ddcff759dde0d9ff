import { normalQuantile } from "../../../src/math/normal-quantile.ts";
import type { PriceResponses, ProductResponse } from "../../../src/scoring/pricing/response.ts";
import { type SoldLine, startOfWeek } from "../../../src/scoring/pricing/sales.ts";
import { type Series, seriesOf } from "../../../src/scoring/pricing/series.ts";
import { seededRandom } from "../../../src/scoring/recommendations/training/seeded-random.ts";

/** The first week of 2024, of Monday 1 January. */
export const FIRST = 2817;

/** Chance that is the same each time. */
export class Dice {
  readonly uniform: () => number;

  constructor(seed: number) {
    this.uniform = seededRandom(seed);
    for (let draw = 0; draw < 20; draw++) this.uniform(); // of small seeds the first draws are much alike
  }

  normal(mean = 0, sd = 1): number {
    return mean + sd * normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, this.uniform())));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.uniform() * items.length)] as Item;
  }

  /** By Knuth's multiplication; for means below some hundreds. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let [count, left] = [0, this.uniform()];
    while (left > limit) {
      count += 1;
      left *= this.uniform();
    }
    return count;
  }
}

/** By week: its units and price; `FIRST` is the first. */
export interface Weeks {
  readonly prices: readonly number[];
  readonly units: readonly number[];
  readonly competitors?: readonly number[];
  readonly product?: string;
  readonly category?: string;
  readonly batch?: number;
}

/** A product that was on offer in one place for so many weeks. */
export function aSeries({
  prices,
  units,
  competitors,
  product = "cup",
  category = "Kitchen",
  batch = 1,
}: Weeks): Series {
  const weeks = prices.map((price, place) => ({
    week: FIRST + place,
    place: 0,
    units: units[place] ?? 0,
    price,
    competitors: competitors?.[place] ?? Number.NaN,
  }));
  return seriesOf({ product, category, weeks, places: 1, batch, gaps: 0 });
}

/** A price for each of so many weeks, drawn out of some and kept for four weeks. */
export function drawnPrices(dice: Dice, weeks: number, prices: readonly number[] = [8, 9, 10, 11, 12]): number[] {
  let price = dice.pick(prices);
  return Array.from({ length: weeks }, (_, week) => {
    if (week % 4 === 0) price = dice.pick(prices);
    return price;
  });
}

/** A line that was sold on the Wednesday of a week, counted from FIRST. */
export const aLine = (week: number, unitPrice: number, quantity = 1, channel = "WEB"): SoldLine => ({
  at: startOfWeek(FIRST + week) + 2.5 * 24 * 3_600_000,
  quantity,
  unitPrice,
  channel,
});

export const flat = (series: Series): Float64Array => new Float64Array(series.units.length).fill(1);

export function aResponse(given: Partial<ProductResponse> = {}): ProductResponse {
  return {
    product: "cup",
    category: "Kitchen",
    weeks: 104,
    gaps: 0,
    units: 2000,
    pricePoints: 12,
    lowestPrice: 5,
    highestPrice: 20,
    latestPrice: 10,
    reference: 10,
    elasticity: -2.5,
    deviation: 0,
    own: { elasticity: -2.5, standardError: 0.3 },
    shrinkage: 0.2,
    changesAYear: 12,
    followsDemand: false,
    hasCompetitors: false,
    level: 20,
    levelError: 0.05,
    recentPrices: [10],
    spread: 0.1,
    refusal: undefined,
    backtest: undefined,
    ...given,
  };
}

export const responses = (given: Partial<PriceResponses> = {}): PriceResponses => ({
  form: "LOG_LOG",
  forms: [],
  shop: { elasticity: -2.4, spread: 0.5 },
  pooled: 40,
  promotion: 1.1,
  bands: [],
  widened: 1,
  weeks: { first: FIRST, last: FIRST + 103 },
  products: [],
  ...given,
});
