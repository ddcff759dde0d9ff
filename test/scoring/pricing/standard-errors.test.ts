import { expect, test } from "vitest";
import { fitSeries } from "../../../src/scoring/pricing/fit-series.ts";
import { formOf } from "../../../src/scoring/pricing/forms.ts";
import { type FittedSeries, standardError, wavesOf } from "../../../src/scoring/pricing/standard-errors.ts";
import { aSeries, Dice, drawnPrices, flat } from "./making.ts";

const [ELASTICITY, WEEKS] = [-2.5, 104];
const Z = 1.959963984540054;

interface Demand {
  /** Of waves, as a logarithm in the long run; they keep .85 from week to week. */
  readonly wave: number;
  /** Of everything that is sold so much is sold at a time. */
  readonly batch: number;
}

/** Products whose demand wanders and that are bought by the batch, each fitted by itself. */
function fitted(count: number, { wave, batch }: Demand, mean = 6): FittedSeries[] {
  const dice = new Dice(99);
  return Array.from({ length: count }, () => {
    const prices = drawnPrices(dice, WEEKS);
    let now = dice.normal(0, wave);
    const units = prices.map((price) => {
      now = 0.85 * now + dice.normal(0, wave * Math.sqrt(1 - 0.85 ** 2));
      return batch * dice.poisson((mean / batch) * (price / 10) ** ELASTICITY * Math.exp(now));
    });
    const series = aSeries({ prices, units, batch });
    return { series, fit: fitSeries(series, { index: flat(series), form: formOf("LOG_LOG") }) };
  });
}

const coverage = (all: readonly FittedSeries[], errorOf: (each: FittedSeries) => number) =>
  all.filter((each) => Math.abs(each.fit.elasticity - ELASTICITY) < Z * errorOf(each)).length / all.length;

test("the interval of an elasticity holds it more than nine times of ten, where demand wanders and units come in batches", () => {
  const all = fitted(200, { wave: 0.4, batch: 2 });
  const waves = wavesOf(all);

  expect(coverage(all, (each) => standardError(each, waves))).toBe(0.91);
  expect(coverage(all, ({ fit }) => Math.sqrt(fit.variance))).toBe(0.57); // as if units were Poisson
});

test("19 times of 20 where units are Poisson, and it is no wider than it needs to be", () => {
  const all = fitted(200, { wave: 0, batch: 1 });
  const waves = wavesOf(all);

  expect(coverage(all, (each) => standardError(each, waves))).toBe(0.95);
  const wider = all.map((each) => standardError(each, waves) / Math.sqrt(each.fit.variance));
  expect(wider.reduce((sum, each) => sum + each, 0) / all.length).toBeLessThan(1.1);
});

test("waves are found: how large they are, and how long they last", () => {
  const waves = wavesOf(fitted(200, { wave: 0.4, batch: 2 }, 20));

  // Factors exp(w) have the covariance exp(variance * .85^lag) - 1, less what each product's own level, trend and price take of it.
  for (const lag of [0, 1, 4]) {
    const planted = Math.exp(0.4 ** 2 * 0.85 ** lag) - 1;
    expect(waves[lag]).toBeGreaterThan(0.5 * planted);
    expect(waves[lag]).toBeLessThan(1.05 * planted);
  }
});

test("where demand does not wander nothing is found", () => {
  const waves = wavesOf(fitted(100, { wave: 0, batch: 1 }, 20));

  expect(Math.max(...waves)).toBeLessThan(0.003);
});

test("without waves it is that of batches, and no less than that of the scatter", () => {
  const [each] = fitted(1, { wave: 0.4, batch: 1 });
  if (each === undefined) throw new Error("one was fitted");
  const { series, fit } = each;
  const none = new Float64Array(12);
  const squares = series.units.reduce((sum, units, row) => {
    return sum + (units - (fit.expected[row] ?? 0)) ** 2 / (fit.expected[row] ?? 0);
  }, 0);
  const scatter = squares / (WEEKS - fit.coefficients);
  const chance = fit.influence.reduce((sum, of, row) => sum + of ** 2 * (fit.expected[row] ?? 0), 0);

  expect(scatter).toBeGreaterThan(1);
  expect(standardError(each, none)).toBeCloseTo(Math.sqrt(scatter * fit.variance), 12);
  const batched = { series: { ...series, batch: 20 }, fit };
  expect(standardError(batched, none)).toBeCloseTo(Math.sqrt(20 * chance), 12);
});

test("two weeks of a wave make each other worse where the price was the same in them", () => {
  const prices = [8, 8, 12, 12];
  const units = [80, 80, 36, 36];
  const series = aSeries({ prices, units });
  const fit = fitSeries(series, { index: flat(series), form: formOf("LOG_LOG") });
  const waves = Float64Array.from({ length: 12 }, (_, lag) => (lag === 0 ? 0.2 : lag === 1 ? 0.1 : 0));

  const own = fit.influence.map((each, row) => each * (fit.expected[row] ?? 0));
  const [a = 0, b = 0, c = 0, d = 0] = own;
  const wandering = 0.2 * (a * a + b * b + c * c + d * d) + 2 * 0.1 * (a * b + b * c + c * d);
  const chance = fit.influence.reduce((sum, of, row) => sum + of ** 2 * (fit.expected[row] ?? 0), 0);
  expect(standardError({ series, fit }, waves)).toBeCloseTo(Math.sqrt(chance + wandering), 12);
});
