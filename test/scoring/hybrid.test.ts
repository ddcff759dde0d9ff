import fc from "fast-check";
import { expect, test } from "vitest";
import { topPlaces } from "../../src/math/top-places.ts";
import { type Basket, basketOf } from "../../src/scoring/recommendations/history.ts";
import { returning } from "../../src/scoring/recommendations/hybrid/returning.ts";
import { productTerms, toTerm } from "../../src/scoring/recommendations/hybrid/terms.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { type HybridModel, hybrid } from "../../src/scoring/recommendations/recommenders/hybrid.ts";
import { RECOMMENDERS } from "../../src/scoring/recommendations/recommenders/index.ts";
import { CHECKERBOARD, fitted } from "./checkerboard.ts";
import { aBasket, aHistory, aShelf, basketOfCustomer, idsOf, placeOf, type Touch } from "./histories.ts";

const two = (number: number): string => String(number).padStart(2, "0");
const BRANDS = 20;
const OF_A_BRAND = 3;

const brandOf = (number: number): string => two(number % BRANDS);

const itemOf = (number: number): string => `item ${two(number)}`;

/**
 * Everybody buys one thing on the same day, no two the same, and a month later the next thing of its brand: what was bought
 * by the same customers, in one session or by many says nothing, and what a thing is says all.
 */
const BRAND_BUYERS = aHistory({
  products: Object.fromEntries(
    Array.from({ length: BRANDS * OF_A_BRAND }, (_, number) => [itemOf(number), { brand: brandOf(number) }]),
  ),
  touches: Array.from({ length: BRANDS * OF_A_BRAND }, (_, number): Touch[] => {
    const next = (number + BRANDS) % (BRANDS * OF_A_BRAND);
    const first: Touch = [`customer ${two(number)}`, itemOf(number), "PURCHASE", "2026-01-01"];
    const later: Touch = [`customer ${two(number)}`, itemOf(next), "PURCHASE", "2026-02-01"];
    return number < BRANDS ? [first, later] : [first];
  }).flat(),
});

interface Evidence {
  readonly customers: number;
  readonly startNdcg: number;
  readonly ndcg: number;
  readonly weights: Readonly<Record<string, number>>;
}

const evidenceOf = (model: unknown): Evidence => hybrid.evidence?.(model) as unknown as Evidence;

test("where what a product is tells all, content gets a weight, and lists become better by it", () => {
  const { customers, startNdcg, ndcg, weights } = evidenceOf(fitted(hybrid, BRAND_BUYERS));

  expect(customers).toBe(BRANDS);
  expect(weights).toMatchObject({ COLLABORATIVE: 1, CONTENT_BASED: expect.any(Number) });
  expect(weights["CONTENT_BASED"]).toBeGreaterThan(0.4);
  expect(startNdcg).toBeLessThan(0.3);
  expect(ndcg).toBeGreaterThan(0.7); // one of the two things of the brand, either of them: 1 or 1 / log2(3)
});

test("its list puts the brand of the customer first", () => {
  const model = fitted(hybrid, BRAND_BUYERS);
  const basket = basketOfCustomer(BRAND_BUYERS, "customer 45");

  const list = recommend(hybrid, model, basket, { count: 2, shelf: aShelf(BRAND_BUYERS) });

  expect(
    idsOf(
      BRAND_BUYERS,
      list.map(({ product }) => product),
    ).sort(),
  ).toEqual(["item 05", "item 25"]);
});

test("its reasons are those of its parts, scaled to what they add", () => {
  const model = fitted(hybrid, BRAND_BUYERS);
  const basket = basketOfCustomer(BRAND_BUYERS, "customer 45");

  const reasons = hybrid.because(model, basket, placeOf(BRAND_BUYERS, "item 25"));

  expect(reasons).toContainEqual({
    kind: "BOUGHT_SIMILAR",
    product: placeOf(BRAND_BUYERS, "item 45"),
    weight: expect.any(Number),
  });
  expect(reasons).toContainEqual({ kind: "MATCHES_INTEREST", what: "05", weight: expect.any(Number) });
});

test("where the first part is nearly right already, blending makes nothing worse", () => {
  const { startNdcg, ndcg } = evidenceOf(fitted(hybrid, CHECKERBOARD));

  expect(startNdcg).toBeGreaterThan(0.8);
  expect(ndcg).toBeGreaterThanOrEqual(startNdcg);
});

test("a history that is too short to hold anything out is blended by the weights of the start", () => {
  const history = aHistory({ touches: [["ada", "cup", "PURCHASE", "2026-01-01"]], products: { pan: {} } });

  const model = fitted(hybrid, history);
  const list = recommend(hybrid, model, aBasket(history), { count: 5, shelf: aShelf(history) });

  const { weights, ...learned } = evidenceOf(model);
  expect(learned).toEqual({ customers: 0, startNdcg: 0, ndcg: 0 });
  expect(Object.entries(weights).filter(([, weight]) => weight !== 0)).toEqual([["COLLABORATIVE", 1]]);
  expect(list.map(({ product }) => product)).toEqual([0, 1]);
});

test("a product's own terms are its popularity against that of the most popular, and its newness", () => {
  const history = aHistory({
    products: { vase: {} },
    touches: [
      ["ada", "cup", "PURCHASE", "2025-12-18"],
      ["bob", "cup", "PURCHASE", "2026-01-01"],
      ["eve", "pan", "PURCHASE", "2026-01-01"],
    ],
  });

  const [week, month, ever, newness] = productTerms(history);

  // the first purchase is 14 days old: two half-lives of a week (1/4), half a one of a month (1 / sqrt(2))
  const most = [1.25, 1 + Math.SQRT1_2, 2];
  expect([week, month, ever].map((term) => [...(term ?? [])])).toEqual(
    most.map((highest) => [1, expect.closeTo(Math.log(2) / Math.log(1 + highest), 12), 0]),
  );
  expect([...(newness ?? [])]).toEqual([expect.closeTo(1 / Math.E, 12), 1, 1]); // nobody has met the vase yet
});

test("scores become logarithms against the usual score at the top; nothing, as less than nothing, stands at its floor", () => {
  const scores = Float64Array.of(3, 1, Number.NEGATIVE_INFINITY, 0);

  const term = toTerm(scores);

  // the mean of those that have a score at all: (3 + 1 + 0) / 3
  const floor = Math.log(0.03);
  expect([...term]).toEqual([
    expect.closeTo(Math.log(3 / (4 / 3) + 0.03), 12),
    expect.closeTo(Math.log(1 / (4 / 3) + 0.03), 12),
    floor,
    floor,
  ]);
  expect([...toTerm(Float64Array.of(0, Number.NEGATIVE_INFINITY))]).toEqual([floor, floor]);
});

test("what a negative weight adds to an old product is no news, and to a forgotten one no trend", () => {
  const aTerm = (term: "newness" | "weekPopularity" | "everPopularity", weight: number, ...values: number[]) => ({
    term,
    weight,
    values: Float64Array.from(values),
  });
  const reasonsOf = (...products: ReturnType<typeof aTerm>[]) => {
    const model = { parts: [], products, learned: { customers: 0, startNdcg: 0, ndcg: 0 } };
    return hybrid.because(model, aBasket(aHistory({ products: { cup: {}, pan: {} } })), 0);
  };

  expect(reasonsOf(aTerm("newness", -1, 0, 1), aTerm("weekPopularity", -2, 0, 1))).toEqual([]);
  expect(reasonsOf(aTerm("newness", 1, 1, 0))).toEqual([]); // nobody has touched it: it may be of any age
  const touched = aTerm("everPopularity", 0, 1, 1);
  expect(reasonsOf(aTerm("newness", 1, 1, 0), aTerm("weekPopularity", 2, 1, 0), touched)).toEqual([
    { kind: "TRENDING", weight: 1 },
    { kind: "NEW", weight: 0.5 },
  ]);
});

const BLENDED = ["COLLABORATIVE", "CONTENT_BASED", "SESSION", "POPULAR", "RETURNING"].flatMap((code) =>
  [...RECOMMENDERS, returning].filter((each) => each.code === code),
);
const PART_MODELS = BLENDED.map((part) => fitted(part, CHECKERBOARD));

/** What it should come to, slowly: the terms of all parts and products, each times its weight. */
function slowly({ parts, products }: HybridModel, basket: Basket): Float64Array {
  const sums = new Float64Array(CHECKERBOARD.products.length);
  for (const [place, { weight, model }] of parts.entries()) {
    const scores = new Float64Array(sums.length);
    if (weight > 0) BLENDED[place]?.score(model, basket, scores);
    for (const [product, term] of toTerm(scores).entries()) {
      sums[product] = (sums[product] ?? 0) + (weight > 0 ? weight * term : 0);
    }
  }
  for (const { weight, values } of products) {
    for (const [product, value] of values.entries()) sums[product] = (sums[product] ?? 0) + weight * value;
  }
  return sums;
}

test("a list under ceilings is that of the terms added up for every product, whatever the weights and the shelf", () => {
  const learned = fitted(hybrid, CHECKERBOARD) as HybridModel; // its own fit has made it
  const places = [...CHECKERBOARD.products.keys()];
  const weight = fc.double({ min: 0, max: 3, noNaN: true });

  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 5, maxLength: 5 }),
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
      fc.nat(CHECKERBOARD.customers.length - 1),
      fc.nat(12),
      fc.subarray(places),
      (ofParts, ofProducts, customer, count, open) => {
        const model: HybridModel = {
          ...learned,
          parts: BLENDED.map((part, place) => ({
            code: part.code,
            weight: ofParts[place] ?? 0,
            model: PART_MODELS[place],
          })),
          products: learned.products.map((term, place) => ({ ...term, weight: ofProducts[place] ?? 0 })),
        };
        const basket = basketOf(CHECKERBOARD, customer);
        const shelf = Uint8Array.from(places, (place) => (open.includes(place) ? 1 : 0));

        const list = recommend(hybrid, model, basket, { count, shelf, excluding: [] });

        const sums = slowly(model, basket);
        const best = topPlaces(
          sums.map((sum, place) => (shelf[place] === 1 ? sum : Number.NEGATIVE_INFINITY)),
          count,
        );
        expect(list.map(({ score }) => score)).toEqual(best.map((place) => expect.closeTo(sums[place] ?? 0, 9)));
      },
    ),
    { numRuns: 50 },
  );
});
