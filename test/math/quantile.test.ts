import { expect, test } from "vitest";
import { quantile } from "../../src/math/quantile.ts";

// R: quantile(c(1, 2, 4, 8), c(0, .1, .25, .5, .9, 1), type = 7). Of four values h = 3 * share: at .9 it is 2.7, and 4 + .7 * 4 = 6.8.
test.each([
  [0, 1],
  [0.1, 1.3],
  [0.25, 1.75],
  [0.5, 3],
  [0.9, 6.8],
  [1, 8],
])("the quantile %d of 1, 2, 4, 8 is %d, as R's type 7 has it", (share, value) => {
  expect(quantile([1, 2, 4, 8], share)).toBeCloseTo(value, 12);
});

test("every quantile of one value is that value, and of none there is no number", () => {
  expect([quantile([5], 0), quantile([5], 0.3), quantile([5], 1), quantile([], 0.5)]).toEqual([5, 5, 5, Number.NaN]);
});
