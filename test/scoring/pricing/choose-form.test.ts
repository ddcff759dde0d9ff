import { expect, test } from "vitest";
import { chooseForm, pooledEffect } from "../../../src/scoring/pricing/choose-form.ts";
import { FORMS, type Form, formOf } from "../../../src/scoring/pricing/forms.ts";
import type { Series } from "../../../src/scoring/pricing/series.ts";
import { aSeries, Dice, drawnPrices, flat } from "./making.ts";

const USUAL = { elasticity: -2.2, promotion: 0.1 };
const PRICES = [7, 8.5, 10, 11.5, 13];

/** Products whose units answer to the price by a form, exactly or by chance. */
function madeBy(form: Form, count: number, mean: number, isExact: boolean): Series[] {
  const dice = new Dice(8);
  return Array.from({ length: count }, () => {
    const prices = drawnPrices(dice, 60, PRICES);
    const { ratio } = aSeries({ prices, units: prices });
    const expected = [...ratio].map((each) => mean * form.shape(each, -2));
    return aSeries({ prices, units: isExact ? expected : expected.map((each) => dice.poisson(each)) });
  });
}

test.each(FORMS)("$code is chosen where exact data were made by it", (form) => {
  expect(chooseForm(madeBy(form, 3, 200, true), flat, USUAL).form.code).toBe(form.code);
});

test("by chance it is the one or a form next to it, and what each gains over LOG_LOG is told", () => {
  const { form, scores } = chooseForm(madeBy(formOf("LOG_SQUARE"), 8, 60, false), flat, USUAL);

  expect(["SEMI_LOG", "LOG_SQUARE", "LOG_CUBE"]).toContain(form.code);
  expect(scores.map((score) => score.form)).toEqual(FORMS.map(({ code }) => code));
  expect(scores[0]?.gain).toBe(0);
  expect(Math.max(...scores.map(({ gain }) => gain))).toBe(scores.find((score) => score.form === form.code)?.gain);
});

test("without products the usual one is taken", () => {
  expect(chooseForm([], flat, USUAL)).toMatchObject({ form: { code: "LOG_LOG" } });
});

test("price and promotion are told apart over all products", () => {
  const dice = new Dice(9);
  const all = Array.from({ length: 5 }, () => {
    const prices = drawnPrices(dice, 60).map((price, week) => (week % 6 === 2 ? price * 0.8 : price));
    const { ratio, isPromoted } = aSeries({ prices, units: prices });
    return aSeries({ prices, units: [...ratio].map((each, row) => 50 * each ** -2 * (isPromoted[row] ? 1.3 : 1)) });
  });

  const { elasticity, promotion } = pooledEffect(all, flat, formOf("LOG_LOG"), USUAL);

  expect(elasticity).toBeCloseTo(-2, 8);
  expect(promotion).toBeCloseTo(Math.log(1.3), 8);
});

test("what all products together say is kept within what may be", () => {
  const rising = madeBy(formOf("LOG_LOG"), 3, 50, true).map((series) => {
    return aSeries({ prices: [...series.price], units: [...series.ratio].map((each) => 50 * each ** 2) });
  });

  expect(pooledEffect(rising, flat, formOf("LOG_LOG"), USUAL)).toMatchObject({ elasticity: -0.5 });
  expect(pooledEffect([], flat, formOf("LOG_LOG"), USUAL)).toEqual(USUAL);
});
