import fc from "fast-check";
import { expect, test } from "vitest";
import { TopList } from "../../src/math/top-list.ts";
import { topPlaces } from "../../src/math/top-places.ts";

const VALUE = fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.integer({ min: -3, max: 3 }));

test("in whatever order values are offered, the largest are kept, equal ones by place", () => {
  const placed = fc.array(fc.tuple(VALUE, fc.nat()), { maxLength: 60 });

  fc.assert(
    fc.property(placed, fc.nat(8), (drawn, count) => {
      const values = drawn.map(([value]) => value);
      const shuffled = [...values.keys()].sort((left, right) => (drawn[left]?.[1] ?? 0) - (drawn[right]?.[1] ?? 0));
      const list = new TopList(count);

      for (const place of shuffled) list.offer(place, values[place] ?? Number.NaN);

      expect(list.placed()).toEqual(topPlaces(values, count).map((place) => ({ place, value: values[place] })));
    }),
    { numRuns: 500 },
  );
});

test("minus infinity and what is not a number are not taken", () => {
  const list = new TopList(3);

  for (const [place, value] of [Number.NEGATIVE_INFINITY, Number.NaN, -1].entries()) list.offer(place, value);

  expect(list.placed()).toEqual([{ place: 2, value: -1 }]);
  expect(list.least).toBe(Number.NEGATIVE_INFINITY);
});

test("once it is full, what lies under a ceiling below its least value need not be offered", () => {
  const list = new TopList(2);
  list.offer(0, 5);
  const beforeFull = list.mayTake(-100);
  list.offer(1, 3);

  expect(beforeFull).toBe(true);
  expect([list.mayTake(2.9), list.mayTake(3 - 1e-12), list.mayTake(3), list.mayTake(4)]).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
