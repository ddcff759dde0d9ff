import { expect, test } from "vitest";
import { marketOf } from "../../../src/scoring/pricing/market.ts";
import type { Series } from "../../../src/scoring/pricing/series.ts";
import { aSeries, Dice, flat } from "./making.ts";

const WEEKS = 104;
const ELASTICITY = -2;
const CATEGORIES = ["Garden", "Gifts"] as const;
const growth = (week: number) => 1 + week / WEEKS;
const season = (category: string, month: number) =>
  category === "Garden" ? 1 + 0.5 * Math.sin(month / 2) : 1 - 0.4 * Math.sin(month / 2);
/** Everything is cheaper in every tenth week: the price is as much the shop's as the week is. */
const priceIn = (week: number) => (week % 10 === 0 ? 8 : 10);

/** Twenty products that sell exactly what is expected, from a few to many. */
function aShop(): Series[] {
  const dice = new Dice(3);
  return Array.from({ length: 20 }, (_, place) => {
    const category = CATEGORIES[place % 2] ?? "";
    const prices = Array.from({ length: WEEKS }, (__, week) => priceIn(week) * dice.pick([1, 1.2]));
    const plain = aSeries({ prices, units: prices, product: `p${place}`, category });
    const level = 2000 * (1 + place);
    const units = prices.map((price, week) => {
      return level * growth(week) * season(category, plain.month[week] ?? 0) * (price / 10) ** ELASTICITY;
    });
    return aSeries({ prices, units, product: `p${place}`, category });
  });
}

const priceEffect = ({ ratio }: Series) => ratio.map((each) => each ** ELASTICITY);

/** By row: the index over what was planted, which is the same in all rows where it was found. */
const overPlanted = (series: Series, index: Float64Array) =>
  [...index].map((each, row) => each / (growth(row) * season(series.category, series.month[row] ?? 0)));

const scatter = (values: readonly number[]) => Math.max(...values) / Math.min(...values) - 1;

test("finds the shop's weeks and the season of each category, and leaves the price alone", () => {
  const shop = aShop();

  const { indexOf } = marketOf(shop, priceEffect);

  for (const series of shop) expect(scatter(overPlanted(series, indexOf(series)))).toBeLessThan(0.01);
});

test("takes what everybody's lower price sold for a busy week where it is not told of the price", () => {
  const shop = aShop();

  const { indexOf } = marketOf(shop, flat);

  const [first] = shop;
  expect(first && scatter(overPlanted(first, indexOf(first)))).toBeGreaterThan(0.4);
});

test("the season of a category is told by itself, and of none that is not known", () => {
  const { seasonOf } = marketOf(aShop(), priceEffect);

  const told = [seasonOf("Garden", 3) / seasonOf("Garden", 9), seasonOf("Gifts", 3) / seasonOf("Gifts", 9)];
  const planted = CATEGORIES.map((category) => season(category, 3) / season(category, 9));
  expect((told[0] ?? 0) / (told[1] ?? 1)).toBeCloseTo((planted[0] ?? 0) / (planted[1] ?? 1), 1);
  expect(seasonOf("Toys", 3)).toBe(1);
});

test("a few units say little of a week", () => {
  const series = aSeries({ prices: [1, 1, 1, 1], units: [2, 0, 2, 0] });

  const index = marketOf([series], flat).indexOf(series);

  for (const each of index) expect(Math.abs(each - 1)).toBeLessThan(0.1);
});
