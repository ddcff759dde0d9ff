import { expect, test } from "vitest";
import { rowsOf, spreadOf } from "../../../src/scoring/pricing/series.ts";
import { aSeries } from "./making.ts";

const ones = (count: number) => Array.from({ length: count }, () => 1);

test("prices are shares of their geometric mean", () => {
  const series = aSeries({ prices: [5, 20], units: [3, 4] });

  expect(series.reference).toBeCloseTo(10, 12);
  expect([...series.ratio].map((ratio) => Number(ratio.toFixed(12)))).toEqual([0.5, 2]);
  expect(spreadOf(series)).toBeCloseTo(Math.log(2), 12);
  expect(series.total).toBe(7);
});

test("a cut that is taken back within four weeks is a promotion; one that stays is a new price", () => {
  const prices = [10, 8, 8, 10, 9, 9, 9, 9, 9, 9.8, 9.8];
  const series = aSeries({ prices, units: ones(11) });

  expect([...series.isPromoted]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...series.regular].map((each) => Number(Math.exp(each).toFixed(9)))).toEqual([
    10, 10, 10, 10, 9, 9, 9, 9, 9, 9.8, 9.8,
  ]);
});

test("a small fall is no promotion", () => {
  expect([...aSeries({ prices: [10, 9.8, 10], units: ones(3) }).isPromoted]).toEqual([0, 0, 0]);
});

test("competitors tell something where they were known in twelve weeks and moved", () => {
  const prices = ones(14);
  const moved = prices.map((_, week) => (week % 2 === 0 ? 8 : 8 * Math.E ** 0.2));
  const known = (competitors: readonly number[]) => aSeries({ prices, units: prices, competitors }).competitors;

  const told = known(moved.map((price, week) => (week < 2 ? Number.NaN : price)));

  expect([...(told ?? [])].map((each) => Number(each.toFixed(9)) + 0)).toEqual(
    moved.map((_, week) => (week < 2 ? 0 : week % 2 === 0 ? -0.1 : 0.1)),
  );
  expect(known(prices.map(() => 8))).toBeUndefined();
  expect(known(moved.map((price, week) => (week < 3 ? Number.NaN : price)))).toBeUndefined();
});

test("some rows of a series have the same reference price", () => {
  const half = rowsOf(aSeries({ prices: [5, 20], units: [3, 4] }), (row) => row === 1);

  expect(half).toMatchObject({ total: 4, reference: expect.closeTo(10, 9) });
  expect([...half.ratio, ...half.units, ...half.price]).toEqual([expect.closeTo(2, 9), 4, 20]);
});
