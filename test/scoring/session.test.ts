import { expect, test } from "vitest";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { session } from "../../src/scoring/recommendations/recommenders/session.ts";
import { aBasket, aHistory, aShelf, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

const listFor = (history: History, basket: Basket, halfLifeProducts = 1): [string | undefined, number][] => {
  const model = session.fit(history, { halfLifeProducts }, NO_TOOLS);
  const list = recommend(session, model, basket, { count: 20, shelf: aShelf(history) });
  return list.map(({ product, score }) => [history.products[product]?.id, score]);
};

const having = (history: History, ...products: string[]): Basket =>
  aBasket(history, {
    touches: products.map((product, minute) => [product, "PURCHASE", `2026-02-01T10:${10 + minute}Z`]),
  });

test("half an hour of silence ends a session, and no less", () => {
  const history = aHistory({
    touches: [
      ["ada", "mug", "VIEW", "2026-01-01T10:00:00Z"],
      ["ada", "pan", "VIEW", "2026-01-01T10:30:00Z"],
      ["ada", "vase", "VIEW", "2026-01-01T11:00:01Z"],
    ],
  });

  expect(listFor(history, having(history, "mug"))).toEqual([["pan", expect.closeTo(1, 12)]]);
  expect(listFor(history, having(history, "vase"))).toEqual([]);
});

test("two customers at the same moment have a session each", () => {
  const history = aHistory({
    touches: [
      ["ada", "mug", "VIEW", "2026-01-01T10:00:00Z"],
      ["bob", "pan", "VIEW", "2026-01-01T10:00:00Z"],
    ],
  });

  expect(listFor(history, having(history, "mug"))).toEqual([]);
});

const order = (customer: string, day: string, ...products: string[]): Touch[] =>
  products.map((product) => [customer, product, "PURCHASE", day]);

test("the lines of an order are met together, and count by the cosine of the orders that they stand in", () => {
  const history = aHistory({
    touches: [
      ...order("ada", "2026-01-01", "mug", "pan"),
      ...order("ada", "2026-01-02", "mug", "pot"),
      ...order("bob", "2026-01-02", "pot"),
      ...order("bob", "2026-01-03", "pot"),
    ],
  });

  const list = listFor(history, having(history, "mug"));

  // the mug stands in 2 orders, the pan in 1, the pot in 3: 1 / sqrt(2 * 1) and 1 / sqrt(2 * 3)
  expect(list).toEqual([
    ["pan", expect.closeTo(1 / Math.SQRT2, 12)],
    ["pot", expect.closeTo(1 / Math.sqrt(6), 12)],
  ]);
});

const PAIRS = aHistory({
  touches: [...order("ada", "2026-01-01", "ball", "bat"), ...order("bob", "2026-01-01", "mug", "pan")],
});

test("the newest product counts most: each newer one halves what is older", () => {
  expect(listFor(PAIRS, having(PAIRS, "ball", "mug"))).toEqual([
    ["pan", expect.closeTo(1, 12)],
    ["bat", expect.closeTo(1 / 2, 12)],
  ]);
  expect(listFor(PAIRS, having(PAIRS, "ball", "mug"), 2)).toEqual([
    ["pan", expect.closeTo(1, 12)],
    ["bat", expect.closeTo(Math.SQRT1_2, 12)],
  ]);
});

test("a product that is touched again is new again", () => {
  const list = listFor(PAIRS, having(PAIRS, "mug", "ball", "mug"));

  expect(list).toEqual([
    ["pan", expect.closeTo(1, 12)],
    ["bat", expect.closeTo(1 / 2, 12)],
  ]);
});

test("of a long history the fifty newest products count", () => {
  const others = Array.from({ length: 49 }, (_, number) => `other ${number}`);
  const history = aHistory({
    products: Object.fromEntries(others.map((id) => [id, {}])),
    touches: [...order("ada", "2026-01-01", "ball", "bat"), ...order("bob", "2026-01-01", "mug", "pan")],
  });

  const list = listFor(history, having(history, "ball", "mug", ...others), 10);

  expect(list).toEqual([["pan", expect.closeTo(2 ** -4.9, 12)]]);
});

test("the reasons name the newest products, bought or viewed, with their parts in the score", () => {
  const model = session.fit(PAIRS, { halfLifeProducts: 1 }, NO_TOOLS);
  const basket = aBasket(PAIRS, {
    touches: [
      ["mug", "VIEW", "2026-02-01"],
      ["ball", "PURCHASE", "2026-02-02"],
    ],
  });

  expect(session.because(model, basket, placeOf(PAIRS, "bat"))).toEqual([
    { kind: "BOUGHT_TOGETHER", product: placeOf(PAIRS, "ball"), weight: expect.closeTo(1, 12) },
  ]);
  expect(session.because(model, basket, placeOf(PAIRS, "pan"))).toEqual([
    { kind: "VIEWED_SIMILAR", product: placeOf(PAIRS, "mug"), weight: expect.closeTo(0.2 / 2, 12) },
  ]);
});

test("together is said of what was bought in one session, not of what was only seen in one", () => {
  const history = aHistory({
    touches: [
      ...order("ada", "2026-01-01", "mug", "pan"),
      ["bob", "mug", "VIEW", "2026-01-01T10:00:00Z"],
      ["bob", "pot", "VIEW", "2026-01-01T10:01:00Z"],
    ],
  });
  const model = session.fit(history, { halfLifeProducts: 1 }, NO_TOOLS);
  const kindsOf = (product: string) =>
    session.because(model, having(history, "mug"), placeOf(history, product)).map(({ kind }) => kind);

  expect([kindsOf("pan"), kindsOf("pot")]).toEqual([["BOUGHT_TOGETHER"], ["BOUGHT_SIMILAR"]]);
});
