import "reflect-metadata";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, gbp, record } from "../support/builders.ts";
import { aCampaign, anEmail, consent, launched, move, people, reportOf, sandbox, statesOf } from "./campaigns.ts";

const hoursLater = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

const uuidOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** The draw, worked out by hand: the first 32 bits of MD5 of campaign, customer and what is drawn. */
const draw = (campaign: string, customer: string, what: string): number =>
  Number.parseInt(
    createHash("md5")
      .update(`${uuidOf(campaign)} ${uuidOf(customer)} ${what}`)
      .digest("hex")
      .slice(0, 8),
    16,
  ) /
  2 ** 32;

test("who may not be messaged is not, each for the first reason that holds, and each is counted", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "denied", "withdrawn", "bounced", "erased", "smsOnly");
  await record(
    app,
    aTouchpoint({
      identities: [
        { kind: "USER_ID", value: "silent" },
        { kind: "EMAIL", value: "silent@example.com" },
      ],
    }),
  );
  await record(app, aTouchpoint({ identities: [{ kind: "USER_ID", value: "nowhere" }] }));
  await consent(app, "nowhere", "GRANTED");
  await consent(app, "denied", "DENIED", { channel: "EMAIL", recordedAt: "2026-06-15T12:01:00Z" });
  await record(
    app,
    aTouchpoint({
      type: "UNSUBSCRIBED",
      channel: "EMAIL",
      identities: [{ kind: "USER_ID", value: "withdrawn" }],
      occurredAt: "2026-06-15T12:01:00Z",
    }),
  );
  await consent(app, "smsOnly", "DENIED", { recordedAt: "2026-06-15T12:01:00Z" });
  await consent(app, "smsOnly", "GRANTED", { channel: "SMS", recordedAt: "2026-06-15T12:02:00Z" });
  await record(
    app,
    aTouchpoint({
      type: "MESSAGE_BOUNCED",
      channel: "EMAIL",
      identities: [{ kind: "EMAIL", value: "bounced@example.com" }],
    }),
  );
  const id = await aCampaign(app, { quietHours: { from: "11:00", to: "13:00", timeZone: "UTC" } });
  await move(app, "launch", id);
  await app.settle();
  await app.dataSource.query(
    "update customer set erased_at = now() where email = 'erased@example.com' or id = (select customer_id from identity where value = 'erased')",
  );

  app.setNow(hoursLater(1));
  await app.settle();

  const states = await statesOf(app, id);
  expect(states).toEqual({
    ada: "DELIVERED",
    bounced: "SUPPRESSED BOUNCED",
    denied: "SUPPRESSED NO_CONSENT",
    erased: "SUPPRESSED ERASED",
    nowhere: "SUPPRESSED NO_ADDRESS",
    silent: "SUPPRESSED NO_CONSENT",
    smsOnly: "SUPPRESSED NO_CONSENT",
    withdrawn: "SUPPRESSED NO_CONSENT",
  });
  expect(await reportOf(app, id)).toMatchObject({
    ...{ audience: 8, heldOut: 0, pending: 0, failed: 0, unknown: 0, sent: 1, delivered: 1 },
    suppressed: [
      { reason: "ERASED", customers: 1 },
      { reason: "NO_CONSENT", customers: 4 },
      { reason: "NO_ADDRESS", customers: 1 },
      { reason: "BOUNCED", customers: 1 },
    ],
  });
  expect((await sandbox(app)).map(({ address }) => address)).toEqual(["ada@example.com"]);
});

test("a consent that is withdrawn between the launch and the message is respected", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");
  const id = await launched(app, { quietHours: { from: "11:00", to: "13:00", timeZone: "UTC" } });
  await consent(app, "ada", "WITHDRAWN");

  app.setNow(hoursLater(1));
  await app.settle();

  expect(await statesOf(app, id)).toEqual({ ada: "SUPPRESSED NO_CONSENT", bob: "DELIVERED" });
});

test("a cap counts the messages of all campaigns on all channels, and only those of its days", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  await record(
    app,
    aTouchpoint({
      identities: [
        { kind: "USER_ID", value: "ada" },
        { kind: "PHONE", value: "+447700900123" },
      ],
    }),
  );
  await launched(app);
  await launched(app, { variants: [{ name: "S", channel: "SMS", body: "Hello" }] });
  const frequencyCap = { messages: 2, perDays: 7 };

  const capped = await launched(app, { frequencyCap });
  const wider = await launched(app, { frequencyCap: { messages: 3, perDays: 7 } });
  app.setNow(hoursLater(7 * 24 + 1));
  const weekLater = await launched(app, { frequencyCap });

  expect(await statesOf(app, capped)).toEqual({ ada: "SUPPRESSED FREQUENCY_CAP" });
  expect(await statesOf(app, wider)).toEqual({ ada: "DELIVERED" });
  expect(await statesOf(app, weekLater)).toEqual({ ada: "DELIVERED" });
});

test("a budget pays for so many messages, to the penny, and no more", async () => {
  const app = await startApp({ training: true });
  await people(app, "a", "b", "c", "d");

  const id = await launched(app, { budget: gbp("0.30"), costPerMessage: gbp("0.10") });

  const report = await reportOf(app, id);
  expect(report).toMatchObject({ sent: 3, cost: gbp("0.30"), suppressed: [{ reason: "BUDGET_SPENT", customers: 1 }] });
  const { campaign } = await app.query("query ($id: ID!) { campaign(id: $id) { spent { amount currency } status } }", {
    id,
  });
  expect(campaign).toEqual({ spent: gbp("0.30"), status: "COMPLETED" });
});

test("quiet hours are those of the customer's own time zone, where it is known", async () => {
  const app = await startApp({ training: true });
  await people(app, "london", "tokyo", "unknown");
  const zoned = (user: string, timeZone: string) =>
    app.query("mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message } } }", {
      input: { identities: [{ kind: "USER_ID", value: user }], timeZone },
    });
  await zoned("london", "Europe/London"); // it is 13:00 there, 21:00 in Tokyo, 05:00 in Los Angeles
  await zoned("tokyo", "Asia/Tokyo");

  const id = await launched(app, { quietHours: { from: "21:00", to: "08:00", timeZone: "America/Los_Angeles" } });

  expect(await statesOf(app, id)).toEqual({ london: "DELIVERED", tokyo: "PENDING", unknown: "PENDING" });
  app.setNow(hoursLater(3));
  await app.settle();
  expect(await statesOf(app, id)).toEqual({ london: "DELIVERED", tokyo: "PENDING", unknown: "DELIVERED" });
  app.setNow(hoursLater(11));
  await app.settle();
  expect(await statesOf(app, id)).toEqual({ london: "DELIVERED", tokyo: "DELIVERED", unknown: "DELIVERED" });
});

async function lots(app: TestApp, id: string): Promise<{ customer: string; variant: string | null }[]> {
  const { campaign } = await app.query(
    "query ($id: ID!) { campaign(id: $id) { assignments(first: 100) { nodes { customer { id } variant { name } } } } }",
    { id },
  );
  return campaign.assignments.nodes.map((node: { customer: { id: string }; variant: { name: string } | null }) => ({
    customer: node.customer.id,
    variant: node.variant?.name ?? null,
  }));
}

test("everybody is held out or assigned a variant by a lot that anybody can check", async () => {
  const app = await startApp({ training: true });
  await people(app, ...Array.from({ length: 60 }, (_, place) => `user-${place}`));
  const variants = [anEmail({ name: "A", weight: 1 }), anEmail({ name: "B", weight: 3 })];

  const id = await launched(app, { holdoutShare: 0.25, variants });

  const drawn = await lots(app, id);
  const lot = (customer: string) => {
    if (draw(id, customer, "hold-out") < 0.25) return null;
    return draw(id, customer, "variant") < 0.25 ? "A" : "B";
  };
  expect(drawn).toHaveLength(60);
  expect(drawn).toEqual(drawn.map(({ customer }) => ({ customer, variant: lot(customer) })));
  const heldOut = drawn.filter(({ variant }) => variant === null).length;
  expect(heldOut).toBeGreaterThan(0);
  expect(await reportOf(app, id)).toMatchObject({ audience: 60, heldOut, sent: 60 - heldOut });
  expect(await sandbox(app)).toHaveLength(60 - heldOut);
});
