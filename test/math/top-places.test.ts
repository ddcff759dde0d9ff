import fc from "fast-check";
import { expect, test } from "vitest";
import { topPlaces } from "../../src/math/top-places.ts";

test("the places of the largest values come largest first, equal ones by place", () => {
  expect(topPlaces([2, 7, 1, 7, 5], 3)).toEqual([1, 3, 4]);
});

test("of equal values at the end of the list the earlier places stay", () => {
  expect(topPlaces([1, 1, 1, 1], 2)).toEqual([0, 1]);
  expect(topPlaces([0, 1, 9, 1, 1], 2)).toEqual([2, 1]);
});

test("minus infinity and what is not a number have no place", () => {
  expect(topPlaces([Number.NaN, Number.NEGATIVE_INFINITY, -1, Number.POSITIVE_INFINITY, 0], 9)).toEqual([3, 4, 2]);
});

test("of none asked for, or of nothing, there is none", () => {
  expect(topPlaces([1, 2], 0)).toEqual([]);
  expect(topPlaces([], 3)).toEqual([]);
});

test("it is what sorting all of them gives", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, 0.5));

  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.nat(70), (values, count) => {
      const placed = [...values.keys()].filter((place) => (values[place] ?? 0) > Number.NEGATIVE_INFINITY);
      const sorted = placed.sort((left, right) => (values[right] ?? 0) - (values[left] ?? 0) || left - right);

      expect(topPlaces(Float64Array.from(values), count)).toEqual(sorted.slice(0, count));
    }),
    { numRuns: 500 },
  );
});
