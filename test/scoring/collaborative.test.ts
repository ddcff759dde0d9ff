import { expect, test } from "vitest";
import { entriesOf } from "../../src/math/sparse-rows.ts";
import type { NeighbourModel } from "../../src/scoring/recommendations/collaborative/neighbour-model.ts";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { collaborative, MOST_FOR_INVERSE } from "../../src/scoring/recommendations/recommenders/collaborative.ts";
import { freshTools } from "./checkerboard.ts";
import { aBasket, aHistory, NO_TOOLS, type Touch } from "./histories.ts";

const NEVER_FORGETS = { ridge: 0.5, halfLifeDays: Number.POSITIVE_INFINITY };

const bought = (customer: string, ...products: string[]): Touch[] =>
  products.map((product) => [customer, product, "PURCHASE", "2026-01-01"]);

const SHOP: Touch[] = [
  ...bought("ada", "apple", "bread"),
  ...bought("bob", "apple", "bread"),
  ...bought("eve", "bread", "cheese"),
];

const HISTORY = aHistory({ touches: SHOP });

const learn = (history: History, settings = NEVER_FORGETS) =>
  collaborative.fit(history, settings, freshTools()) as NeighbourModel;

const scoresOf = (model: NeighbourModel, basket: Basket): number[] => {
  const scores = new Float64Array(3);
  collaborative.score(model, basket, scores);
  return [...scores];
};

// X'X has the rows 2 2 0, 2 3 1, 0 1 1; the mean of its diagonal is 2, so that a ridge of .5 adds 1 to it:
//   G = 3 2 0     its determinant is 3 (8 - 1) - 2 (4 - 0) = 13,    13 P =  7 -4  2
//       2 4 1                                                              -4  6 -3
//       0 1 2                                                               2 -3  8
// B_ij = -P_ij / P_jj:  0    4/6  -2/8
//                       4/7  0     3/8
//                      -2/7  3/6   0
const WEIGHTS = [
  [1, 4 / 6, 2, -2 / 8],
  [0, 4 / 7, 2, 3 / 8],
  [0, -2 / 7, 1, 3 / 6],
];

test("what products say of one another is what the linear model says that is solved by hand", () => {
  const { weights } = learn(HISTORY);

  const rows = [0, 1, 2].map((product) => entriesOf(weights, product).flat());
  expect(rows).toEqual(WEIGHTS.map((row) => row.map((value) => expect.closeTo(value, 6))));
});

test("a product's score is the sum of what is said of it, each times the liking; below zero nothing speaks for it", () => {
  const basket = aBasket(HISTORY, {
    touches: [
      ["apple", "PURCHASE", "2026-01-01"],
      ["cheese", "VIEW", "2026-01-01"],
    ],
  });

  const [apple, bread, cheese] = scoresOf(learn(HISTORY), basket);

  expect(apple).toBe(Number.NEGATIVE_INFINITY); // .2 * -2/7
  expect(bread).toBeCloseTo(4 / 6 + 0.2 * (3 / 6), 6);
  expect(cheese).toBe(Number.NEGATIVE_INFINITY); // -2/8
});

test("the reasons are the parts of that sum, the strongest first", () => {
  const basket = aBasket(HISTORY, {
    touches: [
      ["cheese", "VIEW", "2026-01-01"],
      ["apple", "PURCHASE", "2026-01-01"],
    ],
  });

  const reasons = collaborative.because(learn(HISTORY), basket, 1);

  expect(reasons).toEqual([
    { kind: "BOUGHT_SIMILAR", product: 0, weight: expect.closeTo(4 / 6, 6) },
    { kind: "VIEWED_SIMILAR", product: 2, weight: expect.closeTo(0.2 * (3 / 6), 6) },
  ]);
});

test("a liking halves with its half-life", () => {
  const model = { ...learn(HISTORY), halfLifeDays: 31 };
  const basket = aBasket(HISTORY, { touches: [["apple", "PURCHASE", "2025-12-01"]] });

  const [, bread] = scoresOf(model, basket);

  expect(bread).toBeCloseTo(4 / 6 / 2, 6);
});

test("a ridge means the same in a shop with twice as many customers", () => {
  const doubled = aHistory({
    touches: [...SHOP, ...SHOP.map(([customer, ...rest]): Touch => [`${customer}'s twin`, ...rest])],
  });

  const { weights } = learn(doubled);

  const rows = [0, 1, 2].map((product) => entriesOf(weights, product).flat());
  expect(rows).toEqual(WEIGHTS.map((row) => row.map((value) => expect.closeTo(value, 6))));
});

test("from a history without touches nothing is learned, and nothing recommended", () => {
  const history = aHistory({ products: { apple: {}, bread: {}, cheese: {} } });

  const scores = scoresOf(learn(history), aBasket(history, { touches: [["apple", "PURCHASE", "2026-01-01"]] }));

  expect(scores).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test("a shop with too many products for an inverse has item neighbours", () => {
  const many = Array.from({ length: MOST_FOR_INVERSE - 2 }, (_, number) => [`unsold ${number}`, {}]);
  const history = aHistory({ touches: SHOP, products: Object.fromEntries(many) });

  const { weights } = collaborative.fit(history, NEVER_FORGETS, NO_TOOLS) as NeighbourModel;

  expect(history.products).toHaveLength(MOST_FOR_INVERSE + 1);
  expect([0, 1, 2].map((product) => entriesOf(weights, product).flat())).toEqual([
    [1, expect.closeTo(2 / Math.sqrt(2 * 3), 12)],
    [0, expect.closeTo(2 / Math.sqrt(2 * 3), 12), 2, expect.closeTo(1 / Math.sqrt(3 * 1), 12)],
    [1, expect.closeTo(1 / Math.sqrt(3 * 1), 12)],
  ]);
});
