import { expect, test } from "vitest";
import { FORMS, formOf } from "../../../src/scoring/pricing/forms.ts";

// At an elasticity of -2 and a price a tenth above the reference.
test.each([
  ["LOG_LOG", 1.1 ** -2, -2],
  ["SEMI_LOG", Math.exp(-2 * 0.1), -2.2],
  ["LOG_SQUARE", Math.exp((-2 * (1.21 - 1)) / 2), -2.42],
  ["LOG_CUBE", Math.exp((-2 * (1.331 - 1)) / 3), -2.662],
  ["LINEAR", 1 - 2 * 0.1, (-2 * 1.1) / 0.8],
])("%s sells %d of the usual units, where the elasticity is %d", (code, shape, elasticity) => {
  const form = formOf(code);

  expect(form.shape(1.1, -2)).toBeCloseTo(shape, 12);
  expect(form.elasticityAt(1.1, -2)).toBeCloseTo(elasticity, 12);
});

test.each(FORMS)("$code sells the usual units at the reference price, with the elasticity that it is given", (form) => {
  expect(form.shape(1, -1.7)).toBe(1);
  expect(form.elasticityAt(1, -1.7)).toBe(-1.7);
});

test.each(FORMS)("slope and elasticity of $code are the derivatives of what it sells", (form) => {
  const step = 1e-5;
  for (const ratio of [0.7, 0.95, 1.2]) {
    for (const elasticity of [-0.5, -2, -3.5]) {
      const ln = (at: number, of: number) => Math.log(form.shape(at, of));
      const slope = (ln(ratio, elasticity + step) - ln(ratio, elasticity - step)) / (2 * step);
      const own = (ln(ratio * Math.exp(step), elasticity) - ln(ratio * Math.exp(-step), elasticity)) / (2 * step);
      expect(form.slope(ratio, elasticity)).toBeCloseTo(slope, 6);
      expect(form.elasticityAt(ratio, elasticity)).toBeCloseTo(own, 6);
    }
  }
});

test("a straight line does not go below a twentieth of the usual units, where a price changes nothing any more", () => {
  const linear = formOf("LINEAR");

  expect(linear.shape(1.5, -2)).toBe(0.05);
  expect([linear.slope(1.5, -2), linear.elasticityAt(1.5, -2)]).toEqual([0, 0]);
});

test("there is no form of another name", () => {
  expect(() => formOf("WAVY")).toThrow("There is no form WAVY");
});
