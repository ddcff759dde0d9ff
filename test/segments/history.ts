import fc from "fast-check";
import type { TestApp } from "../support/app.ts";
import { gbp } from "../support/builders.ts";

const PEOPLE = ["ada", "bob", "cem", "dot", "eve", "fay", "gus"];
export const SKUS = ["s0", "s1", "s2", "s3", "s4"];
export const CATEGORIES = ["Home", "Home > Kitchen", "Garden"];
export const TYPES = ["PAGE_VIEWED", "PRODUCT_VIEWED", "PRODUCT_ADDED", "ORDER_COMPLETED", "ORDER_REFUNDED"];

/** What happens at one time in a shop. */
export type Act = (app: TestApp, now: Date) => Promise<unknown>;

const RECORD =
  "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status } } }";
const UPSERT = "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message } } }";
const CONSENT = "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { message } } }";
const PRODUCTS = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }";

const person = fc.constantFrom(...PEOPLE);
const hoursAgo = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 * 24 }));
const before = (now: Date, hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const is = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });

/** Late ones, and message ids that come again with something else. */
const touchpoints: fc.Arbitrary<Act> = fc
  .array(
    fc.record({
      user: person,
      hours: hoursAgo,
      number: fc.nat({ max: 400 }),
      type: fc.constantFrom(...TYPES),
      channel: fc.constantFrom("WEB", "EMAIL", "IN_STORE"),
      sku: fc.constantFrom(...SKUS),
      quantity: fc.integer({ min: 1, max: 3 }),
      property: fc.constantFrom({}, { z: 1 }, { z: "two", a: true }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => (app, now) => {
    const sent = drawn.map(({ user, hours, number, type, channel, sku, quantity, property }) => ({
      messageId: `message-${number}`,
      type,
      channel,
      occurredAt: before(now, hours),
      properties: property,
      ...is(user),
      ...(type.startsWith("ORDER_")
        ? {
            order: {
              orderNumber: `${user}-${number % 9}`,
              lines: type === "ORDER_REFUNDED" && number % 2 === 0 ? [] : [{ sku, quantity, unitPrice: gbp("12.50") }],
            },
          }
        : { sku }),
    }));
    return app.query(RECORD, { input: { touchpoints: sent } });
  });

const traits: fc.Arbitrary<Act> = fc
  .record({ user: person, country: fc.constantFrom("GB", "SE", null), z: fc.constantFrom(1, "two", null) })
  .map(
    ({ user, country, z }) =>
      (app) =>
        app.query(UPSERT, { input: { ...is(user), country, traits: { z } } }),
  );

const consents: fc.Arbitrary<Act> = fc
  .record({
    user: person,
    hours: hoursAgo,
    purpose: fc.constantFrom("MARKETING", "PERSONALISATION"),
    channel: fc.constantFrom("EMAIL", null),
    status: fc.constantFrom("GRANTED", "DENIED", "WITHDRAWN"),
  })
  .map(({ user, hours, ...said }) => (app, now) => {
    const input = {
      identity: { kind: "USER_ID", value: user },
      source: "form",
      recordedAt: before(now, hours),
      ...said,
    };
    return app.query(CONSENT, { input });
  });

/** A product moves to another category, with all that was done with it. */
const categories: fc.Arbitrary<Act> = fc
  .record({ sku: fc.constantFrom(...SKUS), category: fc.constantFrom(...CATEGORIES, null) })
  .map((product) => (app) => app.query(PRODUCTS, { input: { products: [product] } }));

export const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: touchpoints },
  { weight: 2, arbitrary: traits },
  { weight: 2, arbitrary: consents },
  { weight: 1, arbitrary: categories },
);

/** Half a minute, or as long as it takes for windows to pass. */
export const pauses: fc.Arbitrary<number> = fc.constantFrom(30_000, 3_600_000, 30 * 3_600_000, 5 * 86_400_000);
