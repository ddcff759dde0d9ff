import { expect, test } from "vitest";
import { checkTouchpoint } from "../../src/touchpoints/check-touchpoint.ts";
import type { IncomingTouchpoint } from "../../src/touchpoints/incoming.ts";
import { NOW, startApp } from "../support/app.ts";
import { aLine, anOrder, aTouchpoint, gbp, RECORD, record } from "../support/builders.ts";

const COUNTS = "{ customers { totalCount } products { totalCount } touchpoints { totalCount } }";
const NOTHING = { customers: { totalCount: 0 }, products: { totalCount: 0 }, touchpoints: { totalCount: 0 } };

const lines = (...given: Record<string, unknown>[]) => ({
  order: { orderNumber: "1", lines: given.map((line) => aLine(line)) },
});
const order = (given: object) => ({ order: { orderNumber: "1", lines: [aLine()], ...given } });
const eur = (amount: string) => ({ amount, currency: "EUR" });

test.each<[string, Record<string, unknown>, string[]]>([
  ["no message id", { messageId: " " }, ["messageId: is empty"]],
  ["a long message id", { messageId: "x".repeat(257) }, ["messageId: is longer than 256 characters"]],
  [
    "NUL in its message id",
    { messageId: "a\u0000" },
    ["messageId: contains the NUL character, which text cannot hold"],
  ],
  ["nobody", { identities: [] }, ["identities: at least one identifier is needed"]],
  [
    "no e-mail address",
    { identities: [{ kind: "EMAIL", value: "ada" }] },
    ['identities.0.value: EMAIL "ada" is no e-mail address'],
  ],
  [
    "a time too far ahead",
    { occurredAt: "2026-06-15T12:05:00.001Z" },
    ["occurredAt: 2026-06-15T12:05:00.001Z lies more than 5 minutes in the future"],
  ],
  [
    "a time too long ago",
    { occurredAt: "1989-12-31T23:59:59.999Z" },
    ["occurredAt: 1989-12-31T23:59:59.999Z lies before 1990"],
  ],
  ["a long name", { name: "x".repeat(2001) }, ["name: is longer than 2000 characters"]],
  [
    "half a character in the words searched for",
    { searchQuery: "a\ud800" },
    ["searchQuery: contains half of a surrogate pair, which is no valid Unicode"],
  ],
  ["a long session", { sessionId: "x".repeat(2001) }, ["sessionId: is longer than 2000 characters"]],
  ["an empty sku", { sku: " " }, ["sku: is empty"]],
  ["a long sku", { sku: "x".repeat(201) }, ["sku: is longer than 200 characters"]],
  [
    "NUL in its properties",
    { properties: { a: ["\u0000"] } },
    ["properties: contains the NUL character, which text cannot hold"],
  ],
  ["large properties", { properties: { a: "x".repeat(32 * 1024) } }, ["properties: is larger than 32 KiB as JSON"]],
  ["an unknown campaign", { campaignId: "cmp_1" }, ["campaignId: there is no campaign cmp_1"]],
  ["no units", { quantity: 0 }, ["quantity: is 0; it is a whole number of at least 1"]],
  ["a negative value", { value: gbp("-1") }, ["value: is -1; it is not negative"]],
  [
    "an unknown currency",
    { value: { amount: "1", currency: "gbp" } },
    ['value: has the currency "gbp"; it is an ISO 4217 code in capitals, such as GBP'],
  ],
  [
    "an order without one",
    { type: "ORDER_COMPLETED" },
    ["order: ORDER_COMPLETED needs the order with its orderNumber"],
  ],
  [
    "a refund without its order",
    { type: "ORDER_REFUNDED" },
    ["order: ORDER_REFUNDED needs the order with its orderNumber"],
  ],
  [
    "an order that is none",
    lines({}),
    ["order: belongs to ORDER_COMPLETED, ORDER_REFUNDED and ORDER_CANCELLED, not to PAGE_VIEWED"],
  ],
  [
    "an order without number and lines",
    { type: "ORDER_COMPLETED", order: { orderNumber: "", lines: [] } },
    ["order.orderNumber: is empty", "order.lines: a completed order has at least one line"],
  ],
  [
    "a negative total",
    { type: "ORDER_REFUNDED", ...order({ total: gbp("-0.01") }) },
    ["order.total: is -0.01; it is not negative"],
  ],
  [
    "wrong lines",
    { type: "ORDER_COMPLETED", ...lines({}, { sku: "", quantity: 0, name: "\u0000", unitPrice: gbp("-5") }) },
    [
      "order.lines.1.sku: is empty",
      "order.lines.1.name: contains the NUL character, which text cannot hold",
      "order.lines.1.unitPrice: is -5; it is not negative",
      "order.lines.1.quantity: is 0; it is a whole number of at least 1",
    ],
  ],
  [
    "two currencies",
    { type: "ORDER_COMPLETED", ...order({ total: eur("1") }) },
    ["the amounts are in EUR and GBP; one touchpoint has one currency"],
  ],
  [
    "several faults",
    { messageId: "", quantity: -1, identities: [] },
    [
      "messageId: is empty",
      "identities: at least one identifier is needed",
      "quantity: is -1; it is a whole number of at least 1",
    ],
  ],
])("a touchpoint with %s is not taken, and leaves nothing behind", async (_what, given, reasons) => {
  const app = await startApp();
  const touchpoint = aTouchpoint(given);

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints: [touchpoint] } });

  const { messageId } = touchpoint;
  expect(recordTouchpoints).toEqual({
    outcomes: [{ messageId, status: "QUARANTINED", reasons, touchpoint: null, customer: null }],
    userErrors: [],
  });
  expect(await app.query(COUNTS)).toEqual(NOTHING);
  expect((await app.query("{ shop { currency } }")).shop.currency).toBe("XXX");
});

const incoming = (given: Partial<IncomingTouchpoint>): IncomingTouchpoint => ({
  messageId: "m",
  channel: "WEB",
  type: "PAGE_VIEWED",
  occurredAt: NOW,
  identities: [{ kind: "USER_ID", value: "ada" }],
  ...given,
});

test("an order with more than 10,000 lines is refused without a reason for each of them", () => {
  const line = { sku: "", quantity: 0, unitPrice: gbp("1") };
  const told = { orderNumber: "1", lines: Array.from({ length: 10_001 }, () => line) };

  const checked = checkTouchpoint(incoming({ type: "ORDER_COMPLETED", order: told }), NOW);

  expect(checked).toEqual({ reasons: ["order.lines: has 10001 lines; at most 10000"] });
});

test("what is no moment at all is refused", () => {
  const checked = checkTouchpoint(incoming({ occurredAt: new Date("yesterday") }), NOW);

  expect(checked).toEqual({ reasons: ["occurredAt: is no moment"] });
});

test("traits of an event's customer are checked with the event", () => {
  const checked = checkTouchpoint(incoming({ customer: { country: "gb", traits: null } }), NOW);

  expect(checked).toEqual({
    reasons: [
      'country is "gb"; it is an ISO 3166-1 alpha-2 code such as GB',
      "traits cannot be cleared; set a key to null",
    ],
  });
});

test("a touchpoint five minutes ahead is taken", async () => {
  const app = await startApp();

  await record(app, aTouchpoint({ occurredAt: "2026-06-15T12:05:00.000Z" }));

  expect((await app.query(COUNTS)).touchpoints.totalCount).toBe(1);
});

test("1,001 touchpoints are too many at once, and none is taken; 1,000 are taken", async () => {
  const app = await startApp();
  const touchpoints = Array.from({ length: 1001 }, () => aTouchpoint());

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  const message = "touchpoints has 1001 items; at most 1000 at once";
  expect(recordTouchpoints).toEqual({
    outcomes: [],
    userErrors: [{ code: "TOO_LARGE", message, path: ["input", "touchpoints"] }],
  });
  expect(await app.query(COUNTS)).toEqual(NOTHING);
  await record(app, ...touchpoints.slice(1));
});

test.each([" ", "x".repeat(201), "a\u0000"])("the source %j is no name, and nothing is taken", async (source) => {
  const app = await startApp();

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints: [aTouchpoint()], source } });

  const message = "source is a name such as web-shop";
  expect(recordTouchpoints).toEqual({
    outcomes: [],
    userErrors: [{ code: "INVALID", message, path: ["input", "source"] }],
  });
  expect(await app.query(COUNTS)).toEqual(NOTHING);
});

test("good and bad touchpoints of a batch are each taken by themselves, in order", async () => {
  const app = await startApp();
  const touchpoints = [
    aTouchpoint({ messageId: "bad", quantity: 0 }),
    aTouchpoint({ messageId: "good" }),
    aTouchpoint({ messageId: "worse", identities: [] }),
    aTouchpoint({ messageId: "fine", sku: "mug" }),
  ];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  const taken = recordTouchpoints.outcomes.map((each: Record<string, unknown>) => [each["messageId"], each["status"]]);
  expect(taken).toEqual([
    ["bad", "QUARANTINED"],
    ["good", "RECORDED"],
    ["worse", "QUARANTINED"],
    ["fine", "RECORDED"],
  ]);
  expect(await app.query(COUNTS)).toEqual({
    customers: { totalCount: 1 },
    products: { totalCount: 1 },
    touchpoints: { totalCount: 2 },
  });
});

test("a message that is twice in one batch is taken once, and both are told of the same touchpoint", async () => {
  const app = await startApp();
  const touchpoints = [
    aTouchpoint({ messageId: "twice", type: "SIGNED_UP" }),
    aTouchpoint({ messageId: "twice", type: "SIGNED_IN", identities: [{ kind: "EMAIL", value: "bob@example.com" }] }),
  ];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  const [first, second] = recordTouchpoints.outcomes;
  expect(first).toMatchObject({ messageId: "twice", status: "RECORDED", touchpoint: { type: "SIGNED_UP" } });
  expect(second).toEqual({ ...first, status: "DUPLICATE" });
  expect(await app.query(COUNTS)).toMatchObject({ customers: { totalCount: 1 }, touchpoints: { totalCount: 1 } });
});

test("a touchpoint that was not taken can be sent again", async () => {
  const app = await startApp();
  await app.query(RECORD, { input: { touchpoints: [aTouchpoint({ messageId: "again", quantity: 0 })] } });

  await record(app, aTouchpoint({ messageId: "again", quantity: 1 }));

  expect((await app.query(COUNTS)).touchpoints.totalCount).toBe(1);
});

test("one message sent by many at once is taken once", async () => {
  const app = await startApp();
  const touchpoints = [anOrder("1001", { messageId: "once" })];

  const answers = await Promise.all(Array.from({ length: 12 }, () => app.send(RECORD, { input: { touchpoints } })));

  const outcomes = answers.map(({ data }) => data.recordTouchpoints.outcomes[0]);
  expect(outcomes.filter(({ status }) => status === "RECORDED")).toHaveLength(1);
  expect(new Set(outcomes.map(({ touchpoint }) => touchpoint.id)).size).toBe(1);
  expect(await app.query(COUNTS)).toMatchObject({ customers: { totalCount: 1 }, touchpoints: { totalCount: 1 } });
});
