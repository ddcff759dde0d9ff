import fc from "fast-check";
import { expect, test } from "vitest";
import { addLogCeilings } from "../../src/math/log-ceilings.ts";

const ceilingOf = (value: number): number => {
  const sums = new Float64Array(1);
  addLogCeilings(Float64Array.of(value), 1, sums);
  return sums[0] ?? Number.NaN;
};

test("a ceiling is no less than the logarithm and at most 1/128 more", () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -6, max: 1023.9, noNaN: true }), (value) => {
      const above = ceilingOf(value) - Math.log(value);

      expect(above).toBeGreaterThanOrEqual(0);
      expect(above).toBeLessThanOrEqual(1 / 128);
    }),
  );
});

test("beyond what is looked up the ceiling is infinity", () => {
  expect([2 ** -6.01, 1024, 1e300].map(ceilingOf)).toEqual(Array(3).fill(Number.POSITIVE_INFINITY));
});

test("ceilings are added times a factor", () => {
  const sums = Float64Array.of(10, 20);

  addLogCeilings(Float64Array.of(1, 4), 3, sums);

  expect([...sums]).toEqual([
    expect.closeTo(10 + 3 * Math.log(1 + 1 / 128), 12),
    expect.closeTo(20 + 3 * Math.log(4 + 4 / 128), 12),
  ]);
});
