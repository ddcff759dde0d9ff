import { type Series, sum } from "./series.ts";

/** What moves all products, whatever they cost: the shop's week, and the season of a category. */
export interface Market {
  /** By row of a series: how much more is wanted in its week than usual. */
  indexOf(series: Series): Float64Array;
  /** The season alone, by month from 0 to 11; 1 where nothing is known. */
  seasonOf(category: string, month: number): number;
}

/** By row: what the price and a promotion make of the units. */
export type PriceEffect = (series: Series) => Float64Array;

const ROUNDS = 12;
/** Weeks and seasons of which little is known stay near 1: as if so many more units had been sold just as expected. */
const AS_USUAL = { week: 10, season: 20 } as const;

/**
 * units = level of the product * factor of the week * factor of the category's month * effect of the price, fitted for the three
 * first by proportions in turn (Deming and Stephan 1940), which is their Poisson likelihood; the two last are shrunk towards 1 by
 * a gamma prior. What is left of a series when it is divided by this index no longer has the shop's growth, its busy weeks
 * or the category's season in it.
 */
export function marketOf(all: readonly Series[], effectOf: PriceEffect): Market {
  const weeks = new Factors(AS_USUAL.week);
  const seasons = new Map(all.map(({ category }) => [category, new Factors(AS_USUAL.season)]));
  const seasonOf = (series: Series) => seasons.get(series.category) ?? new Factors(AS_USUAL.season);
  const indexOf = (series: Series): Float64Array =>
    Float64Array.from(series.week, (week, row) => weeks.at(week) * seasonOf(series).at(series.month[row] ?? 0));
  const parts = all.map((series) => ({ series, effect: effectOf(series), level: 1 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const part of parts) {
      const { series, effect } = part;
      const expected = sum(indexOf(series).map((index, row) => index * (effect[row] ?? 0)));
      part.level = expected > 0 ? series.total / expected : 0;
    }
    weeks.fit(parts, ({ series, effect, level }, add) => {
      series.week.forEach((week, row) => {
        const season = seasonOf(series).at(series.month[row] ?? 0);
        add(week, series.units[row] ?? 0, level * season * (effect[row] ?? 0));
      });
    });
    for (const [category, factors] of seasons) {
      const own = parts.filter(({ series }) => series.category === category);
      factors.fit(own, ({ series, effect, level }, add) => {
        series.month.forEach((month, row) => {
          add(month, series.units[row] ?? 0, level * weeks.at(series.week[row] ?? 0) * (effect[row] ?? 0));
        });
      });
    }
  }
  return { indexOf, seasonOf: (category, month) => seasons.get(category)?.at(month) ?? 1 };
}

/** Factors by number; 1 where nothing is known. */
class Factors {
  readonly #usual: number;
  #factors = new Map<number, number>();

  constructor(usual: number) {
    this.#usual = usual;
  }

  at(key: number): number {
    return this.#factors.get(key) ?? 1;
  }

  fit<Part>(
    parts: readonly Part[],
    tell: (part: Part, add: (key: number, units: number, expected: number) => void) => void,
  ) {
    const sums = new Map<number, [units: number, expected: number]>();
    const add = (key: number, units: number, expected: number) => {
      const [before, expectedBefore] = sums.get(key) ?? [0, 0];
      sums.set(key, [before + units, expectedBefore + expected]);
    };
    for (const part of parts) tell(part, add);
    this.#factors = new Map(
      [...sums].map(([key, [units, expected]]) => [key, (units + this.#usual) / (expected + this.#usual)]),
    );
  }
}
