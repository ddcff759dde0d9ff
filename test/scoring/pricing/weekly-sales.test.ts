import { expect, test } from "vitest";
import { type ProductHistory, startOfWeek } from "../../../src/scoring/pricing/sales.ts";
import { weeklySales } from "../../../src/scoring/pricing/weekly-sales.ts";
import { aLine, FIRST } from "./making.ts";

const history = (given: Partial<ProductHistory>): ProductHistory => ({
  product: "cup",
  lines: [],
  prices: [],
  offers: [],
  ...given,
});

const spanOf = (weeks: number) => ({ first: FIRST, last: FIRST + weeks - 1 });

const unitsAndPrices = (given: Partial<ProductHistory>, weeks: number) =>
  weeklySales(history(given), spanOf(weeks)).weeks.map(({ units, price }) => [units, price]);

test("a week has what was sold from Monday to Sunday, and nothing outside the span counts", () => {
  const monday = { ...aLine(1, 10), at: startOfWeek(FIRST + 1) };
  const sunday = { ...aLine(1, 10), at: startOfWeek(FIRST + 2) - 1 };
  const lines = [aLine(-1, 10), aLine(0, 10), monday, sunday, aLine(2, 10, 3), aLine(3, 10)];

  const sold = weeklySales(history({ category: "Kitchen", lines }), spanOf(3));

  expect(sold).toMatchObject({ product: "cup", category: "Kitchen", places: 1, gaps: 0 });
  expect(sold.weeks.map(({ week, units }) => [week - FIRST, units])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test("what was given away or taken back is no sale", () => {
  expect(unitsAndPrices({ lines: [aLine(0, 10), aLine(0, 0), aLine(0, 10, -1)] }, 1)).toEqual([[1, 10]]);
});

test("units come in batches: the sum of squares over the sum of quantities", () => {
  const sold = weeklySales(history({ lines: [aLine(0, 10, 1), aLine(0, 10, 3)] }), spanOf(1));

  expect(sold.batch).toBe((1 + 9) / 4);
});

test("a discount for many is no cut of the price, and a slip none either", () => {
  const lines = [aLine(0, 10), aLine(0, 10.5), aLine(0, 6, 5), aLine(0, 100)];

  expect(unitsAndPrices({ lines }, 1)).toEqual([[8, 10.25]]);
});

test("one large order counts as no more than ten usual lines", () => {
  const lines = [aLine(0, 10, 2), aLine(0, 10, 2), aLine(0, 10, 500)];

  expect(unitsAndPrices({ lines }, 1)).toEqual([[24, 10]]);
});

test("a week without sales has the price that was asked in its middle", () => {
  const lines = [aLine(0, 10), aLine(0, 10), aLine(3, 12)];
  const prices = [
    { from: startOfWeek(FIRST), price: 10 },
    { from: startOfWeek(FIRST + 1) + 4 * 24 * 3_600_000, price: 11 }, // a Friday
    { from: startOfWeek(FIRST + 3), price: 12 },
  ];

  expect(unitsAndPrices({ lines, prices }, 4)).toEqual([
    [2, 10],
    [0, 10],
    [0, 11],
    [1, 12],
  ]);
});

test("where nobody has told the price, a week without sales has the one before", () => {
  expect(unitsAndPrices({ lines: [aLine(0, 10), aLine(2, 12)] }, 4)).toEqual([
    [1, 10],
    [0, 10],
    [1, 12],
    [0, 12],
  ]);
});

test("a time without sales that chance would hardly make is left out: it was not on offer", () => {
  const sold = [0, 1, 2, 3, 12, 13, 14, 15];
  const lines = sold.flatMap((week) => Array.from({ length: 10 }, () => aLine(week, 10)));

  const { weeks, gaps } = weeklySales(history({ lines }), spanOf(17));

  // Of 17 weeks 8 had sales, 10 lines each: 4.7 lines a week are expected, and two weeks without are improbable enough.
  expect(weeks.map(({ week }) => week - FIRST)).toEqual([...sold, 16]);
  expect(gaps).toBe(8);
});

test("the first eight weeks of a new product are about its being new", () => {
  const lines = Array.from({ length: 21 }, (_, place) => aLine(9 + place, 10));

  expect(weeklySales(history({ lines }), spanOf(30)).weeks[0]?.week).toBe(FIRST + 17);
  expect(weeklySales(history({ lines }), { first: FIRST + 1, last: FIRST + 29 }).weeks[0]?.week).toBe(FIRST + 9);
});

test("channels with prices of their own are places of their own; others are one", () => {
  const both = (webPrice: number, storePrice: number) =>
    [0, 1].flatMap((week) => [aLine(week, webPrice, 2), aLine(week, storePrice, 3, "POINT_OF_SALE")]);

  const apart = weeklySales(history({ lines: both(10, 12) }), spanOf(2));
  const together = weeklySales(history({ lines: both(10, 10.05) }), spanOf(2));

  expect(apart.places).toBe(2);
  expect(apart.weeks.map(({ place, units, price }) => [place, units, price])).toEqual([
    [0, 3, 12],
    [0, 3, 12],
    [1, 2, 10],
    [1, 2, 10],
  ]);
  expect(together.weeks.map(({ place, units }) => [place, units])).toEqual([
    [0, 5],
    [0, 5],
  ]);
});

test("of each competitor the latest offer of the last eight weeks counts, and of these the median", () => {
  const offer = (week: number, competitor: string, price: number) => ({
    competitor,
    at: startOfWeek(FIRST + week) + 1,
    price,
  });
  const offers = [offer(0, "a", 9), offer(0, "b", 13), offer(1, "a", 11), offer(2, "c", 0)];
  const lines = Array.from({ length: 10 }, (_, week) => aLine(week, 10));

  const { weeks } = weeklySales(history({ lines, offers }), spanOf(10));

  expect(weeks.map(({ competitors }) => competitors)).toEqual([11, 12, 12, 12, 12, 12, 12, 12, 11, Number.NaN]);
});
