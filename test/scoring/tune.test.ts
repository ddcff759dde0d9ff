import { expect, test } from "vitest";
import { mostTrials, tune } from "../../src/scoring/recommendations/evaluation/tune.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { cutsAt, holdOut } from "../../src/scoring/recommendations/hold-out.ts";
import {
  type Recommender,
  recommender,
  type Settings,
  type Tools,
} from "../../src/scoring/recommendations/recommender.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { aHistory, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

const onNewYear = (customer: string, ...products: string[]): Touch[] =>
  products.map((product) => [customer, product, "PURCHASE", "2026-01-01"]);

/** In February ada comes to have one of the six products that bob had before. */
const HISTORY = aHistory({
  touches: [
    ...onNewYear("ada", "z"),
    ...onNewYear("bob", "a", "b", "c", "d", "e", "wanted"),
    ["ada", "wanted", "PURCHASE", "2026-02-01"],
    ["bob", "young", "PURCHASE", "2026-02-01"],
  ],
});

const TOOLS: Tools = {
  ...NO_TOOLS,
  random: () => 0,
  holdOut: (history) => holdOut(history, cutsAt(history, Date.parse("2026-02-01")), OWNED_CODES),
};

const WANTED = placeOf(HISTORY, "wanted");

/** Puts what is wanted at a place that follows from the settings, 0 being the first; remembers with what it was fitted. */
function placing(settings: Readonly<Record<string, readonly number[]>>, placeAt: (chosen: Settings) => number) {
  const fits: { history: History; settings: Settings }[] = [];
  const parts: Recommender<number> = {
    code: "POPULAR",
    about: "",
    settings,
    fit(history, chosen) {
      fits.push({ history, settings: chosen });
      return placeAt(chosen);
    },
    score(place, _basket, scores) {
      for (const product of scores.keys()) scores[product] = -product;
      scores[WANTED] = 0.5 - place;
    },
    because: () => [],
  };
  return { fits, placing: recommender(parts) };
}

const tuned = (each: Recommender, k = 20) => {
  let tried = 0;
  const result = tune(each, HISTORY, TOOLS, k, () => tried++);
  return { ...result, tried };
};

const ndcgAt = (place: number): number => 1 / Math.log2(place + 2);

test("the value of the best trial is chosen", () => {
  const { placing: each } = placing({ ridge: [4, 2, 8] }, ({ ridge }) => (ridge === 8 ? 0 : ridge === 2 ? 1 : 2));

  const { settings, trials } = tuned(each);

  expect(settings).toEqual({ ridge: 8 });
  expect(trials).toEqual([
    { settings: { ridge: 4 }, ndcg: ndcgAt(2) },
    { settings: { ridge: 2 }, ndcg: ndcgAt(1) },
    { settings: { ridge: 8 }, ndcg: ndcgAt(0) },
  ]);
});

test("of values that are equally good the usual one stays", () => {
  const { placing: each } = placing({ ridge: [4, 2, 8] }, () => 1);

  expect(tuned(each).settings).toEqual({ ridge: 4 });
});

/** Two settings, by whose values together what is wanted comes to a place; last where none is said. */
const byBoth = (values: readonly number[], places: Readonly<Record<string, number>>) => {
  const { fits, placing: each } = placing({ one: values, other: values }, ({ one, other }) => {
    return places[`${one} ${other}`] ?? 5;
  });
  return { each, tries: () => fits.map(({ settings: { one, other } }) => `${one} ${other}`) };
};

test("one setting is chosen after the other, once more where something changed, and nothing is tried twice", () => {
  const { each, tries } = byBoth([0, 1], { "0 0": 3, "1 0": 4, "0 1": 2, "1 1": 1 });

  const { settings, tried } = tuned(each);

  expect(settings).toEqual({ one: 1, other: 1 });
  expect(tries()).toEqual(["0 0", "1 0", "0 1", "1 1"]);
  expect(tried).toBe(4);
});

test("after two rounds it is enough, though a third would find better", () => {
  const { each, tries } = byBoth([0, 1, 2], { "0 0": 4, "0 1": 3, "1 1": 2, "1 2": 1, "2 2": 0 });

  const { settings } = tuned(each);

  expect(settings).toEqual({ one: 1, other: 2 });
  expect(tries()).toEqual(["0 0", "1 0", "2 0", "0 1", "0 2", "1 1", "2 1", "1 2"]);
  expect(mostTrials(each)).toBe(9); // 1 and, twice, two other values of either
});

test("settings are chosen by what is held out, learned from the past alone", () => {
  const { placing: each, fits } = placing({ ridge: [4, 2] }, () => 0);

  tuned(each);

  const { past } = TOOLS.holdOut(HISTORY);
  expect(past.now).toBe(Date.parse("2026-01-01"));
  expect(fits.map(({ history }) => history)).toEqual([past, past]);
});

test("only the first k places count", () => {
  const { placing: each } = placing({ ridge: [4, 2] }, ({ ridge }) => (ridge === 4 ? 3 : 2));

  expect(tuned(each, 2).trials.map(({ ndcg }) => ndcg)).toEqual([0, 0]);
  expect(tuned(each, 3).trials.map(({ ndcg }) => ndcg)).toEqual([0, ndcgAt(2)]);
});

test("without settings nothing is tried, and without anything to guess nothing is fitted", () => {
  const { placing: plain } = placing({}, () => 0);
  const { placing: each, fits } = placing({ ridge: [4, 2] }, () => 0);
  const past = aHistory({ touches: onNewYear("ada", "z") });

  expect(tune(plain, HISTORY, NO_TOOLS, 20, () => {})).toEqual({ settings: {}, trials: [] });
  expect(mostTrials(plain)).toBe(0);
  expect(tune(each, past, TOOLS, 20, () => {}).settings).toEqual({ ridge: 4 });
  expect(fits).toEqual([]);
});
