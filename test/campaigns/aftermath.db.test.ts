import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aCampaign, assignmentsOf, consent, launched, move, people, reportOf, sandbox, statesOf } from "./campaigns.ts";

const MORNING = { quietHours: { from: "11:00", to: "13:00", timeZone: "UTC" } };

const told = (type: string, user: string, campaignId: string | undefined, given: object = {}) =>
  aTouchpoint({
    ...{ channel: "EMAIL", type, occurredAt: "2026-06-15T12:01:00Z", campaignId },
    identities: [{ kind: "EMAIL", value: `${user}@example.com` }],
    ...given,
  });

const stateOf = async (app: TestApp, id: string, user: string) => (await assignmentsOf(app, id)).get(user)?.status;

test("one message that cannot be sent is put off, and keeps no other waiting", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob", "cem");
  const id = await launched(app, MORNING);
  const bad = (await assignmentsOf(app, id)).get("bob")?.customer.id ?? "";
  await app.dataSource.query(
    `insert into sandbox_message (customer_id, id, campaign_id, channel, address, body, headers, written_at)
     select a.customer_id, $1, a.campaign_id, 'EMAIL', 'x', 'x', '{}', now() from campaign_assignment a
     where a.customer_id = $2`,
    [`${id}.${bad}`, bad.slice(4)],
  );

  app.setNow(new Date("2026-06-15T13:00:00Z"));
  await app.settle();

  expect(await statesOf(app, id)).toEqual({ ada: "DELIVERED", bob: "PENDING", cem: "DELIVERED" });
});

test("a bounce is known by the address that was written to, of whomever it is, and a mailbox that was full is written to again", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob", "cem");
  const both = [
    { kind: "EMAIL", value: "cem@example.com" },
    { kind: "PHONE", value: "+447700900123" },
  ];
  await record(app, aTouchpoint({ identities: both }));
  await consent(app, "bob", "DENIED", { purpose: "ANALYTICS" });
  await record(
    app,
    told("MESSAGE_BOUNCED", "ada", undefined, { properties: { permanent: false } }),
    told("MESSAGE_BOUNCED", "bob", undefined),
    told("MESSAGE_BOUNCED", "cem", undefined, { channel: "SMS", identities: both }),
  );

  const mail = await launched(app);
  const sms = await launched(app, { variants: [{ name: "S", channel: "SMS", body: "Hello" }] });

  expect(await statesOf(app, mail)).toEqual({ ada: "DELIVERED", bob: "SUPPRESSED BOUNCED", cem: "DELIVERED" });
  expect(await statesOf(app, sms)).toMatchObject({ cem: "SUPPRESSED BOUNCED" });
});

test("later word resolves what was unknown, and nothing is counted of messages that never left", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob", "cem");
  const id = await launched(app);
  const unknown = "update campaign_assignment set status = 'UNKNOWN', delivered_at = null where address = $1";
  for (const user of ["ada", "bob"]) await app.dataSource.query(unknown, [`${user}@example.com`]);
  await consent(app, "cem", "WITHDRAWN", { recordedAt: "2026-06-15T12:00:01Z" });
  app.setNow(new Date("2026-06-15T12:02:00Z"));
  const next = await launched(app);

  await record(
    app,
    told("MESSAGE_DELIVERED", "ada", id),
    told("MESSAGE_BOUNCED", "bob", id),
    told("MESSAGE_OPENED", "cem", next, { channel: "EMAIL" }),
  );

  expect([await stateOf(app, id, "ada"), await stateOf(app, id, "bob")]).toEqual(["DELIVERED", "BOUNCED"]);
  expect(await reportOf(app, next)).toMatchObject({ opened: 0, suppressed: [{ reason: "NO_CONSENT", customers: 1 }] });
});

test("of a goal that only who is messaged can do there is no lift", async () => {
  const app = await startApp({ training: true });
  await people(app, ...Array.from({ length: 20 }, (_, place) => `user-${place}`));

  const id = await launched(app, { goal: "MESSAGE_SENT", holdoutShare: 0.5 });

  const report = await reportOf(app, id);
  expect(report).toMatchObject({ converted: report.sent, lift: null });
  expect(report.sent).toBe((await sandbox(app)).length);
});

test("a launch that races with another, or with an end, assigns everybody once", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");
  const [twice, ended] = [await aCampaign(app), await aCampaign(app)];

  const launches = await Promise.all([move(app, "launch", twice), move(app, "launch", twice)]);
  await Promise.all([move(app, "launch", ended), move(app, "cancel", ended)]);
  await app.settle();

  expect(launches.map(({ userErrors }) => userErrors.length).sort()).toEqual([0, 1]);
  expect(await statesOf(app, twice)).toEqual({ ada: "DELIVERED", bob: "DELIVERED" });
  expect(new Set(Object.values(await statesOf(app, ended))).size).toBeLessThanOrEqual(2);
  const twofold = await app.dataSource.query(
    "select customer_id from sandbox_message group by customer_id, campaign_id having count(*) > 1",
  );
  expect(twofold).toEqual([]);
});
