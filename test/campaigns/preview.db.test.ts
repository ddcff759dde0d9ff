import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, gbp, record } from "../support/builders.ts";
import { aCampaign, anEmail, consent, launched, people, sandbox } from "./campaigns.ts";

const PREVIEW = `query ($id: ID!, $customer: ID!) { campaign(id: $id) { preview(customerId: $customer) {
  variant { name } subject body suppression recommendations { rank product { sku } } } } }`;

const BODY = `{% for product in recommendations %}{{ product.rank }}. {{ product.name }} {{ product.price }} {{ product.currency }}
{% else %}Have a look at our shop.
{% endfor %}`;

const products = (app: TestApp, ...skus: string[]) =>
  app.query("mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }", {
    input: { products: skus.map((sku) => ({ sku, name: `The ${sku}`, price: gbp("12.5") })) },
  });

async function adaId(app: TestApp): Promise<string> {
  const { customer } = await app.query('{ customer(identity: { kind: USER_ID, value: "ada" }) { id } }');
  return customer.id;
}

async function preview(app: TestApp, id: string, customer?: string) {
  const { campaign } = await app.query(PREVIEW, { id, customer: customer ?? (await adaId(app)) });
  return campaign.preview;
}

test("a preview shows what each variant would send to a customer now, and whether it would", async () => {
  const app = await startApp();
  await people(app, "ada");
  await app.query(
    "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message } } }",
    {
      input: { identities: [{ kind: "USER_ID", value: "ada" }], firstName: "Ada & Co" },
    },
  );
  await products(app, "mug", "cup");
  const variants = [
    anEmail({
      name: "A",
      subject: "Hi {{ customer.firstName }}",
      body: '<a href="https://shop.example/">{{ customer.firstName }}</a>',
    }),
    anEmail({ name: "B", body: BODY, recommendationSlots: 1 }),
    { name: "C", channel: "SMS", body: "For {{ customer.firstName }}" },
  ];
  const id = await aCampaign(app, { variants });

  const [a, b, c] = await preview(app, id);

  expect(a).toEqual({
    ...{ variant: { name: "A" }, subject: "Hi Ada & Co", suppression: null, recommendations: [] },
    body: expect.stringMatching(
      /^<a href="https:\/\/shop\.example\/">Ada &amp; Co<\/a><p><a href="http:\/\/127\.0\.0\.1:\d+\/m\/unsubscribe\?t=preview">Unsubscribe<\/a><\/p>$/,
    ),
  });
  expect(b).toMatchObject({
    suppression: null,
    recommendations: [{ rank: 1, product: { sku: expect.stringMatching(/^(mug|cup)$/) } }],
  });
  expect(b.body).toMatch(new RegExp(`^1\\. The ${b.recommendations[0].product.sku} 12\\.50 GBP\n`));
  expect(c).toEqual({
    variant: { name: "C" },
    subject: null,
    body: "For Ada & Co",
    suppression: "NO_ADDRESS",
    recommendations: [],
  });
});

test("a preview says who would get nothing, and is empty for nobody", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const id = await aCampaign(app);
  await launched(app, { name: "Another" });
  const capped = await aCampaign(app, { frequencyCap: { messages: 1, perDays: 7 } });
  const allowed = await preview(app, id);
  const [often] = await preview(app, capped);
  await consent(app, "ada", "WITHDRAWN", { recordedAt: "2026-06-15T12:01:00Z" });

  expect(allowed).toMatchObject([{ suppression: null }]);
  expect(often).toMatchObject({ suppression: "FREQUENCY_CAP" });
  expect(await preview(app, id)).toMatchObject([{ suppression: "NO_CONSENT" }]);
  expect(await preview(app, id, "cus_x")).toEqual([]);
});

test("what is recommended is filled in for each customer when their message is sent", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");
  await products(app, "mug", "cup");
  await record(
    app,
    anOrder(
      "1",
      { identities: [{ kind: "USER_ID", value: "ada" }] },
      { lines: [{ sku: "mug", quantity: 1, unitPrice: gbp("1") }] },
    ),
    anOrder(
      "2",
      { identities: [{ kind: "USER_ID", value: "bob" }] },
      { lines: [{ sku: "cup", quantity: 1, unitPrice: gbp("1") }] },
    ),
  );
  const variants = [anEmail({ body: BODY, recommendationSlots: 3 })];
  await launched(app, { variants });

  await app.query(
    "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }",
    {
      input: {
        products: [
          { sku: "mug", available: false },
          { sku: "cup", available: false },
        ],
      },
    },
  );
  await launched(app, { variants });

  const bodies = (await sandbox(app)).map(({ body }) => body.split("\n")[0]);
  expect(bodies).toEqual([
    "1. The cup 12.50 GBP",
    "Have a look at our shop.",
    "1. The mug 12.50 GBP",
    "Have a look at our shop.",
  ]);
});
