import { expect, test } from "vitest";
import { writeRates } from "../../src/shop/index.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aTouchpoint, gbp, RECORD, record } from "../support/builders.ts";

const TOUCHPOINTS = `{ touchpoints {
  nodes { messageId channel type name occurredAt receivedAt sessionId quantity searchQuery properties
    value { amount currency } product { sku name price { amount } available } order { orderNumber } }
} }`;
const SPENT = `query ($identity: IdentityInput!) {
  customer(identity: $identity) { profile { totalSpent { amount currency } } orders { nodes { total { amount currency } } } }
}`;
const ADA = { identity: { kind: "USER_ID", value: "ada" } };

const eur = (amount: string) => ({ amount, currency: "EUR" });
const rates = (app: TestApp, ...given: { currency: string; day: string; rate: string }[]) =>
  writeRates(app.dataSource.manager, given);
const currency = async (app: TestApp) => (await app.query("{ shop { currency } }")).shop.currency;

test("everything that is said of a touchpoint is kept", async () => {
  const app = await startApp();

  await record(
    app,
    aTouchpoint({
      messageId: "m",
      channel: "MOBILE_APP",
      type: "SEARCHED",
      name: "Search",
      occurredAt: "2026-06-01T12:30:00.123+02:00",
      sessionId: "visit",
      quantity: 3,
      value: gbp("0.125"),
      searchQuery: "red mug",
      sku: "mug",
      properties: { page: 2, tags: ["a", null], nested: { deep: true } },
    }),
  );

  expect((await app.query(TOUCHPOINTS)).touchpoints.nodes).toEqual([
    {
      messageId: "m",
      channel: "MOBILE_APP",
      type: "SEARCHED",
      name: "Search",
      occurredAt: "2026-06-01T10:30:00.123Z",
      receivedAt: "2026-06-15T12:00:00.000Z",
      sessionId: "visit",
      quantity: 3,
      searchQuery: "red mug",
      properties: { page: 2, tags: ["a", null], nested: { deep: true } },
      value: { amount: "0.125", currency: "GBP" },
      product: { sku: "mug", name: "mug", price: null, available: true },
      order: null,
    },
  ]);
});

test("an unknown sku becomes a product that takes its name from the first line that tells one", async () => {
  const app = await startApp();
  await record(
    app,
    anOrder("1", {}, { lines: [aLine({ name: " " }), aLine({ name: "Mug" }), aLine({ name: "Cup" })] }),
  );

  await record(app, anOrder("2", {}, { lines: [aLine({ name: "Beaker" }), aLine({ sku: "pan", name: "" })] }));

  const { products } = await app.query("{ products { nodes { sku name } } }");
  expect(products.nodes).toEqual([
    { sku: "mug", name: "Mug" },
    { sku: "pan", name: "pan" },
  ]);
});

test.each([
  "1990-01-01T00:00:00.000Z",
  "2024-02-29T23:59:59.999Z",
  "2025-12-31T23:59:59.999Z",
  "2026-05-31T23:59:59.999Z",
  "2026-06-01T00:00:00.000Z",
])("a touchpoint of %s is kept to the millisecond", async (occurredAt) => {
  const app = await startApp();
  const touchpoints = [aTouchpoint({ messageId: "m", occurredAt })];
  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });
  const { id } = recordTouchpoints.outcomes[0].touchpoint;

  const { node } = await app.query("query ($id: ID!) { node(id: $id) { ... on ChannelTouchpoint { occurredAt } } }", {
    id,
  });

  expect(node).toEqual({ occurredAt });
});

test("touchpoints of many new months come in at once from many writers", async () => {
  const app = await startApp();
  const batch = (writer: number) =>
    Array.from({ length: 10 }, (_, index) => {
      const year = 2000 + ((writer * 3 + index) % 20);
      const identities = [{ kind: "USER_ID", value: `user ${(writer + index) % 15}` }];
      return aTouchpoint({ occurredAt: `${year}-0${1 + (writer % 9)}-15T10:00:00Z`, identities, sku: `sku ${index}` });
    });

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, writer) => app.send(RECORD, { input: { touchpoints: batch(writer) } })),
  );

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  expect((await app.query("{ touchpoints { totalCount } }")).touchpoints.totalCount).toBe(200);
});

test("the first amount fixes the shop's currency", async () => {
  const app = await startApp();
  const before = await currency(app);
  await record(app, aTouchpoint());
  const without = await currency(app);

  await record(app, aTouchpoint({ value: eur("5") }));

  expect([before, without, await currency(app)]).toEqual(["XXX", "XXX", "EUR"]);
});

test("an amount without a rate of its day waits, and leaves nothing behind", async () => {
  const app = await startApp();
  await record(app, anOrder("1"));
  await rates(app, { currency: "EUR", day: "2026-06-02", rate: "0.85" });
  const identities = [{ kind: "USER_ID", value: "bob" }];
  const touchpoints = [
    anOrder("2", { identities }, { lines: [aLine({ sku: "pan", unitPrice: eur("10") })] }),
    aTouchpoint({ identities: [{ kind: "USER_ID", value: "eve" }] }),
  ];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { status: "QUARANTINED", reasons: ["no rate for EUR on 2026-06-01"], touchpoint: null, customer: null },
    { status: "RECORDED", reasons: [] },
  ]);
  const { customers, products } = await app.query("{ customers { totalCount } products { nodes { sku } } }");
  expect([customers.totalCount, products.nodes]).toEqual([2, [{ sku: "mug" }]]);
});

test("an amount in another currency is kept as it came and counts at its day's rate", async () => {
  const app = await startApp();
  await rates(app, { currency: "EUR", day: "2026-06-01", rate: "0.8525" });
  await record(app, anOrder("1", { occurredAt: "2026-05-01T10:00:00Z" }));

  await record(app, anOrder("2", {}, { lines: [aLine({ quantity: 3, unitPrice: eur("9.99") })] }));

  expect((await app.query(SPENT, ADA)).customer).toEqual({
    profile: { totalSpent: { amount: "35.549425", currency: "GBP" } },
    orders: {
      nodes: [{ total: { amount: "29.97", currency: "EUR" } }, { total: { amount: "10.00", currency: "GBP" } }],
    },
  });
});

test("the day of a rate is the day in the shop's time zone", async () => {
  const app = await startApp({ timeZone: "Asia/Shanghai" });
  await record(app, aTouchpoint({ value: gbp("1") }));
  await rates(app, { currency: "EUR", day: "2026-06-02", rate: "2" });

  await record(app, anOrder("1", { occurredAt: "2026-06-01T16:00:00Z" }, { lines: [aLine({ unitPrice: eur("10") })] }));

  expect((await app.query(SPENT, ADA)).customer.profile.totalSpent).toEqual({ amount: "20.00", currency: "GBP" });
});

test("a rate that is given again replaces the one before", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ value: gbp("1") }));
  await rates(app, { currency: "EUR", day: "2026-06-01", rate: "3" });
  await rates(
    app,
    { currency: "EUR", day: "2026-06-01", rate: "2" },
    { currency: "USD", day: "2026-06-01", rate: "1" },
  );

  await record(app, anOrder("1", {}, { lines: [aLine({ unitPrice: eur("10") })] }));

  expect((await app.query(SPENT, ADA)).customer.profile.totalSpent).toEqual({ amount: "20.00", currency: "GBP" });
});

test("two currencies that come first at the same time leave one, and the other waits", async () => {
  const app = await startApp();
  const batch = (code: string) => ({
    input: { touchpoints: [aTouchpoint({ messageId: code, value: { amount: "1", currency: code } })] },
  });

  const answers = await Promise.all(["GBP", "EUR", "USD", "JPY"].map((code) => app.send(RECORD, batch(code))));

  const shop = await currency(app);
  const taken = answers.flatMap(({ data }) => data.recordTouchpoints.outcomes);
  expect(taken.filter(({ status }) => status === "RECORDED")).toMatchObject([{ messageId: shop }]);
  expect(taken.filter(({ status }) => status === "QUARANTINED")).toHaveLength(3);
});

test("the first touchpoint of a month does not wait for somebody who reads for long, such as a backup", async () => {
  const app = await startApp();
  const reader = app.dataSource.createQueryRunner();
  await reader.startTransaction();
  await reader.query("select count(*) from touchpoint");

  await record(app, aTouchpoint({ occurredAt: "2024-02-29T10:00:00.000Z" }));

  await reader.rollbackTransaction();
  await reader.release();
  const [{ partitions }] = await app.dataSource.query(
    "select count(*)::int as partitions from pg_inherits where inhparent = 'touchpoint'::regclass",
  );
  expect(partitions).toBe(1);
});
