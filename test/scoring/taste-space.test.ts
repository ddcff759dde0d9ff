import fc from "fast-check";
import { expect, test } from "vitest";
import { brandsOf, categoriesOf } from "../../src/scoring/recommendations/groups.ts";
import {
  fillPulls,
  placeIn,
  type TasteSpace,
  tasteSpaceOf,
} from "../../src/scoring/recommendations/regression/taste-space.ts";
import { aHistory, placeOf, type Touch } from "./histories.ts";

const KINDS = ["gold", "iron"];

/**
 * A shop of lamps and chairs, half of either gold and half iron; twelve people touch three of one kind, each on a day of its
 * own, and whoever likes gold lamps likes gold chairs.
 */
function aShopOfTwoTastes() {
  const products: Record<string, { category: string[]; brand: string }> = {};
  for (const kind of KINDS) {
    for (const number of [1, 2, 3]) {
      products[`${kind} lamp ${number}`] = { category: ["Lamps"], brand: kind };
      products[`${kind} chair ${number}`] = { category: ["Chairs"], brand: kind };
    }
  }
  const touches = Array.from({ length: 12 }, (_, person) => {
    const kind = KINDS[person % 2] ?? "";
    const own = [
      `${kind} lamp ${1 + (person % 3)}`,
      `${kind} lamp ${1 + ((person + 1) % 3)}`,
      `${kind} chair ${1 + (person % 3)}`,
    ];
    return own.map((product, day): Touch => [`person ${person}`, product, "VIEW", `2026-01-0${1 + day}`]);
  }).flat();
  return aHistory({ touches, products: { ...products, "gold lamp new": { category: ["Lamps"], brand: "gold" } } });
}

const SHOP = aShopOfTwoTastes();
const SPACE = tasteSpaceOf(SHOP, categoriesOf(SHOP), brandsOf(SHOP));

function pullsOf(space: TasteSpace, counts: Parameters<typeof placeIn>[1]): Float64Array {
  const column = new Float64Array(SHOP.products.length);
  fillPulls(space, placeIn(space, counts), column);
  return column;
}

const pullOf = (pulls: Float64Array, product: string): number => pulls[placeOf(SHOP, product)] ?? Number.NaN;

test("whoever touched gold lamps is drawn to the other gold lamp and to gold chairs, and away from iron ones", () => {
  const pulls = pullsOf(SPACE, [
    [placeOf(SHOP, "gold lamp 1"), 1],
    [placeOf(SHOP, "gold lamp 2"), 1],
  ]);

  for (const product of ["gold lamp 3", "gold chair 1", "gold chair 3"])
    expect(pullOf(pulls, product)).toBeGreaterThan(0);
  for (const product of ["iron lamp 3", "iron chair 1", "iron chair 3"]) expect(pullOf(pulls, product)).toBeLessThan(0);
});

test("a product that nobody touched is as its brand is", () => {
  const pulls = pullsOf(SPACE, [[placeOf(SHOP, "gold lamp 1"), 2]]);

  expect(pullOf(pulls, "gold lamp new")).toBeGreaterThan(0);
  expect(pullOf(pulls, "gold lamp new")).toBeLessThan(pullOf(pulls, "gold lamp 2"));
});

test("somebody who touched nothing stands in the middle, and is drawn to nothing", () => {
  expect([...placeIn(SPACE, [])]).toEqual([0, 0, 0, 0]);
  expect(new Set(pullsOf(SPACE, []))).toEqual(new Set([0]));
});

test("people who touch of a category what everybody does have no taste", () => {
  const everything = aHistory({
    touches: ["ada", "bob", "eve"].flatMap((person) =>
      ["cup", "mug"].map((product): Touch => [person, product, "VIEW", "2026-01-01"]),
    ),
  });

  const space = tasteSpaceOf(everything, categoriesOf(everything), brandsOf(everything));

  for (const coordinate of placeIn(space, [
    [0, 1],
    [1, 1],
  ]))
    expect(coordinate).toBeCloseTo(0, 12);
});

test("the mean of a category's places is theirs by how often they are touched, and a place solves its normal equations", () => {
  const products = fc.uniqueArray(fc.nat(SHOP.products.length - 1), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(products, fc.integer({ min: 1, max: 5 }), (touched, count) => {
      const { places, category, means, squares } = SPACE;

      const person = placeIn(
        SPACE,
        touched.map((product) => [product, count] as const),
      );

      // (2 I + sum n S_g) u = sum n (v - m_g): two sittings of doubt, S_g and m_g the category's squares and mean.
      for (const row of [0, 1, 2, 3]) {
        let [left, right] = [2 * (person[row] ?? 0), 0];
        for (const product of touched) {
          const group = category[product] ?? 0;
          for (const at of [0, 1, 2, 3]) left += count * (squares[group]?.[row * 4 + at] ?? 0) * (person[at] ?? 0);
          right += count * ((places[product * 4 + row] ?? 0) - (means[group]?.[row] ?? 0));
        }
        expect(left).toBeCloseTo(right, 10);
      }
    }),
  );
});

test("the same history has the same places, and they are numbers", () => {
  const again = tasteSpaceOf(SHOP, categoriesOf(SHOP), brandsOf(SHOP));

  expect(again).toEqual(SPACE);
  expect([...SPACE.places].every(Number.isFinite)).toBe(true);
});

test("a history without touches has a space in which nothing is told", () => {
  const empty = aHistory({ products: { cup: {}, mug: {} } });

  const space = tasteSpaceOf(empty, categoriesOf(empty), brandsOf(empty));

  expect([...placeIn(space, [])]).toEqual([0, 0, 0, 0]);
  expect([...space.places].every(Number.isFinite)).toBe(true);
});
