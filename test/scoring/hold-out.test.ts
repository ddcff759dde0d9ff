import { expect, test } from "vitest";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { type Cuts, cutsAt, cutsOfShare, holdOut, momentOfShare } from "../../src/scoring/recommendations/hold-out.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { aHistory, basketOfCustomer, idsOf, type Touch } from "./histories.ts";

const buying = (customer: string, ...products: string[]): Touch[] =>
  products.map((product, day) => [customer, product, "PURCHASE", `2026-01-0${1 + day}`]);

/** What each customer of a history is to guess, by ids. */
const targetsOf = (history: History, cuts: Cuts): string[][] =>
  holdOut(history, cuts, OWNED_CODES).targets.map((places) => idsOf(history, places));

const pastOf = (history: History, cuts: Cuts, customer: string): string[] => {
  const { past } = holdOut(history, cuts, OWNED_CODES);
  return idsOf(past, basketOfCustomer(past, customer).product);
};

const january = (day: number): number => Date.UTC(2026, 0, day);

test("one moment cuts everybody: what happens at it is later", () => {
  const history = aHistory({ touches: [...buying("ada", "cup", "mug", "pan"), ...buying("bob", "pan")] });

  expect([...cutsAt(history, january(2))]).toEqual([1, 4]); // ada's touches are 0 to 2, bob's is 3
  expect([...cutsAt(history, january(1))]).toEqual([0, 3]);
  expect([...cutsAt(history, january(9))]).toEqual([3, 4]);
});

test("the moment of a share is that of the first touch after the share, whoever's touches they are", () => {
  const history = aHistory({ touches: [...buying("ada", "cup", "mug", "pan"), ...buying("bob", "cup", "mug")] });

  expect(momentOfShare(history, 0.8)).toBe(january(3)); // the fifth of 1, 1, 2, 2, 3
  expect(momentOfShare(history, 0.5)).toBe(january(2));
  expect(momentOfShare(history, 1)).toBe(january(3));
});

test("of a share the rounded-up part of a customer's products is held out", () => {
  const history = aHistory({
    touches: [...buying("ada", "a", "b", "c", "d", "e"), ...buying("bob", "a", "b", "c", "d", "e", "f")],
  });

  const cuts = cutsOfShare(history, 0.2, OWNED_CODES);

  expect(pastOf(history, cuts, "ada")).toEqual(["a", "b", "c", "d"]); // ceil(.2 * 5) = 1
  expect(pastOf(history, cuts, "bob")).toEqual(["a", "b", "c", "d"]); // ceil(.2 * 6) = 2
});

test("a customer with a single product keeps it, and so does one with two of whom a larger share takes both", () => {
  const history = aHistory({ touches: [...buying("ada", "cup", "cup"), ...buying("bob", "cup", "mug")] });

  expect([...cutsOfShare(history, 0.2, OWNED_CODES)]).toEqual([2, 3]);
  expect([...cutsOfShare(history, 0.9, OWNED_CODES)]).toEqual([2, 4]);
});

test("products of one moment are held out in the order in which they came", () => {
  const order: Touch[] = ["cup", "mug", "bowl"].map((product) => ["ada", product, "PURCHASE", "2026-01-01"]);
  const history = aHistory({ touches: order });

  const cuts = cutsOfShare(history, 0.3, OWNED_CODES);

  expect(pastOf(history, cuts, "ada")).toEqual(["cup", "mug"]);
});

test("a product bought again counts by its first time, and views are held out with what comes after them", () => {
  const history = aHistory({
    touches: [
      ["ada", "cup", "PURCHASE", "2026-01-01"],
      ["ada", "pan", "VIEW", "2026-01-02"],
      ["ada", "mug", "PURCHASE", "2026-01-03"],
      ["ada", "jug", "VIEW", "2026-01-04"],
      ["ada", "cup", "PURCHASE", "2026-01-05"],
    ],
  });

  const cuts = cutsOfShare(history, 0.5, OWNED_CODES);

  expect(pastOf(history, cuts, "ada")).toEqual(["cup", "pan"]);
});

test("to be guessed is what a customer came to have, had not, and anybody had touched before", () => {
  const history = aHistory({
    touches: [
      ["ada", "cup", "PURCHASE", "2026-01-01"],
      ["ada", "mug", "VIEW", "2026-01-01"],
      ["bob", "pan", "VIEW", "2026-01-01"],
      ["ada", "cup", "PURCHASE", "2026-02-01"], // had
      ["ada", "mug", "REVIEW", "2026-02-01"], // only viewed before
      ["ada", "mug", "PURCHASE", "2026-02-02"],
      ["ada", "new", "PURCHASE", "2026-02-01"], // nobody touched it before
      ["ada", "pan", "PURCHASE", "2026-02-01"],
      ["bob", "cup", "VIEW", "2026-02-01"], // not had
      ["eve", "cup", "PURCHASE", "2026-02-01"], // unknown before
    ],
  });

  const targets = targetsOf(history, cutsAt(history, Date.parse("2026-02-01")));

  expect(targets).toEqual([["mug", "pan"], [], []]);
});

test("the past knows the moment of its last touch, and every product and customer keeps its place", () => {
  const history = aHistory({ touches: [...buying("ada", "cup", "mug", "pan"), ...buying("bob", "pan")] });

  const { past, goals } = holdOut(history, cutsAt(history, january(3)), OWNED_CODES);

  expect(past).toEqual({
    ...aHistory({ touches: [...buying("ada", "cup", "mug"), ...buying("bob", "pan")], products: { pan: {} } }),
    now: january(2),
  });
  expect(goals).toEqual(OWNED_CODES);
});
