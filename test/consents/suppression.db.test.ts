import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, RECORD, record } from "../support/builders.ts";
import { consentsOf, leftovers, say } from "./say.ts";

interface Outcome {
  readonly messageId: string;
  readonly status: string;
  readonly reasons: readonly string[];
  readonly touchpoint: object | null;
  readonly customer: object | null;
}

async function send(app: TestApp, ...touchpoints: object[]): Promise<Outcome[]> {
  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });
  expect(recordTouchpoints.userErrors).toEqual([]);
  return recordTouchpoints.outcomes;
}

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const refusal = { purpose: "ANALYTICS", status: "DENIED" };
const as = (value: string) => ({ identities: [{ kind: "USER_ID", value }] });

test("a touchpoint of a person who refuses analytics is suppressed, and nothing of it is kept", async () => {
  const app = await startApp();
  await say(app, refusal);
  const before = await leftovers(app);
  const identities = [
    { kind: "USER_ID", value: "ada" },
    { kind: "ANONYMOUS_ID", value: "cookie" },
  ];

  const outcomes = await send(app, aTouchpoint({ messageId: "m", identities, type: "PRODUCT_VIEWED", sku: "new" }));

  expect(outcomes).toEqual([{ messageId: "m", status: "SUPPRESSED", reasons: [], touchpoint: null, customer: null }]);
  expect(await leftovers(app)).toEqual(before);
  const { customer } = await app.query('{ customer(identity: { kind: USER_ID, value: "ada" }) { lastSeenAt } }');
  expect(customer).toEqual({ lastSeenAt: "2026-06-01T10:00:00.000Z" });
});

test("what was suppressed stays so when it is sent again, in the batch and later, whatever is allowed by then", async () => {
  const app = await startApp();
  await say(app, refusal);
  const touchpoint = aTouchpoint({ messageId: "m" });

  const first = await send(app, touchpoint, touchpoint);
  await say(app, { ...refusal, status: "GRANTED", recordedAt: "2026-06-02T10:00:00.000Z" });
  const again = await send(app, touchpoint);
  const other = await send(app, aTouchpoint({ messageId: "n" }));

  expect([first, again, other].map(statuses)).toEqual([["SUPPRESSED", "SUPPRESSED"], ["SUPPRESSED"], ["RECORDED"]]);
  const ledger = await app.dataSource.query("select state, touchpoint_id is null as nothing from accepted_message");
  expect(ledger).toEqual(
    expect.arrayContaining([
      { state: "SUPPRESSED", nothing: true },
      { state: "RECORDED", nothing: false },
    ]),
  );
});

test("what was recorded before the refusal is a duplicate when it is sent again", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ messageId: "m" }));

  await say(app, refusal);

  expect(statuses(await send(app, aTouchpoint({ messageId: "m" })))).toEqual(["DUPLICATE"]);
});

test("orders are kept, refused or not to be tracked: a contract needs no consent", async () => {
  const app = await startApp();
  await say(app, refusal);
  const doNotTrack = { properties: { doNotTrack: true } };

  const outcomes = await send(app, anOrder("1"), anOrder("2", doNotTrack), aTouchpoint());

  expect(statuses(outcomes)).toEqual(["RECORDED", "RECORDED", "SUPPRESSED"]);
  const { customer } = await app.query(
    '{ customer(identity: { kind: USER_ID, value: "ada" }) { profile { orderCount } touchpoints { totalCount } } }',
  );
  expect(customer).toEqual({ profile: { orderCount: 2 }, touchpoints: { totalCount: 2 } });
});

test("the refusal is judged as it is in force when the touchpoint is taken in, and on the touchpoint's channel", async () => {
  const app = await startApp();
  await say(
    app,
    { ...refusal, channel: "WEB", recordedAt: "2026-06-10T10:00:00.000Z" },
    { ...refusal, identity: { kind: "USER_ID", value: "bob" } },
    {
      purpose: "ANALYTICS",
      channel: "EMAIL",
      identity: { kind: "USER_ID", value: "bob" },
      recordedAt: "2026-06-09T10:00:00.000Z",
    },
  );

  const outcomes = await send(
    app,
    aTouchpoint({ channel: "WEB", occurredAt: "2026-06-01T10:00:00.000Z" }),
    aTouchpoint({ channel: "EMAIL" }),
    aTouchpoint({ ...as("bob"), channel: "WEB" }),
    aTouchpoint({ ...as("bob"), channel: "EMAIL" }),
    aTouchpoint({ ...as("eve") }),
  );

  expect(statuses(outcomes)).toEqual(["SUPPRESSED", "RECORDED", "SUPPRESSED", "RECORDED", "RECORDED"]);
});

test("what its sender says is not to be tracked is suppressed, and makes nobody", async () => {
  const app = await startApp();
  const before = await leftovers(app);
  const given = { properties: { doNotTrack: true }, type: "PRODUCT_VIEWED", sku: "mug" };

  const outcomes = await send(
    app,
    aTouchpoint({ messageId: "m", ...given }),
    aTouchpoint({ messageId: "m", ...given }),
  );

  expect(statuses(outcomes)).toEqual(["SUPPRESSED", "SUPPRESSED"]);
  expect(await leftovers(app)).toEqual(before);
});

test("only the word true is do-not-track", async () => {
  const app = await startApp();

  const outcomes = await send(
    app,
    ...[false, null, "true", 1].map((doNotTrack) => aTouchpoint({ properties: { doNotTrack } })),
  );

  expect(statuses(outcomes)).toEqual(["RECORDED", "RECORDED", "RECORDED", "RECORDED"]);
});

test("a touchpoint whose person is only linked by a suppressed one is its own person's", async () => {
  const app = await startApp();
  const cookie = { kind: "ANONYMOUS_ID", value: "cookie" };

  await send(
    app,
    aTouchpoint({ identities: [{ kind: "USER_ID", value: "ada" }, cookie], properties: { doNotTrack: true } }),
    aTouchpoint({ identities: [cookie] }),
  );

  const { customers } = await app.query("{ customers { nodes { identities { kind value } } } }");
  expect(customers.nodes).toEqual([{ identities: [cookie] }]);
});

test("where analytics needs a grant, a touchpoint of anybody without one is suppressed", async () => {
  const app = await startApp({ assumedConsents: [] });
  await say(app, { purpose: "ANALYTICS" });

  const outcomes = await send(app, aTouchpoint(), aTouchpoint(as("bob")), anOrder("1", as("bob")));

  expect(statuses(outcomes)).toEqual(["RECORDED", "SUPPRESSED", "RECORDED"]);
});

test("a batch of any size asks once what is refused", async () => {
  const app = await startApp();
  await say(app, {});
  const count = (statements: string[]) => statements.filter((text) => text.includes("from consent said")).length;
  app.statements();

  await record(app, ...Array.from({ length: 50 }, (_, index) => aTouchpoint(as(`person-${index}`))));
  const ofVisits = count(app.statements());
  await record(app, anOrder("1"));

  expect([ofVisits, count(app.statements())]).toEqual([1, 0]);
});

const unsubscribed = (given: object = {}) =>
  aTouchpoint({ messageId: "u", type: "UNSUBSCRIBED", channel: "EMAIL", ...given });

test("an unsubscription withdraws marketing on its channel, as of when it happened and by who told of it", async () => {
  const app = await startApp();
  await say(app, { channel: "EMAIL", recordedAt: "2026-05-01T10:00:00.000Z" });
  const input = { touchpoints: [unsubscribed()], source: "mailer" };

  await app.query(RECORD, { input });
  const once = await consentsOf(app);
  await app.query(RECORD, { input });

  expect(once.inForce).toEqual(["MARKETING EMAIL WITHDRAWN"]);
  expect(once.history[0]).toEqual({
    ...{ purpose: "MARKETING", channel: "EMAIL", status: "WITHDRAWN", source: "mailer", proof: null },
    recordedAt: "2026-06-01T10:00:00.000Z",
  });
  expect(await consentsOf(app)).toEqual(once);
});

test("an old unsubscription that arrives late leaves a newer grant in force", async () => {
  const app = await startApp();
  await say(app, { channel: "EMAIL", recordedAt: "2026-06-02T10:00:00.000Z" });

  await record(app, unsubscribed());

  expect(await consentsOf(app)).toMatchObject({ inForce: ["MARKETING EMAIL GRANTED"], count: 2 });
});

test("who refuses analytics or tracking can still unsubscribe", async () => {
  const app = await startApp();
  await say(app, refusal);

  const outcomes = await send(app, unsubscribed({ properties: { doNotTrack: true } }));

  expect(statuses(outcomes)).toEqual(["RECORDED"]);
  expect((await consentsOf(app)).inForce).toEqual(["ANALYTICS everywhere DENIED", "MARKETING EMAIL WITHDRAWN"]);
});
