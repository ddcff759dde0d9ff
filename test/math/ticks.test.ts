import fc from "fast-check";
import { expect, test } from "vitest";
import { ticks } from "../../src/math/ticks.ts";

test.each([
  [0.1362, [0, 0.05, 0.1, 0.15]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [0.41, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [1.05, [0, 0.5, 1, 1.5]],
  [730, [0, 200, 400, 600, 800]],
  [0, [0, 1]],
  [Number.NEGATIVE_INFINITY, [0, 1]],
  [Number.NaN, [0, 1]],
])("an axis up to %d is marked at %j", (highest, marks) => {
  expect(ticks(highest)).toEqual(marks);
});

test("the last mark is the first that is not below the highest value, and there are at most six", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (highest) => {
      const marks = ticks(highest);

      expect(marks.length).toBeGreaterThanOrEqual(3);
      expect(marks.length).toBeLessThanOrEqual(6);
      expect(marks.at(-1)).toBeGreaterThanOrEqual(highest * (1 - 1e-8));
      expect(marks.at(-2)).toBeLessThan(highest);
    }),
  );
});
