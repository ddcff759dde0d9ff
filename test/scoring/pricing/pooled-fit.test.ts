import { expect, test } from "vitest";
import { fitPooled, type PooledPart } from "../../../src/scoring/pricing/pooled-fit.ts";
import { Dice } from "./making.ts";

/** Rows of one product with two regressors, a level of its own and the same coefficients, -2 and 0.3. */
function aPart(seed: number, level: number, units = (mean: number, _: Dice) => mean): PooledPart {
  const dice = new Dice(seed);
  const columns = Array.from({ length: 40 }, () => [dice.normal(0, 0.2), dice.uniform() < 0.2 ? 1 : 0]);
  const index = columns.map(() => 0.5 + dice.uniform());
  const means = columns.map(([x = 0, y = 0], row) => level * (index[row] ?? 1) * Math.exp(-2 * x + 0.3 * y));
  return { columns, index, units: means.map((mean) => units(mean, dice)) };
}

test("finds what several products have in common, whatever the level of each", () => {
  const fit = fitPooled([aPart(1, 3), aPart(2, 800), aPart(3, 40)], 2);

  expect(fit?.coefficients).toEqual([expect.closeTo(-2, 8), expect.closeTo(0.3, 8)]);
});

test("a single product's standard errors are those of Poisson", () => {
  const part = aPart(4, 5, (mean, dice) => dice.poisson(mean));
  const one = { ...part, columns: part.columns.map(([x = 0]) => [x]) };
  const fit = fitPooled([one], 1);

  const shares = one.columns.map(([x = 0], row) => (one.index[row] ?? 1) * Math.exp((fit?.coefficients[0] ?? 0) * x));
  const level = sum(one.units) / sum(shares);
  const middle = sum(one.columns.map(([x = 0], row) => x * (shares[row] ?? 0))) / sum(shares);
  const information = sum(one.columns.map(([x = 0], row) => level * (shares[row] ?? 0) * (x - middle) ** 2));
  expect(fit?.standardErrors[0]).toBeCloseTo(1 / Math.sqrt(information), 8);
});

test("products that differ make standard errors wider than Poisson", () => {
  const poisson = (mean: number, dice: Dice) => dice.poisson(mean);
  const alike = [11, 12, 13, 14, 15, 16].map((seed) => aPart(seed, 50, poisson));
  const apart = alike.map((part, place) => ({
    ...part,
    units: part.units.map((units, row) => units * Math.exp((place % 2 === 0 ? 1 : -1) * (part.columns[row]?.[0] ?? 0))),
  }));

  const [narrow, wide] = [alike, apart].map((parts) => fitPooled(parts, 2)?.standardErrors[0] ?? 0);
  expect(wide).toBeGreaterThan(2 * (narrow ?? 0));
});

test("of too few rows nothing is told", () => {
  const part = aPart(5, 5);
  const few = { columns: part.columns.slice(0, 2), units: part.units.slice(0, 2), index: part.index.slice(0, 2) };

  expect([fitPooled([few], 2), fitPooled([], 2)]).toEqual([undefined, undefined]);
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
