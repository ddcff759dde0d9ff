import "reflect-metadata";
import { expect, test } from "vitest";
import { adaptersOf } from "../../src/campaigns/index.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aCampaign, assignmentsOf, consent, launched, move, people, reportOf, sandbox, statesOf } from "./campaigns.ts";
import { aMailServer } from "./delivery/mail-server.ts";
import { aScriptedServer } from "./delivery/scripted-server.ts";

const NOW = new Date("2026-06-15T12:00:00Z");
const minutesLater = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const HTML = {
  name: "A",
  channel: "EMAIL",
  subject: "For {{ customer.firstName | default: 'you' }}",
  body: "<p>Look at <a href='https://shop.example/mugs'>mugs</a>.</p>",
};

test("e-mails of a campaign arrive at a real SMTP server, each once, with their one-click link", async () => {
  const server = await aMailServer();
  const adapters = adaptersOf({ url: server.url, from: "My shop <news@shop.example>" });
  const app = await startApp({ training: true, adapters });
  await people(app, "ada", "bob");

  const id = await launched(app, { variants: [HTML] });
  await adapters.close();

  expect(await statesOf(app, id)).toEqual({ ada: "SENT", bob: "SENT" });
  expect(server.received.map(({ recipients }) => recipients).sort()).toEqual([
    ["ada@example.com"],
    ["bob@example.com"],
  ]);
  const [{ mail } = { mail: undefined }] = server.received;
  expect([mail?.subject, mail?.text?.trim().split("\n")[0]]).toEqual([
    "For you",
    expect.stringMatching(/^Look at mugs \[http/),
  ]);
  expect(mail?.headerLines.map(({ line }) => line)).toEqual(
    expect.arrayContaining([
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      expect.stringMatching(/^List-Unsubscribe:\s+<http:\/\/127\.0\.0\.1:\d+\/m\/unsubscribe\?t=[\w-]+>$/),
    ]),
  );
  expect(await sandbox(app)).toEqual([]);
  expect(await reportOf(app, id)).toMatchObject({ sent: 2, delivered: 0, unknown: 0, pending: 0 });
});

test("what a server refuses bounces or fails, what it puts off is tried again, and what may have left never is", async () => {
  const answers = { RCPT: ["250 yes", "550 5.1.1 nobody", "451 later", "250 yes"], END: ["554 spam", "250 taken"] };
  const server = await aScriptedServer(answers);
  const adapters = adaptersOf({ url: server.url, from: "news@shop.example" });
  const app = await startApp({ training: true, adapters });
  await people(app, "ada", "bob", "cem");

  const id = await launched(app, { variants: [HTML] });
  const first = Object.values(await statesOf(app, id)).sort();
  app.setNow(minutesLater(2));
  await app.settle();
  const second = Object.values(await statesOf(app, id)).sort();
  await adapters.close();

  expect(first).toEqual(["BOUNCED", "FAILED", "PENDING"]);
  expect(second).toEqual(["BOUNCED", "FAILED", "SENT"]);
  expect(await reportOf(app, id)).toMatchObject({ audience: 3, sent: 2, failed: 1, pending: 0, unknown: 0 });
  const bounced = [...(await assignmentsOf(app, id))].find(([, { status }]) => status === "BOUNCED")?.[0] ?? "";
  const next = await launched(app, { variants: [{ ...HTML, channel: "SMS", body: "Hello" }, HTML].slice(1) });
  expect((await statesOf(app, next))[bounced]).toBe("SUPPRESSED BOUNCED");
});

/** A server that does something with each recipient before it answers: with nothing, or with a refusal. */
const whoseRecipients = (meet: (user: string) => Promise<number | undefined>) =>
  aMailServer({
    onRcptTo: ({ address }, _session, answer) => {
      const [user = ""] = address.split("@");
      const refused = (responseCode: number) => Object.assign(new Error("no"), { responseCode });
      meet(user).then((code) => (code === undefined ? answer() : answer(refused(code))), answer);
    },
  });

/** What a mail provider tells of somebody's message. */
const tell = (app: TestApp, campaignId: string, user: string, type: string, properties = {}) =>
  record(
    app,
    aTouchpoint({ identities: [{ kind: "USER_ID", value: user }], type, channel: "EMAIL", campaignId, properties }),
  );

/** The types of the touchpoints of messages, in the order of the alphabet. */
async function toldOf(app: TestApp): Promise<string[]> {
  const { customers } = await app.query(
    "{ customers { nodes { touchpoints(filter: { types: [MESSAGE_SENT, MESSAGE_DELIVERED, MESSAGE_BOUNCED] }) { nodes { type } } } } }",
  );
  const nodes = customers.nodes.flatMap((each: { touchpoints: { nodes: object[] } }) => each.touchpoints.nodes);
  return nodes.map(({ type }: { type: string }) => type).sort();
}

test("what a mail provider tells before its server has answered is what becomes of the message, told once", async () => {
  let meet: (user: string) => Promise<number | undefined> = async () => undefined;
  const server = await whoseRecipients((user) => meet(user));
  const adapters = adaptersOf({ url: server.url, from: "news@shop.example" });
  const app = await startApp({ training: true, adapters });
  await people(app, "ada", "bob", "cem");
  const id = await aCampaign(app, { variants: [HTML] });
  meet = async (user) => {
    await tell(app, id, user, user === "bob" ? "MESSAGE_BOUNCED" : "MESSAGE_DELIVERED");
    return user === "cem" ? 451 : undefined; // though it has arrived
  };

  await move(app, "launch", id);
  await app.settle();
  app.setNow(minutesLater(10));
  await app.settle();
  await adapters.close();

  expect(await statesOf(app, id)).toEqual({ ada: "DELIVERED", bob: "BOUNCED", cem: "DELIVERED" });
  expect(await reportOf(app, id)).toMatchObject({ sent: 3, delivered: 2, unknown: 0, pending: 0 });
  expect(await toldOf(app)).toEqual([
    "MESSAGE_BOUNCED",
    "MESSAGE_DELIVERED",
    "MESSAGE_DELIVERED",
    "MESSAGE_SENT",
    "MESSAGE_SENT",
    "MESSAGE_SENT",
  ]);
});

test("a bounce for good is told also where a passing one was told before", async () => {
  let meet: (user: string) => Promise<number | undefined> = async () => 550;
  const server = await whoseRecipients((user) => meet(user));
  const adapters = adaptersOf({ url: server.url, from: "news@shop.example" });
  const app = await startApp({ training: true, adapters });
  await people(app, "ada");
  const id = await aCampaign(app, { variants: [HTML] });
  const forGood = meet;
  meet = async (user) => {
    meet = forGood;
    await tell(app, id, user, "MESSAGE_BOUNCED", { permanent: false });
    return 451;
  };

  await move(app, "launch", id);
  await app.settle();
  const first = await statesOf(app, id);
  app.setNow(minutesLater(2));
  await app.settle();
  await adapters.close();

  expect([first, await statesOf(app, id)]).toEqual([{ ada: "PENDING" }, { ada: "BOUNCED" }]);
  expect(await toldOf(app)).toEqual(["MESSAGE_BOUNCED", "MESSAGE_BOUNCED", "MESSAGE_SENT"]);
});

test("a fault of the program with one message is told of, and neither loses that message nor stops another", async () => {
  const sent: string[] = [];
  let isBroken = true;
  const adapter = {
    name: "flaky",
    inTransaction: false as const,
    atOnce: 8,
    async deliver({ address }: { readonly address: string }) {
      if (isBroken && address.startsWith("bob")) throw new TypeError("a fault of the adapter's own");
      sent.push(address);
      return { status: "SENT" as const };
    },
    close: async () => {},
  };
  const app = await startApp({ training: true, adapters: { adapterFor: () => adapter, close: adapter.close } });
  await people(app, "ada", "bob", "cem");

  const id = await launched(app, { variants: [HTML] });
  const first = await statesOf(app, id);
  isBroken = false;
  app.setNow(minutesLater(2));
  await app.settle();

  expect(first).toEqual({ ada: "SENT", bob: "PENDING", cem: "SENT" });
  expect(await statesOf(app, id)).toEqual({ ada: "SENT", bob: "SENT", cem: "SENT" });
  expect(sent.sort()).toEqual(["ada@example.com", "bob@example.com", "cem@example.com"]);
});

test("what is withdrawn or paused while mail goes out slowly stops all that has not begun", async () => {
  const begun: string[] = [];
  let meanwhile: (() => Promise<unknown>) | undefined;
  const server = await aMailServer({
    onRcptTo: ({ address }, _session, answer) => {
      begun.push(address);
      const work = meanwhile ?? (async () => {});
      meanwhile = undefined;
      work().then(() => answer(), answer);
    },
  });
  const adapters = adaptersOf({ url: server.url, from: "news@shop.example", limits: { connections: 2 } });
  const app = await startApp({ training: true, adapters });
  const users = Array.from({ length: 8 }, (_, place) => `user-${place}`);
  await people(app, ...users);
  const id = await aCampaign(app, { variants: [HTML] });
  const late: string[] = [];
  meanwhile = async () => {
    late.push(...users.filter((user) => !begun.includes(`${user}@example.com`)).slice(0, 3));
    await move(app, "pause", id);
    for (const user of late) await consent(app, user, "WITHDRAWN", { recordedAt: "2026-06-15T12:00:01Z" });
  };

  await move(app, "launch", id);
  await app.settle();
  const paused = Object.values(await statesOf(app, id)).sort();
  app.setNow(minutesLater(1));
  await move(app, "resume", id);
  await app.settle();
  await adapters.close();

  expect(paused).toEqual([...Array(6).fill("PENDING"), "SENT", "SENT"]);
  const states = await statesOf(app, id);
  const withdrawn = late.filter(
    (user) => !server.received.some(({ recipients }) => recipients[0]?.startsWith(`${user}@`)),
  );
  expect(withdrawn.length).toBeGreaterThanOrEqual(2); // one of the three may have been on its way out already
  expect(withdrawn.map((user) => states[user])).toEqual(withdrawn.map(() => "SUPPRESSED NO_CONSENT"));
  expect(server.received).toHaveLength(8 - withdrawn.length);
});
