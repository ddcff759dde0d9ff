import { expect, test } from "vitest";
import { bandOf, changesAYear, repricingBands } from "../../../src/scoring/pricing/follows-demand.ts";
import { formOf } from "../../../src/scoring/pricing/forms.ts";
import type { Series } from "../../../src/scoring/pricing/series.ts";
import { aSeries, Dice, flat } from "./making.ts";

const [WEEKS, MEAN, ELASTICITY] = [104, 8, -2.5];

interface Repricing {
  /** Weeks from one look at the price to the next. */
  readonly every: number;
  /** How much of a wave of demand goes into the price. */
  readonly follows: number;
}

/** Products with waves of demand; what does not follow them is drawn by lot, and moves as much. */
function products(count: number, { every, follows }: Repricing, seed = 7): Series[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () => {
    let wave = dice.normal(0, 0.4);
    let price = 10;
    const prices: number[] = [];
    const units = Array.from({ length: WEEKS }, (_, week) => {
      wave = 0.85 * wave + dice.normal(0, 0.4 * Math.sqrt(1 - 0.85 ** 2));
      if (week % every === 0) price = 10 * Math.exp(follows === 0 ? dice.normal(0, 0.15) : follows * wave);
      prices.push(price);
      return dice.poisson(MEAN * (price / 10) ** ELASTICITY * Math.exp(wave));
    });
    return aSeries({ prices, units });
  });
}

const judged = (all: readonly Series[]) => repricingBands(all, flat, formOf("LOG_LOG"), ELASTICITY);

test("prices that follow demand are found, among those that are repriced as often", () => {
  const bands = judged([...products(25, { every: 2, follows: 0.5 }), ...products(25, { every: 5, follows: 0 })]);

  expect(bands.map(({ from, to, products: count, followsDemand }) => [from, to, count, followsDemand])).toEqual([
    [0, 17, 27, false], // nothing is repriced more seldom than 8 times a year; two that follow demand among them, whose waves are small
    [17, Number.POSITIVE_INFINITY, 23, true],
  ]);
  expect(bands[1]?.t).toBeGreaterThan(4);
});

test("prices that are drawn by lot, however often, seldom seem to follow demand", () => {
  const seeds = Array.from({ length: 20 }, (_, place) => place + 1);
  const told = seeds.flatMap((seed) => judged(products(25, { every: 2, follows: 0 }, seed)));

  expect(Math.min(...told.map(({ products: count }) => count))).toBe(25);
  expect(told.filter(({ followsDemand }) => followsDemand)).toHaveLength(1); // where nothing else is left to learn from it takes a clear sign
});

test("nine products do not say how the others are priced, ten do", () => {
  const often = products(20, { every: 2, follows: 0.5 }).filter((series) => changesAYear(series) >= 17);
  const [nine, ten] = [9, 10].map((count) => judged(often.slice(0, count))[0]);

  expect(nine).toMatchObject({ products: 9, t: Number.NaN, followsDemand: false });
  expect(ten).toMatchObject({ products: 10, followsDemand: true });
});

test("promotions are no changes of the regular price", () => {
  const prices = Array.from({ length: 52 }, (_, week) => (week % 10 === 5 ? 8 : week < 28 ? 10 : 11));

  expect(changesAYear(aSeries({ prices, units: prices }))).toBe(1);
});

test("a band begins at its number of changes and ends before the next", () => {
  const bands = judged([...products(12, { every: 2, follows: 0 }), ...products(12, { every: 12, follows: 0 })]);

  expect(bands.map(({ from, to, products: count }) => [from, to, count])).toEqual([
    [0, 8, 12],
    [8, Number.POSITIVE_INFINITY, 12],
  ]);
  expect([0, 3, 7.9, 8, 17, 40].map((changes) => bandOf(bands, changes)?.from)).toEqual([0, 0, 0, 8, 8, 8]);
});
