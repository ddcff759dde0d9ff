import type { TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, gbp, record } from "../support/builders.ts";

const UPSERT_PRODUCTS = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { products { id } } }";
const OFFER =
  "mutation ($input: RecordCompetitorOffersInput!) { recordCompetitorOffers(input: $input) { userErrors { message } } }";
const UPSERT_CUSTOMER = "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { customer { id } } }";

const CONSENT = "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { message } } }";

const ADA = {
  identities: [{ kind: "ANONYMOUS_ID", value: "visitor" }],
  email: "ada@example.com",
  phone: "+442071234567",
  displayName: "Ada Lovelace",
  firstName: "Ada",
  lastName: "Lovelace",
  gender: "female",
  birthDate: "1990-05-17",
  occupation: "engineer",
  country: "GB",
  city: "London",
  language: "en-GB",
  timeZone: "Europe/London",
  address: { street: "1 Long Lane", city: "Leeds", region: "Yorkshire", postalCode: "LS1", country: "GB" },
  traits: { secret: "likes numbers" },
  occurredAt: "2026-06-01T09:00:00.000Z",
};

/** Nobody runs it here, so that it can be cancelled again and again. */
const A_RUNNING_JOB = `insert into job (id, kind, state, message, created_at, started_at)
  values (gen_random_uuid(), 'TRAIN_HYBRID', 'RUNNING', 'learning', '2026-06-01T00:00:00Z', '2026-06-01T00:00:01Z')`;

/** One customer of whom everything is known, a visitor by the cookie "visitor"; gives the ids. */
export async function aKnownCustomer(app: TestApp) {
  const mug = { sku: "mug", name: "Mug", brand: "ACME", category: "Home", price: gbp("10"), cost: gbp("4"), stock: 3 };
  const more = { externalId: "x1", imageUrl: "https://example.com/a.png", description: "A mug.", attributes: { a: 1 } };
  const { upsertProducts } = await app.query(UPSERT_PRODUCTS, { input: { products: [{ ...mug, ...more }] } });
  const offer = {
    sku: "mug",
    competitor: "Other",
    price: gbp("9"),
    observedAt: "2026-06-01T00:00:00Z",
    url: "https://example.com",
  };
  await app.query(OFFER, { input: { offers: [offer] } });
  const { upsertCustomer } = await app.query(UPSERT_CUSTOMER, { input: ADA });
  const { identities } = ADA;
  await record(
    app,
    anOrder("ada-1", { identities, occurredAt: "2026-06-02T00:00:00.000Z" }),
    aTouchpoint({ messageId: "search", identities, type: "SEARCHED", searchQuery: "secret words", sku: "mug" }),
    aTouchpoint({
      messageId: "view",
      identities,
      type: "PRODUCT_VIEWED",
      sku: "mug",
      searchQuery: "secret words",
      properties: { secret: "seen at night" },
      quantity: 2,
      value: gbp("20"),
      sessionId: "s1",
    }),
  );
  const consent = { purpose: "MARKETING", channel: "EMAIL", status: "GRANTED", source: "shop", proof: "secret form" };
  const [identity] = identities;
  await app.query(CONSENT, { input: { identity, ...consent, recordedAt: "2026-06-01T09:00:00.000Z" } });
  await app.settle();
  await app.dataSource.query(A_RUNNING_JOB);
  const { jobs } = await app.query("{ jobs { nodes { id } } }");
  const { touchpoints } = await app.query("{ touchpoints(filter: { types: [PRODUCT_VIEWED] }) { nodes { id } } }");
  app.statements();
  return {
    customer: upsertCustomer.customer.id as string,
    product: upsertProducts.products[0].id as string,
    touchpoint: touchpoints.nodes[0].id as string,
    job: jobs.nodes[0].id as string,
  };
}
