import { expect, test } from "vitest";
import { entriesOf } from "../../src/math/sparse-rows.ts";
import { orderedWith, ordersTogether } from "../../src/scoring/recommendations/orders-together.ts";
import { type SessionModel, session } from "../../src/scoring/recommendations/recommenders/session.ts";
import { aHistory, aShelf, idsOf, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

const order = (customer: string, day: string, ...products: string[]): Touch[] =>
  products.map((product) => [customer, product, "PURCHASE", day]);

const HISTORY = aHistory({
  touches: [
    ...order("ada", "2026-01-01", "mug", "pan", "pot"),
    ...order("bob", "2026-01-01", "mug", "pan", "pot"),
    ...order("eve", "2026-01-01", "mug", "pan"),
    ...order("eve", "2026-01-02", "mug"),
    ...order("zoe", "2026-01-01", "pot"),
    ["zoe", "mug", "VIEW", "2026-01-01"],
  ],
});

test("what is bought at one moment by one customer is an order; three orders make a companion, views none", () => {
  const table = ordersTogether(HISTORY);

  // 5 orders: the mug in 4, the pan in 3, both in 3: 3 * 5 / (4 * 3); with the pot either stands in 2 alone
  expect(entriesOf(table, placeOf(HISTORY, "mug"))).toEqual([[placeOf(HISTORY, "pan"), 5 / 4]]);
  expect(entriesOf(table, placeOf(HISTORY, "pan"))).toEqual([[placeOf(HISTORY, "mug"), 5 / 4]]);
  expect(entriesOf(table, placeOf(HISTORY, "pot"))).toEqual([]);
});

test("SESSION learns the table beside its companions", () => {
  const model = session.fit(HISTORY, { halfLifeProducts: 10 }, NO_TOOLS) as SessionModel; // its own fit has made it

  expect(model.ordersTogether).toEqual(ordersTogether(HISTORY));
});

test("the companions of a product are told best first, those on the shelf alone and no more than asked for", () => {
  const history = aHistory({
    touches: ["ada", "bob", "eve"].flatMap((customer) => [
      ...order(customer, "2026-01-01", "mug", "pan", "pot"),
      ...order(customer, "2026-01-02", "pan"),
      ...order(customer, "2026-01-03", "vase"),
    ]),
  });
  const table = ordersTogether(history);
  const told = (count: number, shelf: Uint8Array): string[] =>
    idsOf(
      history,
      orderedWith(table, placeOf(history, "mug"), count, shelf).map(({ product }) => product),
    );

  expect(told(5, aShelf(history))).toEqual(["pot", "pan"]);
  expect(told(1, aShelf(history))).toEqual(["pot"]);
  expect(told(5, aShelf(history, ["mug", "pan"]))).toEqual(["pan"]);
});
