import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, RECORD, record } from "../support/builders.ts";

const CUSTOMERS = `{
  customers { totalCount nodes { identities { kind value source firstSeenAt lastSeenAt } touchpoints { totalCount } } }
}`;
const WHO = `query ($identity: IdentityInput!) { customer(identity: $identity) { id email identities { kind value } } }`;
const COUNTS = "{ customers { totalCount } products { totalCount } touchpoints { totalCount } }";

const USER = { kind: "USER_ID", value: "ada" };
const OTHER_USER = { kind: "USER_ID", value: "bob" };
const EMAIL = { kind: "EMAIL", value: "ada@example.com" };
const COOKIE = { kind: "ANONYMOUS_ID", value: "cookie" };

const who = async (app: TestApp, identity: object) => (await app.query(WHO, { identity })).customer;

const evidence = (app: TestApp) =>
  app.dataSource.query(
    "select kind, value, other_kind, other_value, source, first_seen_at from identity_evidence order by kind, value",
  );

test("an unknown identifier beside a known one is linked to its customer", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ identities: [EMAIL] }));

  await record(app, aTouchpoint({ identities: [COOKIE, EMAIL], occurredAt: "2026-06-03T10:00:00.000Z" }));

  const times = { source: "api", lastSeenAt: "2026-06-03T10:00:00.000Z" };
  expect((await app.query(CUSTOMERS)).customers).toEqual({
    totalCount: 1,
    nodes: [
      {
        identities: [
          { ...COOKIE, ...times, firstSeenAt: "2026-06-03T10:00:00.000Z" },
          { ...EMAIL, ...times, firstSeenAt: "2026-06-01T10:00:00.000Z" },
        ],
        touchpoints: { totalCount: 2 },
      },
    ],
  });
});

test("an event that names two known customers goes to the one of the strongest identifier", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ identities: [COOKIE] }), aTouchpoint({ identities: [EMAIL] }));
  const [byCookie, byEmail] = [await who(app, COOKIE), await who(app, EMAIL)];

  const { recordTouchpoints } = await app.query(RECORD, {
    input: { touchpoints: [aTouchpoint({ identities: [COOKIE, EMAIL] })] },
  });

  expect(recordTouchpoints.outcomes[0].customer.id).toBe(byEmail.id);
  expect(await who(app, COOKIE)).toEqual(byCookie);
  expect(await who(app, EMAIL)).toEqual(byEmail);
});

test("evidence that two identifiers belong together is kept in both directions, from its earliest time", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ identities: [COOKIE, EMAIL] }));

  await record(app, aTouchpoint({ identities: [EMAIL, COOKIE], occurredAt: "2026-05-01T10:00:00.000Z" }));

  const since = { source: "api", first_seen_at: new Date("2026-05-01T10:00:00Z") };
  const [cookie, email] = [
    { kind: "ANONYMOUS_ID", value: "cookie" },
    { kind: "EMAIL", value: "ada@example.com" },
  ];
  expect(await evidence(app)).toEqual([
    { ...cookie, other_kind: email.kind, other_value: email.value, ...since },
    { ...email, other_kind: cookie.kind, other_value: cookie.value, ...since },
  ]);
});

test("two accounts that share an e-mail address stay two customers", async () => {
  const app = await startApp();

  await record(app, aTouchpoint({ identities: [USER, EMAIL] }), aTouchpoint({ identities: [OTHER_USER, EMAIL] }));

  expect(await who(app, USER)).toMatchObject({ identities: [EMAIL, USER] });
  expect(await who(app, OTHER_USER)).toMatchObject({ identities: [OTHER_USER] });
  expect(await who(app, EMAIL)).toEqual(await who(app, USER));
});

test("an event with two accounts is not taken and leaves nobody behind", async () => {
  const app = await startApp();
  const touchpoints = [aTouchpoint({ messageId: "both", identities: [USER, OTHER_USER, EMAIL] })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toEqual([
    {
      messageId: "both",
      status: "QUARANTINED",
      reasons: ["identities: 2 values of USER_ID; a customer has one"],
      touchpoint: null,
      customer: null,
    },
  ]);
  expect((await app.query(CUSTOMERS)).customers).toEqual({ totalCount: 0, nodes: [] });
});

test("a duplicate creates no customer, identifier or product, whatever else it says", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ messageId: "once", identities: [USER] }));
  const touchpoints = [aTouchpoint({ messageId: "once", identities: [COOKIE, EMAIL], sku: "mug" })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toMatchObject([{ messageId: "once", status: "DUPLICATE", reasons: [] }]);
  expect(await app.query(COUNTS)).toEqual({
    customers: { totalCount: 1 },
    products: { totalCount: 0 },
    touchpoints: { totalCount: 1 },
  });
  expect(await who(app, EMAIL)).toBeNull();
  expect(await evidence(app)).toEqual([]);
});

test("an order that is refused for its number leaves no customer, product or identifier behind", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", { identities: [USER] }));
  const order = {
    orderNumber: "1001",
    lines: [{ sku: "pan", quantity: 1, unitPrice: { amount: "1", currency: "GBP" } }],
  };
  const touchpoints = [anOrder("1001", { messageId: "again", identities: [OTHER_USER, EMAIL], sku: "hat", order })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toEqual([
    {
      messageId: "again",
      status: "QUARANTINED",
      reasons: ["order.orderNumber: 1001 belongs to another customer"],
      touchpoint: null,
      customer: null,
    },
  ]);
  expect(await app.query(COUNTS)).toEqual({
    customers: { totalCount: 1 },
    products: { totalCount: 1 },
    touchpoints: { totalCount: 1 },
  });
  expect(await who(app, EMAIL)).toBeNull();
  expect(await evidence(app)).toEqual([]);
});

test("a refused event that names two visitors does not make their orders one customer's", async () => {
  const app = await startApp();
  const other = { kind: "ANONYMOUS_ID", value: "other cookie" };
  await record(app, anOrder("1001", { identities: [USER] }));
  const touchpoints = [
    anOrder("1001", { messageId: "link", identities: [COOKIE, other] }),
    anOrder("1002", { messageId: "first", identities: [COOKIE] }),
    anOrder("1002", { messageId: "second", identities: [other] }),
  ];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { messageId: "link", status: "QUARANTINED", reasons: ["order.orderNumber: 1001 belongs to another customer"] },
    { messageId: "first", status: "RECORDED", reasons: [] },
    { messageId: "second", status: "QUARANTINED", reasons: ["order.orderNumber: 1002 belongs to another customer"] },
  ]);
  expect(await who(app, other)).toBeNull();
});

test("a repeated message that names two visitors does not make their orders one customer's", async () => {
  const app = await startApp();
  const other = { kind: "ANONYMOUS_ID", value: "other cookie" };
  await record(app, aTouchpoint({ messageId: "once", identities: [USER] }));
  const touchpoints = [
    aTouchpoint({ messageId: "once", identities: [COOKIE, other] }),
    anOrder("1002", { messageId: "first", identities: [COOKIE] }),
    anOrder("1002", { messageId: "second", identities: [other] }),
  ];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { messageId: "once", status: "DUPLICATE" },
    { messageId: "first", status: "RECORDED", reasons: [] },
    { messageId: "second", status: "QUARANTINED", reasons: ["order.orderNumber: 1002 belongs to another customer"] },
  ]);
});

test("long identifiers that cannot be compressed are taken side by side", async () => {
  const app = await startApp();
  const long = () => randomBytes(256).toString("hex");
  const identities = [
    { kind: "DEVICE_ID", value: long() },
    { kind: "ANONYMOUS_ID", value: long() },
  ];

  await record(app, aTouchpoint({ identities }));

  expect((await who(app, identities[0] ?? {})).identities).toHaveLength(2);
});

test("identifiers that are too long for the database's keys are refused by themselves", async () => {
  const app = await startApp();
  const han = (seed: number) =>
    Array.from({ length: 512 }, (_, at) => String.fromCharCode(0x4e00 + ((at * at * seed) % 20_000)));
  const identities = [7919, 6101].map((seed) => ({ kind: "DEVICE_ID", value: han(seed).join("") }));
  const touchpoints = [aTouchpoint({ messageId: "good" }), aTouchpoint({ messageId: "long", identities })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { messageId: "good", status: "RECORDED", reasons: [] },
    {
      messageId: "long",
      status: "QUARANTINED",
      reasons: [
        "identities.0.value: DEVICE_ID is longer than 1024 bytes",
        "identities.1.value: DEVICE_ID is longer than 1024 bytes",
      ],
    },
  ]);
});

test("many writers with the same people end with one customer for each identifier, without an error", async () => {
  const app = await startApp();
  const batch = (writer: number) =>
    Array.from({ length: 50 }, (_, index) => {
      const person = (index * 7 + writer * 3) % 40;
      const pair = [
        { kind: "EMAIL", value: `person${person}@example.com` },
        { kind: "ANONYMOUS_ID", value: `cookie ${person} ${index % 3}` },
      ];
      const month = String(1 + ((writer + index) % 5)).padStart(2, "0");
      return aTouchpoint({ identities: pair, occurredAt: `2026-${month}-10T10:00:00.000Z`, sku: `sku ${person}` });
    });

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, writer) => app.send(RECORD, { input: { touchpoints: batch(writer) } })),
  );

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  const outcomes = answers.flatMap(({ data }) => data.recordTouchpoints.outcomes);
  expect(outcomes.filter(({ status }: { status: string }) => status !== "RECORDED")).toEqual([]);
  expect(await app.query(COUNTS)).toEqual({
    customers: { totalCount: 40 },
    products: { totalCount: 40 },
    touchpoints: { totalCount: 1000 },
  });
});

test("every identifier belongs to one customer after many writers named the same chain of people", async () => {
  const app = await startApp();
  const device = (number: number) => ({ kind: "DEVICE_ID", value: `device ${number % 25}` });
  const batch = (writer: number) =>
    Array.from({ length: 50 }, (_, index) => aTouchpoint({ identities: [device(index + writer), device(index * 2)] }));

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, writer) => app.send(RECORD, { input: { touchpoints: batch(writer) } })),
  );

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  expect(
    await app.dataSource.query(
      `select count(*)::int as identifiers, count(distinct (i.kind, i.value))::int as values,
         (select count(*)::int from identity) as copies,
         (select count(*)::int from identity c join identifier o using (kind, value, customer_id)) as agreeing
       from identifier i`,
    ),
  ).toEqual([{ identifiers: 25, values: 25, copies: 25, agreeing: 25 }]);
});

test("a batch of orders takes the same number of statements whatever its size", async () => {
  const app = await startApp();
  const batch = (size: number, name: string) =>
    Array.from({ length: size }, (_, index) =>
      anOrder(`${name} ${index}`, {
        identities: [{ kind: "USER_ID", value: `${name} ${index}` }],
        sku: `${name} ${index}`,
      }),
    );
  await record(app, ...batch(1, "warm"));
  app.statements();
  await record(app, ...batch(2, "two"));
  const two = app.statements().length;

  await record(app, ...batch(300, "many"));

  expect(app.statements().length).toBe(two);
});

test.each([
  [0, 1, 2],
  [2, 0, 1],
  [1, 2, 0],
])("the shown e-mail address is the last seen one, whichever order the events %i, %i, %i come in", async (...order) => {
  const app = await startApp();
  const at = (day: string, value: string) =>
    aTouchpoint({ occurredAt: `2026-06-0${day}T10:00:00.000Z`, identities: [USER, { kind: "EMAIL", value }] });
  const events = [at("1", "a@example.com"), at("2", "b@example.com"), at("3", "a@example.com")];

  for (const index of order) await record(app, events[index] ?? {});

  expect((await who(app, USER)).email).toBe("a@example.com");
});

test("an identifier that is added to a named customer is evidence beside the one they had", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ identities: [USER] }));
  const { id } = await who(app, USER);

  await app.query(
    'mutation ($id: ID!) { upsertCustomer(input: { id: $id, email: "ada@example.com" }) { userErrors { code } } }',
    { id },
  );

  expect(await evidence(app)).toMatchObject([
    { kind: "EMAIL", value: "ada@example.com", other_kind: "USER_ID", other_value: "ada" },
    { kind: "USER_ID", value: "ada", other_kind: "EMAIL", other_value: "ada@example.com" },
  ]);
});

test("a touchpoint of more than 20 identifiers is refused", async () => {
  const app = await startApp();
  const identities = Array.from({ length: 21 }, (_, index) => ({ kind: "DEVICE_ID", value: `device ${index}` }));

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints: [aTouchpoint({ identities })] } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { status: "QUARANTINED", reasons: ["identities: 21 identifiers; at most 20"] },
  ]);
});
