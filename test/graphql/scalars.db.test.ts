import "reflect-metadata";
import { expect, test } from "vitest";
import { DateScalar, DateTimeScalar, DecimalScalar, JSONObjectScalar } from "../../src/graphql/scalars.ts";
import { startApp } from "../support/app.ts";

const SINCE = "query ($since: DateTime) { touchpoints(filter: { since: $since }) { totalCount } }";

test.each([
  "2026-02-30T00:00:00Z",
  "2026-06-01",
  "2026-06-01T10:00:00",
  "2026-06-01 10:00:00Z",
  "2026-13-01T00:00:00Z",
  "",
  "now",
  5,
  true,
])("%j is no DateTime, and the caller is told so", async (since) => {
  const app = await startApp();

  const { errors, data } = await app.send(SINCE, { since });

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT" }]);
  expect(errors?.[0]?.message).toContain(
    `Variable "$since" got invalid value ${JSON.stringify(since)}; DateTime cannot represent`,
  );
  expect(data).toBeUndefined();
  expect(app.statements()).toEqual([]);
});

test.each([
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999-12:00",
  "2024-02-29t10:00:00.123456z",
])("%s is a moment like any other", async (since) => {
  const app = await startApp();

  expect(await app.query(SINCE, { since })).toEqual({ touchpoints: { totalCount: 0 } });
});

const UPSERT = `mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) {
  customer { firstSeenAt birthDate traits } userErrors { code path }
} }`;

test.each([
  ["birthDate", "2026-02-30", /LocalDate/],
  ["birthDate", "1990-5-17", /LocalDate/],
  ["birthDate", "1990-05-17T00:00:00Z", /LocalDate/],
  ["birthDate", "", /LocalDate/],
  ["traits", [], /JSONObject cannot represent non-object value/],
  ["traits", "{}", /JSONObject cannot represent non-object value/],
  ["traits", 5, /JSONObject cannot represent non-object value/],
  ["occurredAt", "yesterday", /DateTime cannot represent/],
])("%s %j is refused with its place and a reason", async (field, value, reason) => {
  const app = await startApp();

  const { errors } = await app.send(UPSERT, { input: { email: "ada@example.com", [field]: value } });

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT" }]);
  expect(errors?.[0]?.message).toContain(`at "input.${field}"`);
  expect(errors?.[0]?.message).toMatch(reason);
  expect(app.statements()).toEqual([]);
});

test.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1989-12-31T23:59:59.999Z"])(
  "what is said to have been true at %s is refused, and no fault",
  async (occurredAt) => {
    const app = await startApp();

    const { upsertCustomer } = await app.query(UPSERT, { input: { email: "ada@example.com", occurredAt } });

    expect(upsertCustomer).toEqual({
      customer: null,
      userErrors: [{ code: "INVALID", path: ["input", "occurredAt"] }],
    });
  },
);

test("moments are answered in UTC with milliseconds, dates and objects as they came", async () => {
  const app = await startApp();
  const traits = { "": 1, a: { $b: [null, true, 1.5, "}"] }, 'q"\\\n': "Größe 😀" };
  const input = {
    email: "ada@example.com",
    occurredAt: "2026-03-01T01:30:00.1+02:00",
    birthDate: "1990-05-17",
    traits,
  };

  const { upsertCustomer } = await app.query(UPSERT, { input });

  const customer = { firstSeenAt: "2026-02-28T23:30:00.100Z", birthDate: "1990-05-17", traits };
  expect(upsertCustomer).toEqual({ customer, userErrors: [] });
});

const PRICE = `mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) {
  products { price { amount } } userErrors { message }
} }`;
const priced = (amount: unknown) => ({ input: { products: [{ sku: "a", price: { amount, currency: "GBP" } }] } });

test.each([
  ["19.9", "19.90"],
  ["19.90", "19.90"],
  ["0.785", "0.785"],
  ["0.7850", "0.785"],
  ["0.0000001", "0.0000001"],
  ["0.000000000001", "0.000000000001"],
  ["123456789012345", "123456789012345.00"],
  ["123456789012345.123456789012", "123456789012345.123456789012"],
  ["007", "7.00"],
  ["0", "0.00"],
])("the amount %s is answered as %s", async (amount, shown) => {
  const app = await startApp();

  const { upsertProducts } = await app.query(PRICE, priced(amount));
  const { product } = await app.query('{ product(sku: "a") { price { amount } } }');

  expect(upsertProducts).toEqual({ products: [{ price: { amount: shown } }], userErrors: [] });
  expect(product).toEqual({ price: { amount: shown } });
});

test.each([
  "1e-7",
  "1.",
  ".5",
  "+1",
  " 1",
  "NaN",
  "Infinity",
  "1,5",
  "",
  "1234567890123456",
  "0.1234567890123",
  "١",
  "1\n",
  19.9,
  5,
  true,
])("%j is no Decimal, and the caller is told what is", async (amount) => {
  const app = await startApp();

  const { errors } = await app.send(PRICE, priced(amount));

  const message =
    'A Decimal is a string such as "19.90": at most 15 digits before and 12 after the point, no exponent.';
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT" }]);
  expect(errors?.[0]?.message).toBe(
    `Variable "$input" got invalid value ${JSON.stringify(amount)} at "input.products[0].price.amount"; ${message}`,
  );
  expect(app.statements()).toEqual([]);
});

test("a number where a Decimal is written into the operation is refused before anything runs", async () => {
  const app = await startApp();

  const { errors } = await app.send(
    'mutation { upsertProducts(input: { products: [{ sku: "a", price: { amount: 1.5, currency: "GBP" } }] }) { products { id } } }',
  );

  expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  expect(errors?.[0]?.message).toContain('A Decimal is a string such as "19.90"');
  expect(app.statements()).toEqual([]);
});

test("the scalars pass on what the database has written", () => {
  const moment = new Date("2026-02-28T23:30:00.1Z");

  expect(DateTimeScalar.serialize(moment)).toBe("2026-02-28T23:30:00.100Z");
  expect(DateTimeScalar.serialize("2026-02-28T23:30:00.100Z")).toBe("2026-02-28T23:30:00.100Z");
  expect(DateScalar.serialize("1990-05-17")).toBe("1990-05-17");
  expect(DecimalScalar.serialize("0.785")).toBe("0.785");
  expect(JSONObjectScalar.serialize({ a: [1] })).toEqual({ a: [1] });
});
