import fc from "fast-check";
import { expect, test } from "vitest";
import { mixtureBound, mixturePValue } from "../../src/math/normal-mixture.ts";

test("the bound is Robbins's for both sides: sqrt((v + rho) ln((v + rho) / (rho alpha^2))) of the sum", () => {
  const [variance, rho, alpha] = [30, 12, 0.05];
  const bound = Math.sqrt((variance + rho) * Math.log((variance + rho) / (rho * alpha ** 2)));

  expect(mixtureBound(variance / rho, alpha) * Math.sqrt(variance)).toBeCloseTo(bound, 12);
});

test("it is narrowest at a ratio of 8.21, and hardly wider at a third or three times of it", () => {
  const at = (ratio: number) => mixtureBound(ratio, 0.05);

  expect(at(8.21)).toBeCloseTo(Math.sqrt(9.21), 3);
  for (const ratio of [8, 8.4]) expect(at(ratio)).toBeGreaterThan(at(8.21));
  expect([at(8.21 / 3), at(8.21 * 3)].map((each) => each / at(8.21)).every((more) => more < 1.05)).toBe(true);
});

test("the p-value is alpha exactly on alpha's bound, at most 1, and 1 before anything was seen", () => {
  const ratios = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(ratios, fc.double({ min: 1e-9, max: 0.999, noNaN: true }), (ratio, alpha) => {
      expect(mixturePValue(mixtureBound(ratio, alpha), ratio) / alpha).toBeCloseTo(1, 8);
      expect(mixturePValue(0, ratio)).toBe(1);
    }),
  );
  expect(mixturePValue(3, 0)).toBe(1);
});
