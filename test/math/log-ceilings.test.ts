import fc from "fast-check";
import { expect, test } from "vitest";
import { addLogCeilings } from "../../src/math/log-ceilings.ts";

/** Beyond the table's ends as well. */
const anAmount = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
const aWeight = fc.double({ min: 0, max: 10, noNaN: true });

test("what is added is no less than the weighted logarithm, and hardly more", () => {
  fc.assert(
    fc.property(anAmount, anAmount, anAmount, aWeight, (value, factor, offset, weight) => {
      const sums = Float64Array.of(0);

      addLogCeilings(sums, Float64Array.of(value), { factor, offset, weight });

      const wanted = weight * (Math.log(value * factor + offset) - Math.log(offset));
      expect(sums[0]).toBeGreaterThanOrEqual(wanted - 1e-9);
      expect(sums[0]).toBeLessThanOrEqual(wanted + weight / 256 + 1e-9);
    }),
    { numRuns: 2000 },
  );
});

test("neither powers of two, where a bucket begins, nor what lies just below them are cut short", () => {
  const powers = Array.from({ length: 40 }, (_, power) => 2 ** (power - 20));
  const values = Float64Array.from(powers.flatMap((power) => [power, power * (1 - 2 ** -30), power * (1 - 2 ** -9)]));
  const sums = new Float64Array(values.length);

  addLogCeilings(sums, values, { factor: 1, offset: Number.MIN_VALUE, weight: 1 });

  const nothing = Math.log(Number.MIN_VALUE);
  for (const [place, value] of values.entries()) {
    expect(sums[place]).toBeGreaterThanOrEqual(Math.log(value) - nothing - 1e-9);
  }
});

test("a value of 0 or less adds nothing, and neither does one that is not there", () => {
  const sums = Float64Array.of(1, 2, 3, 4);

  addLogCeilings(sums, Float64Array.of(0, -5, Number.NEGATIVE_INFINITY, Number.NaN), {
    factor: 2,
    offset: 0.03,
    weight: 3,
  });

  expect(sums).toEqual(Float64Array.of(1, 2, 3, 4));
});
