import { expect, test } from "vitest";
import { productTerms, toTerm } from "../../src/scoring/recommendations/hybrid/terms.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { hybrid } from "../../src/scoring/recommendations/recommenders/hybrid.ts";
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
  const aTerm = (term: "newness" | "weekPopularity", weight: number, ...values: number[]) => ({
    term,
    weight,
    values: Float64Array.from(values),
  });
  const reasonsOf = (...products: ReturnType<typeof aTerm>[]) => {
    const model = { parts: [], products, learned: { customers: 0, startNdcg: 0, ndcg: 0 } };
    return hybrid.because(model, aBasket(aHistory({ products: { cup: {}, pan: {} } })), 0);
  };

  expect(reasonsOf(aTerm("newness", -1, 0, 1), aTerm("weekPopularity", -2, 0, 1))).toEqual([]);
  expect(reasonsOf(aTerm("newness", 1, 1, 0), aTerm("weekPopularity", 2, 1, 0))).toEqual([
    { kind: "TRENDING", weight: 1 },
    { kind: "NEW", weight: 0.5 },
  ]);
});
