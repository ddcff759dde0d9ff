import { expect } from "vitest";
import { aPricedShop, CUPS } from "../scoring/pricing/priced-shop.ts";
import { aShop, MANY, sku, train } from "../scoring/serving/shop.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, gbp, record } from "../support/builders.ts";
import { aLaunchedCampaign } from "./campaign.ts";

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

const A_SEGMENT = `mutation { createSegment(input: {
  key: "known", name: "Known", description: "By their browser.", rule: { identity: ANONYMOUS_ID }
}) { segment { id } } }`;

/** By the words that stand for them in the matrix's operations. */
export interface Ids {
  readonly customer: string;
  readonly product: string;
  readonly touchpoint: string;
  readonly job: string;
  readonly model: string;
  readonly segment: string;
  readonly campaign: string;
}

export interface World {
  readonly app: TestApp;
  readonly ids: Ids;
}

/** Nothing has been trained. */
const NO_MODEL = `mdl_${"0".repeat(32)}`;

const NOT_THERE: Ids = { customer: "", product: "", touchpoint: "", job: "", model: "", segment: "", campaign: "" };

export async function aKnownWorld(): Promise<World> {
  const app = await startApp();
  const ids = await aKnownCustomer(app);
  const campaign = await aLaunchedCampaign(app, ids.customer);
  return { app, ids: { ...ids, campaign } };
}

const SHOWN = "query ($of: [ID!]) { recommendations(basket: $of, first: 1) { id } }";
const BUYER = `{
  touchpoints(first: 1, filter: { types: [ORDER_COMPLETED] }) { nodes { id customer { id } } }
  jobs(first: 1, state: SUCCEEDED) { nodes { id } }
}`;

/** A shop that has learned, with a customer who has bought and was shown a recommendation. A regression takes more customers. */
export async function aTrainedWorld(kind: string): Promise<World> {
  if (kind === "PRICE_RESPONSE") return aPricedWorld();
  const { app, ids } = await aShop({ training: true }, kind === "PREFERENCE_REGRESSION" ? MANY : undefined);
  const [job] = await train(app, kind);
  expect(job).toMatchObject({ state: "SUCCEEDED" });
  const product = ids[sku("kitchen", 0)] ?? "";
  const { recommendations } = await app.query(SHOWN, { of: [product] });
  await record(app, aTouchpoint({ type: "RECOMMENDATION_SHOWN", recommendationId: recommendations[0].id }));
  const { touchpoints, jobs } = await app.query(BUYER);
  const [{ id: touchpoint, customer }] = touchpoints.nodes;
  const told = { customer: customer.id, product, touchpoint, job: jobs.nodes[0].id, model: job.model.id };
  return { app, ids: { ...NOT_THERE, ...told } };
}

/** A shop that has learned what prices do, with a competitor for each product that it says something of. */
async function aPricedWorld(): Promise<World> {
  const { app, ids } = await aPricedShop();
  const [job] = await train(app, "PRICE_RESPONSE");
  expect(job).toMatchObject({ state: "SUCCEEDED" });
  const offers = CUPS.map((sku) => ({ sku, competitor: "Other", price: gbp("19"), observedAt: NOW.toISOString() }));
  await app.query(OFFER, { input: { offers } });
  const product = ids[CUPS[0] ?? ""] ?? "";
  return { app, ids: { ...NOT_THERE, product, model: job.model.id } };
}

/** One customer of whom everything is known, a visitor by the cookie "visitor"; gives the ids. */
export async function aKnownCustomer(app: TestApp): Promise<Ids> {
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
  const { createSegment } = await app.query(A_SEGMENT);
  await app.dataSource.query(A_RUNNING_JOB);
  const { jobs } = await app.query("{ jobs { nodes { id } } }");
  const { touchpoints } = await app.query("{ touchpoints(filter: { types: [PRODUCT_VIEWED] }) { nodes { id } } }");
  app.statements();
  return {
    ...NOT_THERE,
    customer: upsertCustomer.customer.id,
    product: upsertProducts.products[0].id,
    touchpoint: touchpoints.nodes[0].id,
    job: jobs.nodes[0].id,
    model: NO_MODEL,
    segment: createSegment.segment.id,
  };
}
