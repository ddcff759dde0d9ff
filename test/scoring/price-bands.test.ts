import { expect, test } from "vitest";
import { bandsOf, pricesOf } from "../../src/scoring/recommendations/content/price-bands.ts";
import { aHistory } from "./histories.ts";

test("prices fall into ten bands of equal size", () => {
  const prices = Array.from({ length: 20 }, (_, place) => place + 1); // 1 to 20, two a band

  const bands = bandsOf(prices);

  expect(bands.slice(0, 3)).toEqual(["price 1 to 3", "price 1 to 3", "price 3 to 5"]);
  expect(bands.slice(-2)).toEqual(["price from 19", "price from 19"]);
  expect(new Set(bands).size).toBe(10);
});

test("where many products cost the same there are fewer bands", () => {
  expect(bandsOf([5, 5, 5, 5, 5, 9])).toEqual([...Array(5).fill("price 5 to 9"), "price from 9"]);
});

test("one price for everything says nothing, and neither does no price", () => {
  expect(bandsOf([5, 5])).toEqual([undefined, undefined]);
  expect(bandsOf([1, Number.NaN, 2, 0])).toEqual(["price 1 to 2", undefined, "price from 2", undefined]);
});

test("a product without a price costs the median of what was paid for it", () => {
  const history = aHistory({
    products: { cup: { price: 7 }, mug: {}, pan: {} },
    touches: [
      ["ada", "cup", "PURCHASE", "2026-01-01", { price: 1 }],
      ["ada", "mug", "PURCHASE", "2026-01-01", { price: 4 }],
      ["bob", "mug", "PURCHASE", "2026-01-02", { price: 5 }],
      ["eve", "mug", "VIEW", "2026-01-03"],
    ],
  });

  expect(pricesOf(history)).toEqual([7, 4.5, Number.NaN]);
});
