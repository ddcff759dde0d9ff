import { expect, test } from "vitest";
import { fitSeries } from "../../../src/scoring/pricing/fit-series.ts";
import { FORMS, formOf } from "../../../src/scoring/pricing/forms.ts";
import { type Series, seriesOf } from "../../../src/scoring/pricing/series.ts";
import { aSeries, Dice, drawnPrices, FIRST, flat } from "./making.ts";

const LOG_LOG = formOf("LOG_LOG");

function drawn(seed: number, weeks: number, mean: number, elasticity: number): Series {
  const dice = new Dice(seed);
  const prices = drawnPrices(dice, weeks);
  return aSeries({ prices, units: prices.map((price) => dice.poisson(mean * (price / 10) ** elasticity)) });
}

test.each(FORMS)("finds the elasticity of exact data: $code", (form) => {
  const prices = drawnPrices(new Dice(1), 40);
  const { ratio } = aSeries({ prices, units: prices });
  const series = aSeries({ prices, units: [...ratio].map((each) => 50 * form.shape(each, -2.3)) });

  const fit = fitSeries(series, { index: flat(series), form });

  expect(fit.elasticity).toBeCloseTo(-2.3, 3);
  expect(fit.level).toBeCloseTo(50, 3);
  expect([...fit.expected].every((each, row) => Math.abs(each / (series.units[row] ?? 0) - 1) < 1e-4)).toBe(true);
});

test("units of which few are sold are right on average, zeros and all", () => {
  const estimates = Array.from({ length: 60 }, (_, seed) => {
    const series = drawn(seed + 1, 100, 2, -2);
    return fitSeries(series, { index: flat(series), form: LOG_LOG });
  });

  const mean = estimates.reduce((sum, { elasticity }) => sum + elasticity, 0) / estimates.length;
  const deviation = Math.sqrt(estimates.reduce((sum, each) => sum + (each.elasticity + 2) ** 2, 0) / estimates.length);
  const usual = Math.sqrt(estimates.reduce((sum, { variance }) => sum + variance, 0) / estimates.length);
  expect(Math.abs(mean + 2)).toBeLessThan((2 * usual) / Math.sqrt(estimates.length));
  expect(deviation / usual).toBeGreaterThan(0.8);
  expect(deviation / usual).toBeLessThan(1.2);
});

test("what moves all products is taken out by the index", () => {
  const prices = drawnPrices(new Dice(2), 40);
  const index = Float64Array.from(prices, (price) => (price / 10) ** 3); // dear weeks are busy
  const units = prices.map((price, week) => 50 * (price / 10) ** -2 * (index[week] ?? 0));
  const series = aSeries({ prices, units });

  expect(fitSeries(series, { index, form: LOG_LOG }).elasticity).toBeCloseTo(-2, 3);
  expect(fitSeries(series, { index: flat(series), form: LOG_LOG }).elasticity).toBeCloseTo(1, 3);
});

test("what is known beforehand weighs as one more row: the score is the distance to it over its variance", () => {
  const series = drawn(5, 40, 3, -2);

  for (const prior of [
    { mean: -1, sd: 0.2 },
    { mean: -4, sd: 1 },
  ]) {
    const { elasticity, expected } = fitSeries(series, { index: flat(series), form: LOG_LOG, prior });
    const score = series.units.reduce((sum, units, row) => {
      return sum + (units - (expected[row] ?? 0)) * Math.log(series.ratio[row] ?? 1);
    }, 0);
    expect(score).toBeCloseTo((elasticity - prior.mean) / prior.sd ** 2, 5);
  }
});

test("the variance is that of the inverse of the information", () => {
  const series = drawn(6, 40, 3, -2);
  const { expected, variance } = fitSeries(series, { index: flat(series), form: LOG_LOG, prior: { mean: -2, sd: 1 } });

  const [n, x, xx] = expected.reduce(
    ([one, two, three], mu, row) => {
      const slope = Math.log(series.ratio[row] ?? 1);
      return [one + mu, two + mu * slope, three + mu * slope ** 2] as const;
    },
    [1 / 30 ** 2, 0, 1] as readonly [number, number, number], // what is known beforehand of the level and of the elasticity
  );
  expect(variance).toBeCloseTo(n / (n * xx - x * x), 8);
});

test("the influence of a row is what its units move the elasticity by", () => {
  const series = drawn(7, 60, 5, -2);
  const { influence } = fitSeries(series, { index: flat(series), form: LOG_LOG });
  const step = 1e-3;

  for (const row of [0, 17, 59]) {
    const moved = (by: number) => {
      const units = series.units.map((each, at) => (at === row ? each + by : each));
      return fitSeries({ ...series, units }, { index: flat(series), form: LOG_LOG }).elasticity;
    };
    expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(influence[row] ?? 0, 5);
  }
});

test("a product's own trend is taken out where a year tells it", () => {
  const trend = (week: number) => Math.exp((0.3 * week) / 52);
  const prices = drawnPrices(new Dice(3), 104).map((price, week) => price * 1.002 ** week);
  const units = prices.map((price, week) => 5000 * price ** -2 * trend(week));

  const long = aSeries({ prices, units });
  const short = aSeries({ prices: prices.slice(0, 40), units: units.slice(0, 40) });
  const fits = [long, short].map((series) => fitSeries(series, { index: flat(series), form: LOG_LOG }));

  expect(fits.map(({ coefficients }) => coefficients)).toEqual([3, 2]);
  expect(Math.abs((fits[0]?.elasticity ?? 0) + 2)).toBeLessThan(0.01); // a trend is drawn a little towards none
});

test("places have levels of their own", () => {
  const row = (place: number) => (price: number, week: number) => {
    const units = (place === 0 ? 20 : 90) * (price / 10) ** -2;
    return { week: FIRST + week, place, price, units, competitors: Number.NaN };
  };
  const prices = [8, 9, 10, 11, 12, 9, 11, 10];
  const weeks = [...prices.map(row(0)), ...prices.map((price) => price * 1.5).map(row(1))];
  const series = seriesOf({ product: "cup", weeks, places: 2, batch: 1, gaps: 0 });

  const fit = fitSeries(series, { index: flat(series), form: LOG_LOG });

  expect(fit.elasticity).toBeCloseTo(-2, 3);
  expect(fit.coefficients).toBe(3);
});

test("what competitors ask is taken out where it is known", () => {
  const prices = drawnPrices(new Dice(4), 50);
  const competitors = prices.map((price, week) => price * (week % 2 === 0 ? 1 : 1.1)); // they follow the price
  const units = prices.map((price, week) => 2000 * (price / 10) ** -2.5 * (competitors[week] ?? 0) ** 0.6);
  const series = aSeries({ prices, units, competitors });

  expect(fitSeries(series, { index: flat(series), form: LOG_LOG }).elasticity).toBeCloseTo(-2.5, 2);
  expect(fitSeries(aSeries({ prices, units }), { index: flat(series), form: LOG_LOG }).elasticity).toBeGreaterThan(-2);
});
