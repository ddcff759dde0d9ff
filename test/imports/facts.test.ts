import { expect, test } from "vitest";
import {
  applyCustomerMap,
  applyProductMap,
  checkColumns,
  type ImportMap,
  parseImportMap,
  type TableRow,
} from "../../src/imports/index.ts";
import { aMap, eventsOf, tableOf, VIEW } from "./import.ts";
import { words } from "./vocabulary.ts";

type Rows = readonly Record<string, unknown>[];

function mapWith(sections: string): ImportMap {
  return parseImportMap(`${aMap({ touchpoint: VIEW })}\n${sections}`, "map.yaml", words);
}

function products(section: string, ...rows: Rows) {
  const { products: map } = mapWith(`products: ${section}`);
  return map && eventsOf(applyProductMap(map, tableOf(rows)));
}

function customers(section: string, ...rows: Rows) {
  const { customers: map } = mapWith(`customers: ${section}`);
  return map && eventsOf(applyCustomerMap(map, tableOf(rows)));
}

test("a row of a table of products says everything of one product that the map asks for", async () => {
  const section = `
  sku: { column: Art, type: integer }
  name: { column: Title, transform: trim }
  description: Text
  brand: { constant: Tributary }
  category: { template: "{Room} > {Kind}" }
  price: { amount: Price, currency: EUR }
  attributes: { weight: { column: Grams, type: integer }, colour: Colour }`;
  const row = {
    Art: "12.0",
    Title: " Cup ",
    Text: "Holds tea.",
    Room: "Kitchen",
    Kind: "Cups",
    Price: 2.5,
    Grams: "300",
    Colour: "red",
  };

  expect(await products(section, row)).toEqual([
    {
      kind: "product",
      row: 1,
      product: {
        sku: "12",
        name: "Cup",
        description: "Holds tea.",
        brand: "Tributary",
        category: "Kitchen > Cups",
        price: { amount: "2.5", currency: "EUR" },
        attributes: { weight: 300, colour: "red" },
      },
    },
  ]);
});

test("what a product's row leaves empty is not said of it", async () => {
  const section = "{ sku: sku, name: name, price: { amount: price, currency: EUR }, attributes: { colour: colour } }";

  expect(await products(section, { sku: "cup", name: "", price: null, colour: " " })).toEqual([
    { kind: "product", row: 1, product: { sku: "cup" } },
  ]);
});

test("a row without a SKU or with a bad value is rejected alone, with its reason", async () => {
  const section = "{ sku: sku, price: { amount: price, currency: EUR } }";

  const events = await products(section, { sku: "", price: "1" }, { sku: "cup", price: "cheap" }, { sku: "mug" });

  expect(events).toEqual([
    {
      kind: "rejected",
      row: 1,
      reason: 'column "sku" is empty, but products.sku is required',
      values: { sku: "", price: "1" },
    },
    {
      kind: "rejected",
      row: 2,
      reason: 'column "price" (products.price.amount): "cheap" is not a number such as 12.50',
      values: { sku: "cup", price: "cheap" },
    },
    { kind: "product", row: 3, product: { sku: "mug" } },
  ]);
});

test("a row that the table itself gives as broken is rejected", async () => {
  const { products: map } = mapWith("products: { sku: sku }");
  async function* broken(): AsyncGenerator<TableRow> {
    yield { number: 2, values: { sku: "cup" }, fault: "the row has 1 cells, the header 2" };
  }

  expect(map && (await eventsOf(applyProductMap(map, broken())))).toEqual([
    { kind: "rejected", row: 2, reason: "the row has 1 cells, the header 2", values: { sku: "cup" } },
  ]);
});

test("a product that comes twice is told twice, in the order of the rows", async () => {
  const events = await products("{ sku: sku, name: name }", { sku: "cup", name: "Cup" }, { sku: "cup", name: "Mug" });

  expect(events).toMatchObject([{ product: { name: "Cup" } }, { product: { name: "Mug" } }]);
});

test("a row of a table of customers says who they are and what is known of them", async () => {
  const section = `
  identities: { USER_ID: no, EMAIL: mail }
  gender: sex
  birthDate: { column: born, format: dd.MM.yyyy }
  phone: { column: phone, type: integer }
  address: { postalCode: zip }
  traits: { newsletter: { column: news, type: boolean } }`;
  const row = { no: 7, mail: "", sex: "F", born: "10.12.1815", phone: "442071234567", zip: "85711", news: "yes" };

  expect(await customers(section, row)).toEqual([
    {
      kind: "customer",
      row: 1,
      identities: [{ kind: "USER_ID", value: "7" }],
      customer: {
        gender: "F",
        birthDate: "1815-12-10",
        phone: "442071234567",
        address: { postalCode: "85711" },
        traits: { newsletter: true },
      },
    },
  ]);
});

test("a customer of whom nothing is known is a customer, one whom nothing identifies is rejected", async () => {
  expect(await customers("{ identities: { EMAIL: mail }, city: city }", { mail: "a@b.c" }, { city: "Rome" })).toEqual([
    { kind: "customer", row: 1, identities: [{ kind: "EMAIL", value: "a@b.c" }], customer: {} },
    {
      kind: "rejected",
      row: 2,
      reason: "every identity is empty, but one of them is required",
      values: { city: "Rome" },
    },
  ]);
});

test("each table has columns of its own, and a misspelt one is a fault of its own section", () => {
  const map = mapWith("products: { sku: sku, name: Title }\ncustomers: { identities: { USER_ID: no } }");

  checkColumns(map, ["id", "at", "email"]);
  expect(() => map.products && checkColumns(map.products, ["sku", "title"])).toThrow(
    'the map of Shop can\'t be used:\n  products.name: the file has no column "Title"; did you mean "title"?',
  );
  expect(() => map.customers && checkColumns(map.customers, ["id"])).toThrow(
    'customers.identities.USER_ID: the file has no column "no"',
  );
});

test("how the file of touchpoints is written says nothing of the other files", async () => {
  const file = 'file: { format: ndjson, decimalMark: "," }';
  const sections = `products: { sku: sku, price: { amount: price, currency: EUR } }
customers: { file: { delimiter: ";", encoding: windows-1252, decimalMark: "," }, identities: { USER_ID: no }, traits: { x: { column: x, type: decimal } } }`;

  const map = parseImportMap(`${aMap({ file, touchpoint: VIEW })}\n${sections}`, "map.yaml", words);

  expect([map.file, map.products?.file, map.customers?.file]).toEqual([
    { format: "ndjson" },
    {},
    { delimiter: ";", encoding: "windows-1252" },
  ]);
  expect(
    map.products && (await eventsOf(applyProductMap(map.products, tableOf([{ sku: "a", price: "1.5" }])))),
  ).toEqual([{ kind: "product", row: 1, product: { sku: "a", price: { amount: "1.5", currency: "EUR" } } }]);
  expect(
    map.customers && (await eventsOf(applyCustomerMap(map.customers, tableOf([{ no: "1", x: "1,5" }])))),
  ).toMatchObject([{ customer: { traits: { x: "1.5" } } }]);
});
