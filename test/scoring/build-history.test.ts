import { expect, test } from "vitest";
import { buildHistory } from "../../src/scoring/recommendations/build-history.ts";
import { aHistory, basketOfCustomer, idsOf } from "./histories.ts";
import { type Row, someInteractions } from "./interactions.ts";

const all = () => true;

const built = (rows: readonly Row[], keep: (row: number) => boolean = all) =>
  buildHistory(someInteractions(rows), keep);

test("customers and products stand in the order of their ids, each customer's touches oldest first", () => {
  const { history, rows } = built([
    ["bob", "pan", "VIEW", "2026-01-03", { channel: "STORE", price: 9 }],
    ["ada", "mug", "PURCHASE", "2026-01-02"],
    ["bob", "cup", "CART", "2026-01-01", { price: 5 }],
  ]);

  expect(history).toEqual(
    aHistory({
      products: { cup: {}, pan: {} },
      touches: [
        ["ada", "mug", "PURCHASE", "2026-01-02"],
        ["bob", "cup", "CART", "2026-01-01", { price: 5 }],
        ["bob", "pan", "VIEW", "2026-01-03", { channel: "STORE", price: 9 }],
      ],
    }),
  );
  expect([...rows]).toEqual([1, 2, 0]);
});

test("ids are in the order of their UTF-16 code units, whatever the machine's language", () => {
  const { history } = built(["ö", "a", "Z", "10", "9"].map((id) => [id, id, "VIEW", "2026-01-01"]));

  expect(history.products.map(({ id }) => id)).toEqual(["10", "9", "Z", "a", "ö"]);
  expect(history.customers.map(({ id }) => id)).toEqual(["10", "9", "Z", "a", "ö"]);
});

test("touches of one moment keep the order in which they came", () => {
  const { history } = built(["pot", "cup", "mug"].map((product) => ["ada", product, "PURCHASE", "2026-01-01"]));

  expect(idsOf(history, basketOfCustomer(history, "ada").product)).toEqual(["pot", "cup", "mug"]);
});

test("the latest that was told of a fact counts, wherever in the file it stands; a fact not told again stays", () => {
  const { history } = built([
    ["ada", "cup", "VIEW", "2026-01-03", { toldProduct: { name: "Red cup" }, toldCustomer: { country: "FR" } }],
    [
      "ada",
      "cup",
      "VIEW",
      "2026-01-01",
      { toldProduct: { name: "Cup", brand: "Acme" }, toldCustomer: { country: "DE", gender: "F" } },
    ],
    ["ada", "cup", "VIEW", "2026-01-04"],
  ]);

  expect(history.products).toEqual([{ id: "cup", name: "Red cup", brand: "Acme" }]);
  expect(history.customers).toEqual([{ id: "ada", country: "FR", gender: "F" }]);
});

test("a fact that was told, changed and told again is the one that was told last", () => {
  const named = (name: string, on: string): Row => ["ada", "cup", "VIEW", on, { toldProduct: { name } }];

  const { history } = built([named("Cup", "2026-01-01"), named("Mug", "2026-01-02"), named("Cup", "2026-01-03")]);

  expect(history.products).toEqual([{ id: "cup", name: "Cup" }]);
});

test("prices are told in the currency that most touches are in; in others they are not known", () => {
  const { history } = built([
    ["ada", "cup", "PURCHASE", "2026-01-01", { price: 6, currency: "USD" }],
    ["ada", "cup", "PURCHASE", "2026-01-02", { price: 5, currency: "EUR" }],
    ["ada", "cup", "PURCHASE", "2026-01-03", { price: 7, currency: "EUR" }],
    ["ada", "cup", "PURCHASE", "2026-01-04", { price: 8 }],
  ]);

  expect([...history.price]).toEqual([Number.NaN, 5, 7, 8]);
});

test("a table's price in another currency than the touches' is not known", () => {
  const interactions = someInteractions([
    ["ada", "cup", "PURCHASE", "2026-01-01", { price: 6, currency: "EUR" }],
    ["ada", "pan", "PURCHASE", "2026-01-01", { price: 6, currency: "EUR" }],
  ]);
  const products = new Map([
    ["cup", { price: 9, currency: "USD" }],
    ["pan", { price: 9, currency: "EUR" }],
  ]);

  const { history } = buildHistory(interactions, all, { products, customers: new Map() });

  expect(history.products).toEqual([{ id: "cup" }, { id: "pan", price: 9 }]);
});

test("facts of tables fill in what no touch tells, and make no product or customer", () => {
  const interactions = someInteractions([
    [
      "ada",
      "cup",
      "VIEW",
      "2026-01-01",
      { toldProduct: { name: "Red cup" }, price: 7, toldCustomer: { country: "FR" } },
    ],
  ]);
  const facts = {
    products: new Map([
      ["cup", { name: "Cup", brand: "Acme", price: 5 }],
      ["pan", { name: "Pan" }],
    ]),
    customers: new Map([
      ["ada", { country: "DE", gender: "F" }],
      ["bob", { country: "DE" }],
    ]),
  };

  const { history } = buildHistory(interactions, all, facts);

  expect(history.products).toEqual([{ id: "cup", name: "Red cup", brand: "Acme", price: 5 }]);
  expect(history.customers).toEqual([{ id: "ada", country: "FR", gender: "F" }]);
});

test("what only the other touches tell of does not exist", () => {
  const { history, rows } = built(
    [
      ["zoe", "vase", "VIEW", "2026-01-02", { channel: "APP", toldProduct: { name: "Vase" } }],
      ["ada", "cup", "VIEW", "2026-01-01", { channel: "WEB" }],
      ["ada", "cup", "VIEW", "2026-01-03", { channel: "STORE", price: 5, toldProduct: { name: "Cup" } }],
    ],
    (row) => row === 1,
  );

  expect(history).toEqual(aHistory({ touches: [["ada", "cup", "VIEW", "2026-01-01"]] }));
  expect([...rows]).toEqual([1]);
});

test("of no touches the history is empty", () => {
  expect(built([]).history).toEqual({ ...aHistory({}), now: 0 });
});
