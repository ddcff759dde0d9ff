import { expect, test } from "vitest";
import { gainAt, idealGain, ndcgOf } from "../../src/math/ndcg.ts";

const isEven = (item: number): boolean => item % 2 === 0;

test("a hit is worth 1 in the first place, 1 / log2(3) in the second and half in the third", () => {
  expect([1, 2, 3].map(gainAt)).toEqual([1, 1 / Math.log2(3), 1 / 2]);
  expect(idealGain(3)).toBe(1 + 1 / Math.log2(3) + 1 / 2);
});

test("a list is measured against the best that was to be reached", () => {
  // hits in places 1 and 3 of two that could be had: (1 + 1/2) / (1 + 1/log2(3))
  expect(ndcgOf([2, 1, 4], isEven, 2)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 15);
  expect(ndcgOf([2, 4, 1], isEven, 2)).toBe(1);
  expect(ndcgOf([1, 3], isEven, 2)).toBe(0);
  expect(ndcgOf([], isEven, 0)).toBe(0);
});
