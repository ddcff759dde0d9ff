import { expect, test } from "vitest";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { popular } from "../../src/scoring/recommendations/recommenders/popular.ts";
import { aBasket, aHistory, aShelf, idsOf, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

const EVER = Number.POSITIVE_INFINITY;

const learn = (history: History, halfLifeDays = EVER) => popular.fit(history, { halfLifeDays }, NO_TOOLS);

const listFor = (history: History, basket: Basket, halfLifeDays = EVER) =>
  recommend(popular, learn(history, halfLifeDays), basket, { count: 20, shelf: aShelf(history) });

const idsFor = (history: History, basket: Basket, halfLifeDays = EVER): string[] =>
  idsOf(
    history,
    listFor(history, basket, halfLifeDays).map(({ product }) => product),
  );

const from = (country: string) => ({ facts: { id: "a stranger", country } });

test("a stranger gets what most customers turned to, as its share in all liking", () => {
  const history = aHistory({
    products: { vase: {} },
    touches: [
      ["ada", "cup", "VIEW", "2026-01-01"],
      ["ada", "pan", "PURCHASE", "2026-01-01"],
      ["bob", "pan", "PURCHASE", "2026-01-01"],
      ["bob", "pot", "CART", "2026-01-01"],
    ],
  });

  const list = listFor(history, aBasket(history));

  // a view .2, a cart .6 and two purchases, 2.8 in all; nobody has turned to the vase
  expect(list).toEqual([
    { product: placeOf(history, "pan"), score: expect.closeTo(2 / 2.8, 12) },
    { product: placeOf(history, "pot"), score: expect.closeTo(0.6 / 2.8, 12) },
    { product: placeOf(history, "cup"), score: expect.closeTo(0.2 / 2.8, 12) },
  ]);
});

test("an old favourite yields to a new one, unless nothing is ever forgotten", () => {
  const history = aHistory({
    touches: [
      ["ada", "old", "PURCHASE", "2025-11-06"],
      ["bob", "old", "PURCHASE", "2025-11-06"],
      ["eve", "old", "PURCHASE", "2025-11-06"],
      ["zoe", "young", "PURCHASE", "2026-01-01"],
    ],
  });

  const list = listFor(history, aBasket(history), 28); // 56 days are two half-lives: 3/4 against 1

  expect(list.map(({ score }) => score)).toEqual([expect.closeTo(4 / 7, 12), expect.closeTo(3 / 7, 12)]);
  expect(idsFor(history, aBasket(history), 28)).toEqual(["young", "old"]);
  expect(idsFor(history, aBasket(history))).toEqual(["old", "young"]);
});

const COUNTRIES = aHistory({
  customers: { ada: { country: "DE" }, bob: { country: "FR" } },
  touches: [
    ["ada", "pan", "PURCHASE", "2026-01-01"],
    ["bob", "cup", "PURCHASE", "2026-01-01"],
  ],
});

test("a country's favourites come first in that country, drawn towards everybody's", () => {
  const list = listFor(COUNTRIES, aBasket(COUNTRIES, from("DE")));

  // everybody's shares are 1/2: (1 + 500 / 2) / (1 + 500) and (0 + 500 / 2) / (1 + 500)
  expect(list).toEqual([
    { product: placeOf(COUNTRIES, "pan"), score: expect.closeTo(251 / 501, 12) },
    { product: placeOf(COUNTRIES, "cup"), score: expect.closeTo(250 / 501, 12) },
  ]);
  expect(idsFor(COUNTRIES, aBasket(COUNTRIES, from("FR")))).toEqual(["cup", "pan"]);
});

test("where nobody else comes from, everybody's favourites count", () => {
  const list = listFor(COUNTRIES, aBasket(COUNTRIES, from("MT")));

  expect(list.map(({ score }) => score)).toEqual([1 / 2, 1 / 2]);
  expect(popular.because(learn(COUNTRIES), aBasket(COUNTRIES, from("MT")), 0)).toEqual([
    { kind: "TRENDING", weight: 1 / 2 },
  ]);
});

test("a reason says in which country a product is popular", () => {
  const reasons = popular.because(learn(COUNTRIES), aBasket(COUNTRIES, from("DE")), placeOf(COUNTRIES, "pan"));

  expect(reasons).toEqual([{ kind: "TRENDING", weight: expect.closeTo(251 / 501, 12), what: "DE" }]);
});

const one = (product: string): Touch => [`who bought the ${product}`, product, "PURCHASE", "2026-01-01"];

const CATEGORIES = aHistory({
  products: {
    ball: { category: ["Sport"] },
    bat: { category: ["Sport"] },
    cup: { category: ["Home", "Mugs"] },
    mug: { category: ["Home", "Mugs"] },
  },
  touches: ["ball", "bat", "cup", "mug"].map(one),
});
const WITH_A_CUP = aBasket(CATEGORIES, { touches: [["cup", "PURCHASE", "2026-01-01"]] });

test("of products that are equally popular those of a category that the customer turns to come first", () => {
  const list = listFor(CATEGORIES, WITH_A_CUP);

  // a category's share is 1/2 of everybody's liking and (1 + 10 / 2) / (1 + 10) = 6/11 of the customer's; the other's 5/11
  expect(list).toEqual([
    { product: placeOf(CATEGORIES, "mug"), score: expect.closeTo((1 / 4) * (12 / 11), 12) },
    { product: placeOf(CATEGORIES, "ball"), score: expect.closeTo((1 / 4) * (10 / 11), 12) },
    { product: placeOf(CATEGORIES, "bat"), score: expect.closeTo((1 / 4) * (10 / 11), 12) },
  ]);
});

test("what the category adds is a reason of its own, and the reasons add up to the score", () => {
  const model = learn(CATEGORIES);

  expect(popular.because(model, WITH_A_CUP, placeOf(CATEGORIES, "mug"))).toEqual([
    { kind: "TRENDING", weight: 1 / 4 },
    { kind: "MATCHES_INTEREST", what: "Home > Mugs", weight: expect.closeTo(1 / 44, 12) },
  ]);
  expect(popular.because(model, WITH_A_CUP, placeOf(CATEGORIES, "ball"))).toEqual([
    { kind: "TRENDING", weight: expect.closeTo(10 / 44, 12) },
  ]);
});

test("without categories and countries everybody gets the same order", () => {
  const history = aHistory({ touches: [...["a", "b", "c"].map(one), ["zoe", "c", "PURCHASE", "2026-01-01"]] });
  const withB = aBasket(history, { touches: [["b", "PURCHASE", "2026-01-01"]] });

  expect(idsFor(history, aBasket(history))).toEqual(["c", "a", "b"]);
  expect(idsFor(history, withB)).toEqual(["c", "a"]);
});

test("a reason names no country where nobody of it likes the product", () => {
  const reasons = popular.because(learn(COUNTRIES), aBasket(COUNTRIES, from("DE")), placeOf(COUNTRIES, "cup"));

  expect(reasons).toEqual([{ kind: "TRENDING", weight: expect.closeTo(250 / 501, 12) }]);
});
