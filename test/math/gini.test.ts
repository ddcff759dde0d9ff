import fc from "fast-check";
import { expect, test } from "vitest";
import { gini } from "../../src/math/gini.ts";

// By the definition, the mean absolute difference of all pairs over twice the mean:
// 1, 2, 3, 4: differences 1 1 1 2 2 3, twice each, over 16 pairs: 20 / 16 = 1.25; 1.25 / (2 * 2.5) = 0.25.
// 2, 1, 1, 0: 1 1 2 0 1 1, twice each: 12 / 16 = 0.75; 0.75 / (2 * 1) = 0.375.
test.each([
  [[1, 1, 1, 1], 0],
  [[0, 0, 7, 0], 3 / 4],
  [[1, 2, 3, 4], 0.25],
  [[2, 1, 1, 0], 0.375],
  [[3], 0],
  [[0, 0], 0],
  [[], 0],
])("of %j the Gini coefficient is %d", (values, coefficient) => {
  expect(gini(values)).toBeCloseTo(coefficient, 12);
});

test("it is the mean difference of two of them over twice the mean", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 }), (values) => {
      const total = values.reduce((sum, value) => sum + value, 0);
      const differences = values.flatMap((left) => values.map((right) => Math.abs(left - right)));
      const apart = differences.reduce((sum, value) => sum + value, 0);

      expect(gini(values)).toBeCloseTo(total === 0 ? 0 : apart / (2 * values.length * total), 10);
    }),
  );
});

test("it takes a typed array and leaves its order alone", () => {
  const counts = Int32Array.of(3, 1, 2);

  expect(gini(counts)).toBeCloseTo(2 / 9, 12); // (-2 * 1 + 0 * 2 + 2 * 3) / (3 * 6)
  expect([...counts]).toEqual([3, 1, 2]);
});
