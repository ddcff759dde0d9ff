import { invert } from "../../src/math/inverse/invert.ts";
import { type Protocol, validationOf } from "../../src/scoring/recommendations/evaluation/protocol.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import type { Recommender, Settings, Tools } from "../../src/scoring/recommendations/recommender.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { seededRandom } from "../../src/scoring/recommendations/training/seeded-random.ts";
import { aHistory, type Touch } from "./histories.ts";

/** Products of one colour: "even 00", "odd 00" and so on. */
const OF_A_COLOUR = 16;
/** Customers of one colour. */
const CUSTOMERS = 80;
const WITHHELD = 2;
const OF_AN_ORDER = 3;

const COLOURS = ["even", "odd"] as const;
type Colour = (typeof COLOURS)[number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGINNING = Date.parse("2026-01-01");
/** The customers begin within a month, so that at any time some have few products and others many. */
const BEGINNING_WITHIN = 30;

const two = (number: number): string => String(number).padStart(2, "0");
const inRing = (number: number): number => number % OF_A_COLOUR;

const productOf = (colour: Colour, number: number): string => `${colour} ${two(inRing(number))}`;

/** The products that a customer never touched, though like customers did: right is who recommends them first. */
const withheldOf = (colour: Colour, number: number): string[] =>
  Array.from({ length: WITHHELD }, (_, place) => productOf(colour, number + place)).sort();

/** All of a customer's colour but what is withheld, three to an order, each viewed in the minutes before, once a week. */
function touchesOf(colour: Colour, number: number): Touch[] {
  const step = [1, 3, 5, 7][number % 4] ?? 1; // no factor in common with the ring: each customer has an order of their own
  const bought = Array.from({ length: OF_A_COLOUR }, (_, place) => number + place * step).filter(
    (place) => inRing(place - number) >= WITHHELD,
  );
  return bought.flatMap((place, nth): Touch[] => {
    const [day, inOrder] = [((number * 7) % BEGINNING_WITHIN) + Math.floor(nth / OF_AN_ORDER) * 7, nth % OF_AN_ORDER];
    const order = BEGINNING + day * DAY;
    const more = { price: (colour === "even" ? 10 : 200) + inRing(place) };
    const view = new Date(order - (OF_AN_ORDER - inOrder) * MINUTE).toISOString();
    return [
      [`${colour} customer ${two(number)}`, productOf(colour, place), "VIEW", view, more],
      [`${colour} customer ${two(number)}`, productOf(colour, place), "PURCHASE", new Date(order).toISOString(), more],
    ];
  });
}

/**
 * Even customers like even products, odd ones odd products, and each has all of their colour but two: a world in which
 * everybody's next products are known (after the checkerboard of benfred/implicit's recommender_base_test). A colour is a
 * category too: POPULAR knows customers by their categories alone.
 */
export const CHECKERBOARD = aHistory({
  products: Object.fromEntries(
    COLOURS.flatMap((colour) =>
      Array.from({ length: OF_A_COLOUR }, (_, number) => [
        productOf(colour, number),
        { name: `${colour} thing`, category: ["Things", colour], brand: `${colour} works` },
      ]),
    ),
  ),
  customers: Object.fromEntries(
    COLOURS.flatMap((colour) =>
      Array.from({ length: CUSTOMERS }, (_, number) => [
        `${colour} customer ${two(number)}`,
        { country: number % 2 === 0 ? "DE" : "FR" },
      ]),
    ),
  ),
  touches: COLOURS.flatMap((colour) =>
    Array.from({ length: CUSTOMERS }, (_, number) => touchesOf(colour, number)).flat(),
  ),
});

/** Some customers of either colour and what is withheld from them. */
export const SHOPPERS = COLOURS.flatMap((colour) =>
  [0, 1, 7, 38, 79].map((number) => ({
    colour,
    id: `${colour} customer ${two(number)}`,
    withheld: withheldOf(colour, number),
  })),
);

const PROTOCOL: Protocol = { split: { at: 0 }, goals: OWNED_CODES, k: 20, seed: 7 };

/** What a recommender learns with in an evaluation, begun anew: chance comes of the same seed. */
export const freshTools = (): Tools => ({
  invert,
  random: seededRandom(PROTOCOL.seed),
  holdOut: (history) => validationOf(history, PROTOCOL),
  chosen: {},
});

/** The usual value of each setting. */
export const usualSettings = ({ settings }: Recommender): Settings =>
  Object.fromEntries(Object.entries(settings).map(([name, [usual]]) => [name, usual ?? 0]));

export const fitted = (recommender: Recommender, history: History): unknown =>
  recommender.fit(history, usualSettings(recommender), freshTools());
