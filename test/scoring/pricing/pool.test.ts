import { expect, test } from "vitest";
import { type OwnEstimate, poolOf, shrink } from "../../../src/scoring/pricing/pool.ts";
import { Dice } from "./making.ts";

const estimate = (elasticity: number, standardError: number, category = "Kitchen"): OwnEstimate => ({
  category,
  elasticity,
  standardError,
});

test("a product's elasticity lies between its own and the others', by how sure each is", () => {
  // 0.3^2 / (0.3^2 + 0.4^2) = .36 of its own counts.
  expect(shrink({ elasticity: -3, standardError: 0.4 }, { mean: -2, sd: 0.3 })).toEqual({
    mean: expect.closeTo(-2.36, 12),
    sd: expect.closeTo(0.24, 12),
    shrinkage: expect.closeTo(0.64, 12),
  });
});

test("where nothing is known from others its own stands", () => {
  expect(shrink({ elasticity: -3, standardError: 0.4 }, undefined)).toEqual({ mean: -3, sd: 0.4, shrinkage: 0 });
});

test("four products make no pool, five do", () => {
  const five = [-1, -2, -3, -2, -2].map((elasticity) => estimate(elasticity, 0.5));

  expect(poolOf(five.slice(1)).shop).toBeUndefined();
  expect(poolOf(five.slice(1)).of("Kitchen")).toBeUndefined();
  expect(poolOf(five)).toMatchObject({ products: 5, shop: { mean: expect.closeTo(-2, 12) } });
});

/** The same posterior by brute force over both the mean and the spread. */
function bruteForce(estimates: readonly OwnEstimate[]): number {
  let [total, squares] = [0, 0];
  for (let place = 1; place <= 60; place++) {
    const spread = place * 0.05;
    for (let mean = -8; mean <= 4; mean += 0.02) {
      const likelihood = estimates.reduce((product, { elasticity, standardError }) => {
        const variance = spread ** 2 + standardError ** 2;
        return (product * Math.exp(-((elasticity - mean) ** 2) / (2 * variance))) / Math.sqrt(variance);
      }, 1);
      total += likelihood;
      squares += likelihood * spread ** 2;
    }
  }
  return squares / total;
}

test("the spread of products is the mean over all that may be, as brute force has it", () => {
  const all = [estimate(-1.2, 0.4), estimate(-2, 0.3), estimate(-2.4, 0.8), estimate(-3.1, 0.5), estimate(-2.2, 0.2)];
  const squared = bruteForce(all);

  const { shop } = poolOf(all);

  const weights = all.map(({ standardError }) => 1 / (standardError ** 2 + squared));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = all.reduce((sum, { elasticity }, place) => sum + (weights[place] ?? 0) * elasticity, 0) / total;
  expect(shop?.mean).toBeCloseTo(mean, 4);
  expect(shop?.sd).toBeCloseTo(Math.sqrt(squared + 1 / total), 4);
});

test("many exact estimates that differ are hardly shrunk, and inexact ones of alike products nearly all the way", () => {
  const dice = new Dice(4);
  const exact = Array.from({ length: 60 }, () => estimate(dice.normal(-2.5, 0.8), 0.02));
  const vague = Array.from({ length: 60 }, () => estimate(dice.normal(-2.5, 1), 1));

  const [sure, unsure] = [exact, vague].map((all) => shrink(all[0] ?? estimate(0, 1), poolOf(all).of("Kitchen")));
  expect(sure?.shrinkage).toBeLessThan(0.002);
  expect(sure?.mean).toBeCloseTo(exact[0]?.elasticity ?? 0, 2);
  expect(unsure?.shrinkage).toBeGreaterThan(0.85);
  expect(unsure?.mean).toBeCloseTo(-2.5, 0);
});

test("the spread that was planted is found, whatever the standard errors", () => {
  const dice = new Dice(15);
  const all = Array.from({ length: 1000 }, () => estimate(dice.normal(-2.5, Math.hypot(0.7, 0.6)), 0.6));

  expect(poolOf(all).shop?.sd).toBeCloseTo(0.7, 1);
  expect(poolOf(all).shop?.mean).toBeCloseTo(-2.5, 1);
});

test("categories that differ are believed by themselves; one that is not known is believed like the shop", () => {
  const dice = new Dice(6);
  const around = (mean: number, category: string) =>
    Array.from({ length: 25 }, () => estimate(dice.normal(mean, 0.2), 0.1, category));
  const { of, shop } = poolOf([...around(-1.5, "Gifts"), ...around(-3.5, "Kitchen")]);

  expect(of("Gifts")?.mean).toBeCloseTo(-1.5, 0);
  expect(of("Kitchen")?.mean).toBeCloseTo(-3.5, 0);
  expect(of("Gifts")?.sd).toBeLessThan(0.6);
  expect(shop?.sd).toBeCloseTo(1, 0);
  expect(of("Toys")).toEqual(shop);
});

test("categories that are alike borrow from the shop", () => {
  const dice = new Dice(7);
  const all = Array.from({ length: 60 }, (_, place) => estimate(dice.normal(-2.5, 0.6), 0.3, `c${place % 12}`));
  const { of, shop } = poolOf(all);

  for (let place = 0; place < 12; place++)
    expect(Math.abs((of(`c${place}`)?.mean ?? 0) - (shop?.mean ?? 0))).toBeLessThan(0.25);
});
