import fc from "fast-check";
import { expect, test } from "vitest";
import { addRow, entriesOf, rowTimes } from "../../src/math/sparse-rows.ts";
import { topPlaces } from "../../src/math/top-places.ts";
import { contentVectorOf } from "../../src/scoring/recommendations/content/catalogue.ts";
import { likeProduct } from "../../src/scoring/recommendations/content/like-product.ts";
import type { ContentModel } from "../../src/scoring/recommendations/content/model.ts";
import { scoreUnseen } from "../../src/scoring/recommendations/content/score-unseen.ts";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { contentBased } from "../../src/scoring/recommendations/recommenders/content-based.ts";
import { aBasket, aHistory, aShelf, basketOfCustomer, NO_TOOLS, placeOf } from "./histories.ts";
import { SMALL_HISTORIES, SOMEBODY } from "./small-histories.ts";

/** "new" is known and nobody has touched it: what a product that is added after the training is held against. */
const HISTORY = aHistory({
  products: {
    cup: { name: "Red cup", category: ["Home", "Mugs"], brand: "Acme", price: 9 },
    lamp: { name: "Blue lamp", category: ["Home", "Light"], brand: "Glow", price: 90 },
    mug: { name: "Red mug, a red one", category: ["Home", "Mugs"], brand: "Acme", attributes: { dishwasher: true } },
    net: { name: "Net", category: ["Sport"] },
    new: {
      name: "Red, red lamp",
      category: ["Home", "Light"],
      brand: "Acme",
      price: 20,
      attributes: { dishwasher: true },
    },
  },
  customers: { ada: { country: "DE" }, bob: { country: "DE" } },
  touches: [
    ["ada", "mug", "PURCHASE", "2025-12-01", { price: 8 }],
    ["ada", "lamp", "VIEW", "2026-01-01"],
    ["bob", "cup", "PURCHASE", "2026-01-01"],
  ],
});

const modelOf = (history: History, degree = 1): ContentModel =>
  contentBased.fit(history, { halfLifeDays: 90, popularity: 0.5, degree }, NO_TOOLS) as ContentModel; // its own fit has made it

const scoresOf = (model: ContentModel, basket: Basket): Float64Array => {
  const scores = new Float64Array(HISTORY.products.length);
  contentBased.score(model, basket, scores);
  return scores;
};

test("products like one are those with the highest cosines, however popular, never itself, and on the shelf", () => {
  const model = modelOf(HISTORY);
  const mug = placeOf(HISTORY, "mug");
  const shelf = aShelf(HISTORY, ["cup", "lamp", "mug", "net"]);

  const list = likeProduct(model, mug, 10, shelf);

  const vector = new Float64Array(model.terms.length);
  addRow(model.vectors, mug, 1, vector);
  const cosine = (id: string): number => rowTimes(model.vectors, placeOf(HISTORY, id), vector);
  expect(list).toEqual([
    { product: placeOf(HISTORY, "cup"), score: expect.closeTo(cosine("cup"), 12) },
    { product: placeOf(HISTORY, "lamp"), score: expect.closeTo(cosine("lamp"), 12) },
  ]);
  expect(likeProduct(model, mug, 1, shelf)).toEqual(list.slice(0, 1));
});

test("a product of which nothing is known is like none", () => {
  const history = aHistory({ products: { cup: { brand: "Acme" }, mug: { brand: "Acme" }, vase: {} } });

  expect(likeProduct(modelOf(history), placeOf(history, "vase"), 10, aShelf(history))).toEqual([]);
});

test("the products like one are the best of all cosines in any small history", () => {
  fc.assert(
    fc.property(SMALL_HISTORIES, fc.nat(3), fc.nat(6), (history, product, count) => {
      const model = modelOf(history);
      const vector = new Float64Array(model.terms.length);
      addRow(model.vectors, product, 1, vector);
      const cosines = Float64Array.from(history.products, (_, other) => {
        const cosine = rowTimes(model.vectors, other, vector);
        return other === product || cosine === 0 ? Number.NEGATIVE_INFINITY : cosine;
      });

      const list = likeProduct(model, product, count, aShelf(history));

      expect(list.map(({ score }) => score)).toEqual(
        topPlaces(cosines, count).map((place) => expect.closeTo(cosines[place] ?? 0, 12)),
      );
    }),
  );
});

test("a product of the history has the same vector by its facts alone", () => {
  const model = modelOf(HISTORY);

  for (const [place, facts] of HISTORY.products.entries()) {
    const paid = facts.id === "mug" ? { ...facts, price: 8 } : facts;
    expect(contentVectorOf(model, paid)).toEqual(entriesOf(model.vectors, place));
  }
});

test.each([1, 2])("what was added later is scored as if the history had it, with degree %d", (degree) => {
  const model = modelOf(HISTORY, degree);
  const { id: _, ...facts } = HISTORY.products[placeOf(HISTORY, "new")] ?? { id: "" };
  const later = { ...facts, id: "later" };

  for (const basket of [basketOfCustomer(HISTORY, "ada"), aBasket(HISTORY, { facts: { id: "zoe", country: "DE" } })]) {
    const [score, none] = scoreUnseen(model, basket, [later, { id: "of which nothing is known" }]);

    expect(score).toBeGreaterThan(0);
    expect(score).toBeCloseTo(scoresOf(model, basket)[placeOf(HISTORY, "new")] ?? Number.NaN, 12);
    expect(none).toBe(Number.NEGATIVE_INFINITY);
  }
});

test("to a stranger nothing speaks for what was added later, and terms that the history does not have say nothing", () => {
  const model = modelOf(HISTORY);

  expect([...scoreUnseen(model, aBasket(HISTORY), [{ id: "later", brand: "Acme" }])]).toEqual([
    Number.NEGATIVE_INFINITY,
  ]);
  expect(contentVectorOf(model, { id: "later", brand: "Nobody's", name: "Unheard of" })).toEqual([]);
});

test("untouched products of any small history are scored by their facts as by their place", () => {
  fc.assert(
    fc.property(SMALL_HISTORIES, SOMEBODY, fc.constantFrom(1, 2), (history, whose, degree) => {
      const model = modelOf(history, degree);
      const basket = whose(history);
      const scores = new Float64Array(history.products.length);
      contentBased.score(model, basket, scores);
      const untouched = [...history.products.keys()].filter((product) => !history.product.includes(product));

      const unseen = scoreUnseen(
        model,
        basket,
        untouched.flatMap((product) => history.products[product] ?? []),
      );

      expect([...unseen]).toEqual(
        untouched.map((product) => {
          const score = scores[product] ?? 0;
          return Number.isFinite(score) ? expect.closeTo(score, 12) : score;
        }),
      );
    }),
  );
});
