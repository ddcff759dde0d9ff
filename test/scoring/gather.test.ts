import { expect, test } from "vitest";
import type { ImportEvent, MappedCustomer, MappedTouchpoint } from "../../src/imports/index.ts";
import { interactionsOf, productFactsOf } from "../../src/scoring/recommendations/gather.ts";

const AT = new Date("2026-01-01T10:00:00Z");

const aTouchpoint = (
  given: Partial<MappedTouchpoint>,
  customer?: MappedCustomer,
): Extract<ImportEvent, { kind: "touchpoint" }> => ({
  kind: "touchpoint",
  rows: [1],
  touchpoint: {
    messageId: "1",
    channel: "WEB",
    type: "PRODUCT_VIEWED",
    occurredAt: AT,
    identities: [{ kind: "EMAIL", value: "ada@example.com" }],
    ...given,
  },
  ...(customer && { customer }),
});

const gathered = (given: Partial<MappedTouchpoint>, customer?: MappedCustomer) =>
  interactionsOf(aTouchpoint(given, customer));

const BY_ADA = { customer: "EMAIL:ada@example.com", at: AT, channel: "WEB" };
const gbp = (amount: string) => ({ amount, currency: "GBP" });

test("each line of an order is a touch of its product, with its name and what one unit cost", () => {
  const order = {
    orderNumber: "A-1",
    lines: [
      { sku: "cup", name: "Red cup", quantity: 3, unitPrice: gbp("5.50") },
      { sku: "pan", quantity: 1, unitPrice: gbp("0") },
    ],
  };

  expect(gathered({ type: "ORDER_COMPLETED", order })).toEqual([
    { ...BY_ADA, signal: "PURCHASE", product: "cup", price: 5.5, currency: "GBP", toldProduct: { name: "Red cup" } },
    { ...BY_ADA, signal: "PURCHASE", product: "pan" },
  ]);
});

test("Segment's properties tell of the product, and its price before the value", () => {
  const properties = {
    name: "Red cup",
    description: "A cup.",
    brand: "Acme",
    category: "Home > Kitchen >  > Cups ",
    price: 5.5,
    position: 3,
  };

  expect(gathered({ sku: "cup", properties, value: gbp("11"), quantity: 2 })).toEqual([
    {
      ...BY_ADA,
      signal: "VIEW",
      product: "cup",
      price: 5.5,
      currency: "GBP",
      toldProduct: { name: "Red cup", description: "A cup.", brand: "Acme", category: ["Home", "Kitchen", "Cups"] },
    },
  ]);
});

test("without a price among the properties one unit costs the value by the quantity", () => {
  expect(gathered({ sku: "cup", type: "PRODUCT_ADDED", value: gbp("11"), quantity: 2 })).toEqual([
    { ...BY_ADA, signal: "CART", product: "cup", price: 5.5, currency: "GBP" },
  ]);
});

test("a touch tells the facts of its customer that recommenders know", () => {
  const customer = { country: "GB", gender: "F", email: "ada@example.com", city: "London" };

  expect(gathered({ sku: "cup" }, customer)).toEqual([
    { ...BY_ADA, signal: "VIEW", product: "cup", toldCustomer: { gender: "F", country: "GB" } },
  ]);
});

test("a price is in the currency that is told with it, else in that of the value, else in the shop's", () => {
  const priceOf = (given: Partial<MappedTouchpoint>) =>
    gathered({ sku: "cup", ...given }).map(({ price, currency }) => [price, currency]);
  const inEuros = { amount: "6", currency: "EUR" };

  expect(priceOf({ value: inEuros })).toEqual([[6, "EUR"]]);
  expect(priceOf({ properties: { price: 7, currency: "GBP" }, value: inEuros })).toEqual([[7, "GBP"]]);
  expect(priceOf({ properties: { price: 7 }, value: inEuros })).toEqual([[7, "EUR"]]);
  expect(priceOf({ properties: { price: 8 } })).toEqual([[8, undefined]]);
});

test.each(["SEARCHED", "ORDER_REFUNDED", "MESSAGE_OPENED", "PRODUCT_REMOVED"])(
  "a touchpoint of type %s says nothing of a liking",
  (type) => {
    expect(gathered({ type, sku: "cup" })).toEqual([]);
  },
);

test("without a product or somebody known there is no touch", () => {
  expect(gathered({})).toEqual([]);
  expect(gathered({ sku: "cup", identities: [] })).toEqual([]);
});

test.each([
  ["PRODUCT_CLICKED", "VIEW"],
  ["PRODUCT_SHARED", "VIEW"],
  ["RECOMMENDATION_CLICKED", "VIEW"],
  ["WISHLIST_ADDED", "CART"],
  ["PRODUCT_REVIEWED", "REVIEW"],
])("a touchpoint of type %s is a signal of the kind %s", (type, signal) => {
  expect(gathered({ type, sku: "cup" })).toEqual([{ ...BY_ADA, signal, product: "cup" }]);
});

test("a product of a table is known by the same facts", () => {
  const product = {
    sku: "cup",
    name: "Cup",
    category: "Home>Cups",
    attributes: { colour: "red", handles: 1 },
    price: gbp("5.50"),
  };

  expect(productFactsOf(product)).toEqual({
    name: "Cup",
    category: ["Home", "Cups"],
    attributes: { colour: "red", handles: 1 },
    price: 5.5,
    currency: "GBP",
  });
});
