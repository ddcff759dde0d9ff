import { expect } from "vitest";
import type { TestApp } from "../../support/app.ts";
import { record } from "../../support/builders.ts";
import { BATCHES } from "./acts.ts";
import { someCampaigns } from "./campaigns.ts";
import { LATER_PRICES, OFFERS, PRODUCTS } from "./catalogue.ts";
import { CONSENTS } from "./consents.ts";
import { ERASED, KNOWN, MERGED } from "./people.ts";
import { jobsAndModels, shownTo } from "./recommended.ts";
import { someSegments } from "./segments.ts";

const UPSERT_CUSTOMER =
  "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message path } } }";
const UPSERT_PRODUCTS =
  "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message path } } }";
const RECORD_CONSENT =
  "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { message path } } }";
const OFFER =
  "mutation ($input: RecordCompetitorOffersInput!) { recordCompetitorOffers(input: $input) { userErrors { message path } } }";

/** A shop with more than a page of everything, with ties, gaps, and what only the database can say yet. */
export async function aRichShop(app: TestApp): Promise<void> {
  await rates(app);
  await tell(app, UPSERT_PRODUCTS, { products: PRODUCTS });
  for (const product of LATER_PRICES) await tell(app, UPSERT_PRODUCTS, { products: [product] });
  await tell(app, OFFER, { offers: OFFERS });
  for (const customer of KNOWN) await tell(app, UPSERT_CUSTOMER, customer);
  for (const batch of BATCHES) await record(app, ...batch);
  await jobsAndModels(app.dataSource);
  await record(app, ...(await shownTo(app.dataSource)));
  for (const consent of CONSENTS) await tell(app, RECORD_CONSENT, consent);
  await app.settle();
  await leaveTheList(app);
  await someSegments(app);
  await someCampaigns(app);
}

async function tell(app: TestApp, operation: string, input: object): Promise<void> {
  const data = await app.query(operation, { input });
  expect(Object.values(data)).toEqual([{ userErrors: [] }]);
}

/** A euro is worth something else every day. */
async function rates(app: TestApp): Promise<void> {
  await app.dataSource.query(`
    insert into exchange_rate (currency, day, rate)
    select 'EUR', day, 0.8 + extract(day from day) / 128 from generate_series(date '2025-05-01', date '2026-06-20', '1 day') day`);
}

/** Nothing merges or erases yet. */
async function leaveTheList(app: TestApp): Promise<void> {
  const named = (value: string | undefined) => `(select customer_id from identifier where value = '${value}')`;
  await app.dataSource.query(`update customer set merged_into = ${named("ada")} where id = ${named(MERGED)}`);
  await app.dataSource.query(`update customer set erased_at = '2026-06-14T23:59:59.999Z' where id = ${named(ERASED)}`);
  await app.dataSource.query(`update touchpoint set properties = '{"__proto__": {"constructor": 1}, "n": 12345678901234567890}'
    where order_number = 'ada-3'`);
}
