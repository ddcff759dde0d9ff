import { expect, test } from "vitest";
import { checkColumns, ImportMapFault, parseImportMap } from "../../src/imports/index.ts";
import { aMap, aView, imported, VIEW } from "./import.ts";
import { words } from "./vocabulary.ts";

function faultsOf(yaml: string): readonly string[] {
  try {
    parseImportMap(yaml, "map.yaml", words);
    return [];
  } catch (error) {
    if (error instanceof ImportMapFault) return error.faults;
    throw error;
  }
}

test("all faults of a map are told at once, each with its place and what would be right", () => {
  const touchpoint = `chanel: WEB
type: ORDER_COMPLETE
occurredAt: { column: at, type: datetime, format: yyyy-MM-dd, zone: Europe/Londn }
identities: { USERID: user }
order:
  orderNumber: { column: no, constant: 1 }
  line: { sku: sku, quantity: { column: qty, type: decimal }, unitPrice: price }
customer: { country: { column: c, lookup: { table: {} } } }`;

  expect(faultsOf(aMap({ touchpoint, skip: "skip: [{ when: { column: a, equal: 1 } }]" }))).toEqual([
    "skip[0].reason: is missing; why such rows are left out, in words",
    'skip[0].when.equal: unknown key; did you mean "equals"?',
    "skip[0].when: tests nothing; tests: empty, equals, in, startsWith, matches, above, atLeast, below, atMost",
    'touchpoint.chanel: unknown key; did you mean "channel"?',
    'touchpoint.messageId: is missing; it makes a row itself, such as { template: "{user}-{item}" }',
    "touchpoint.channel: is missing; write the name itself or where it comes from",
    'touchpoint.type: "ORDER_COMPLETE" is not known; did you mean "ORDER_COMPLETED"?',
    'touchpoint.occurredAt.zone: "Europe/Londn" is not an IANA time zone such as Europe/London',
    'touchpoint.identities.USERID: unknown key; did you mean "USER_ID"?',
    "touchpoint.order.orderNumber: needs exactly one of column, constant, template",
    "touchpoint.order.line.quantity.type: this field holds integer, not decimal",
    'touchpoint.order.line.unitPrice: expects the keys amount, currency, not "price"',
    "touchpoint.order.line.unitPrice.amount: is missing; say where it comes from",
    "touchpoint.order.line.unitPrice.currency: is missing; write the name itself or where it comes from",
    "touchpoint.customer.country.lookup.otherwise: is missing; say what becomes of words that the table doesn't have: omit, keep, reject",
  ]);
});

test("faults of products and customers are told with all others", () => {
  const sections = `products:
  file: { delimeter: tab }
  titel: name
  price: { amount: price }
customers:
  identities: { USERID: user }
  ageBand: { column: age, lookup: { atLeast: { young: AGE_18_25 } } }
  country: { column: c, lookup: { table: {}, atLeast: {}, otherwise: omit } }
  skip: x`;

  expect(faultsOf(`${aMap({ touchpoint: VIEW.replace("WEB", "WEP") })}\n${sections}`)).toEqual([
    'touchpoint.channel: "WEP" is not known; did you mean "WEB"?',
    "products.titel: unknown key; known: file, sku, name, description, brand, category, price, attributes",
    'products.file.delimeter: unknown key; did you mean "delimiter"?',
    "products.sku: is missing; say where it comes from",
    "products.price.currency: is missing; write the name itself or where it comes from",
    "customers.skip: unknown key; known: file, identities, displayName, firstName, lastName, email, phone, gender, birthDate, ageBand, occupation, country, city, language, timeZone, address, traits",
    'customers.identities.USERID: unknown key; did you mean "USER_ID"?',
    "customers.ageBand.lookup.otherwise: is missing; say what becomes of words that the table doesn't have: omit, keep, reject",
    'customers.ageBand.lookup.atLeast.young: "young" is not a number such as 18',
    "customers.country.lookup: needs exactly one of table (from the file's words to yours), atLeast (from numbers)",
  ]);
});

test("what is not YAML is one fault with its line", () => {
  expect(faultsOf("source: { name: x")).toEqual([expect.stringMatching(/^not YAML: .*line 1/)]);
});

test("a fault that several kinds share is told once", () => {
  const kinds = "kinds: [{ name: a }, { name: b }]";

  expect(faultsOf(aMap({ touchpoint: VIEW.replace("WEB", "WEP"), kinds }))).toEqual([
    'touchpoint.channel: "WEP" is not known; did you mean "WEB"?',
  ]);
});

test("a constant that its field can't hold is a fault of the map", () => {
  expect(faultsOf(aMap({ touchpoint: `${VIEW}\nquantity: { constant: few }` }))).toEqual([
    'touchpoint.quantity: "few" is not a whole number such as 12',
  ]);
});

test("a column that the file doesn't have is a fault with the nearest that it has", () => {
  const map = parseImportMap(aMap({ touchpoint: VIEW }), "map.yaml", words);

  expect(() => checkColumns(map, ["id", "at", "e-mail"])).toThrow(
    'touchpoint.identities.EMAIL: the file has no column "email"; did you mean "e-mail"?',
  );
});

test("a row on its own becomes a touchpoint with everything that it states", async () => {
  const touchpoint = `${VIEW}
sku: sku
quantity: qty
value: { amount: price, currency: { column: currency } }
properties: { score: { column: score, type: number }, first: { constant: true, type: boolean } }
customer: { firstName: first, birthDate: born, address: { city: city }, traits: { tier: tier } }`;
  const row = aView({
    sku: "cup",
    qty: 2n,
    price: 2.5,
    currency: "EUR",
    score: 4.5,
    first: "Ada",
    born: "1815-12-10",
    tier: "gold",
  });

  expect(await imported(aMap({ touchpoint }), row)).toEqual([
    {
      kind: "touchpoint",
      rows: [1],
      touchpoint: {
        messageId: "shop:1",
        channel: "WEB",
        type: "PRODUCT_VIEWED",
        occurredAt: new Date("2024-05-01T10:00:00Z"),
        identities: [{ kind: "EMAIL", value: "ada@example.com" }],
        sku: "cup",
        quantity: 2,
        value: { amount: "2.5", currency: "EUR" },
        properties: { score: 4.5, first: true },
      },
      customer: { firstName: "Ada", birthDate: "1815-12-10", traits: { tier: "gold" } },
    },
  ]);
});

test("a row that says of nobody whose it is is rejected", async () => {
  expect(await imported(aMap({ touchpoint: VIEW }), aView({ email: null }))).toMatchObject([
    { kind: "rejected", reason: "every identity is empty, but one of them is required" },
  ]);
});
