import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  applyCustomerMap,
  applyMap,
  applyProductMap,
  type ImportMap,
  parseImportMap,
} from "../../src/imports/index.ts";
import { eventsOf, tableOf } from "./import.ts";
import { words } from "./vocabulary.ts";

async function shipped(name: string): Promise<ImportMap> {
  const yaml = await readFile(new URL(`../../maps/${name}`, import.meta.url), "utf8");
  return parseImportMap(yaml, name, words);
}

const anInvoiceLine = (values: Record<string, unknown> = {}) => ({
  Invoice: "500001",
  StockCode: "10001A",
  Description: "BLUE CUP ",
  Quantity: 6n,
  InvoiceDate: "2010-07-01 09:15:00",
  Price: 2.1,
  "Customer ID": 12001,
  Country: "EIRE",
  ...values,
});

test("a rating of MovieLens is a review by a user of a film", async () => {
  const rating = {
    "user_id:token": "9001",
    "item_id:token": "7001",
    "rating:float": "4",
    "timestamp:float": "878887200",
  };

  expect(await eventsOf(applyMap(await shipped("movielens-100k.yaml"), tableOf([rating])))).toEqual([
    {
      kind: "touchpoint",
      rows: [1],
      touchpoint: {
        messageId: "movielens-100k:9001-7001",
        channel: "WEB",
        type: "PRODUCT_REVIEWED",
        occurredAt: new Date("1997-11-07T07:20:00Z"),
        identities: [{ kind: "USER_ID", value: "9001" }],
        sku: "7001",
        properties: { rating: 4 },
      },
    },
  ]);
});

test("a film of MovieLens has its genres side by side, as no category", async () => {
  const { products } = await shipped("movielens-100k.yaml");
  const film = {
    "item_id:token": "7001",
    "movie_title:token_seq": "The Lighthouse Cat",
    "release_year:token": "1994",
    "class:token_seq": "Children's Comedy",
  };

  expect(products && (await eventsOf(applyProductMap(products, tableOf([film]))))).toEqual([
    {
      kind: "product",
      row: 1,
      product: {
        sku: "7001",
        name: "The Lighthouse Cat",
        attributes: { releaseYear: "1994", genres: "Children's Comedy" },
      },
    },
  ]);
});

test.each([
  ["17", undefined],
  ["18", "AGE_18_25"],
  ["25", "AGE_18_25"],
  ["26", "AGE_26_35"],
  ["45", "AGE_36_45"],
  ["55", "AGE_46_55"],
  ["73", "AGE_56_PLUS"],
])("a user of MovieLens who is %s is of the age band %s", async (age, ageBand) => {
  const { customers } = await shipped("movielens-100k.yaml");
  const user = {
    "user_id:token": "9001",
    "age:token": age,
    "gender:token": "F",
    "occupation:token": "writer",
    "zip_code:token": "00000",
  };

  expect(customers && (await eventsOf(applyCustomerMap(customers, tableOf([user]))))).toEqual([
    {
      kind: "customer",
      row: 1,
      identities: [{ kind: "USER_ID", value: "9001" }],
      customer: { gender: "F", ...(ageBand && { ageBand }), occupation: "writer" },
    },
  ]);
});

test("an invoice of Online Retail II keeps its products, when and where it was bought", async () => {
  const map = await shipped("online-retail-ii-products.yaml");

  expect(await eventsOf(applyMap(map, tableOf([anInvoiceLine()])))).toEqual([
    {
      kind: "touchpoint",
      rows: [1],
      touchpoint: {
        messageId: "online-retail-ii:500001",
        channel: "WEB",
        type: "ORDER_COMPLETED",
        occurredAt: new Date("2010-07-01T08:15:00Z"),
        identities: [{ kind: "USER_ID", value: "12001" }],
        order: {
          orderNumber: "500001",
          lines: [{ sku: "10001A", name: "BLUE CUP", quantity: 6, unitPrice: { amount: "2.1", currency: "GBP" } }],
        },
      },
      customer: { country: "IE" },
    },
  ]);
});

test.each([
  ["no customer number", { "Customer ID": null }],
  ["a cancellation, which is no purchase", { Invoice: "C500001", Quantity: -6n }],
  ["no product (postage, a fee, a gift voucher, a correction)", { StockCode: "POST" }],
  ["no product (postage, a fee, a gift voucher, a correction)", { StockCode: "gift_0001_20" }],
  ["a quantity of zero or less", { Quantity: 0n }],
  ["a price of zero or less (a gift, a sample, a correction)", { Price: 0 }],
])("a line of Online Retail II is left out for %s", async (reason, values) => {
  const map = await shipped("online-retail-ii-products.yaml");

  expect(await eventsOf(applyMap(map, tableOf([anInvoiceLine(values)])))).toEqual([
    { kind: "skipped", row: 1, reason },
  ]);
});
