import fc from "fast-check";
import { expect, test } from "vitest";
import { topPlaces } from "../../src/math/top-places.ts";
import { basketOf } from "../../src/scoring/recommendations/history.ts";
import { opinionOf, type Recommender } from "../../src/scoring/recommendations/recommender.ts";
import { RECOMMENDERS } from "../../src/scoring/recommendations/recommenders/index.ts";
import { CHECKERBOARD, freshTools, usualSettings } from "./checkerboard.ts";
import { aHistory, type Touch } from "./histories.ts";

const two = (number: number): string => String(number).padStart(2, "0");

/** A shop of a few large categories, some small ones and products of which little is known, some of them sold far more. */
const SHOP = aHistory({
  products: Object.fromEntries(
    Array.from({ length: 90 }, (_, number) => [
      `item ${two(number)}`,
      {
        name: `word${number % 4} word${number % 7} word${number % 31}`,
        ...(number % 9 > 0 && { category: ["Things", number < 60 ? `shelf ${number % 3}` : `shelf ${number}`] }),
        ...(number % 5 > 0 && { brand: `brand ${number % 11}` }),
        ...(number % 7 > 0 && { attributes: { colour: number % 3, size: number % 4 } }),
        price: 1 + (number % 13),
      },
    ]),
  ),
  customers: Object.fromEntries(
    Array.from({ length: 20 }, (_, customer) => [`customer ${two(customer)}`, { country: customer % 3 ? "DE" : "FR" }]),
  ),
  touches: Array.from({ length: 20 }, (_, customer) =>
    Array.from({ length: customer % 6 }, (_, nth): Touch[] => {
      const item = `item ${two((customer * customer * 7 + nth * nth * 11) % 90)}`;
      const touch: Touch = [`customer ${two(customer)}`, item, "VIEW", `2026-01-${two(1 + nth)}T10:00:00Z`];
      return nth % 2 === 0 ? [touch, [touch[0], item, "PURCHASE", `2026-01-${two(1 + nth)}T10:05:00Z`]] : [touch];
    }).flat(),
  ).flat(),
});

const OPINIONATED = RECOMMENDERS.filter(({ opinion }) => opinion !== undefined);

const settingsOf = (recommender: Recommender) =>
  recommender.code === "CONTENT_BASED" ? [{ degree: 1 }, { degree: 2 }, { popularity: 0 }] : [{}];

test.each(
  [CHECKERBOARD, SHOP].flatMap((history) =>
    OPINIONATED.flatMap((recommender) =>
      settingsOf(recommender).map((settings) => ({ history, recommender, settings, code: recommender.code })),
    ),
  ),
)("the best by the opinion of $code with $settings are those by all of its scores, whatever is open", (world) => {
  const { history, recommender, settings } = world;
  const model = recommender.fit(history, { ...usualSettings(recommender), ...settings }, freshTools());
  const places = [...history.products.keys()];

  fc.assert(
    fc.property(fc.nat(history.customers.length - 1), fc.nat(25), fc.subarray(places), (customer, count, open) => {
      const basket = basketOf(history, customer);
      const opinion = opinionOf(recommender, model, basket, new Float64Array(places.length));

      const best = opinion.best(count, (product) => open.includes(product));

      const scores = new Float64Array(places.length);
      recommender.score(model, basket, scores);
      const wanted = topPlaces(
        scores.map((score, product) => (open.includes(product) ? score : Number.NEGATIVE_INFINITY)),
        count,
      );
      expect(best.map(({ value }) => value)).toEqual(wanted.map((place) => expect.closeTo(scores[place] ?? 0, 9)));
      for (const { place, value } of best) expect(scores[place]).toBeCloseTo(value, 9);
      for (const { place, value } of best) expect(opinion.scoreOf(place)).toBe(value);
      const ceilings = opinion.ceilings();
      for (const [place, score] of scores.entries()) {
        if (score > 0 || recommender.code === "HYBRID") expect(ceilings[place]).toBeGreaterThan(score - 1e-9);
      }
    }),
    { numRuns: 40 },
  );
});
