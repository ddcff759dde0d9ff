import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aBrowser } from "../support/browser.ts";
import { assignmentsOf, consent, launched, people, reportOf, sandbox } from "./campaigns.ts";

const BODY =
  '<p><a href="https://shop.example/mugs?a=1&amp;b=2">Mugs</a> <a href="{{ unsubscribeUrl }}">No more</a></p>';

async function aMessage(
  app: TestApp,
  body = BODY,
): Promise<{
  id: string;
  html: string;
  open: string;
  click: string;
  unsubscribe: string;
  headers: Record<string, string>;
}> {
  await people(app, "ada");
  const id = await launched(app, { variants: [{ name: "A", channel: "EMAIL", subject: "Mugs", body }] });
  const [message] = await sandbox(app);
  const html = message?.html ?? "";
  const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = ""]) => url.replaceAll("&amp;", "&"));
  const find = (path: string): string => links.find((url) => url.includes(path)) ?? "";
  return {
    id,
    html,
    open: find("/m/open.gif"),
    click: find("/m/click"),
    unsubscribe: find("/m/unsubscribe"),
    headers: message?.headers ?? {},
  };
}

const TOUCHPOINTS = `{ customer(identity: { kind: USER_ID, value: "ada" }) { touchpoints(first: 20, filter: { types: [MESSAGE_OPENED, MESSAGE_CLICKED, UNSUBSCRIBED] }) {
  nodes { type channel properties campaign { id } } } consents { purpose channel status source } } }`;

test("an opened message and a followed link come back as touchpoints, once, and are counted", async () => {
  const app = await startApp({ training: true });
  const { id, open, click } = await aMessage(app);

  const pictures = await Promise.all([fetch(open), fetch(open)]);
  const followed = await fetch(click, { redirect: "manual" });
  await fetch(click, { redirect: "manual" });

  expect(pictures.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
    [200, "image/gif"],
    [200, "image/gif"],
  ]);
  expect([followed.status, followed.headers.get("location")]).toEqual([302, "https://shop.example/mugs?a=1&b=2"]);
  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.touchpoints.nodes).toHaveLength(2);
  expect(customer.touchpoints.nodes).toEqual(
    expect.arrayContaining([
      { type: "MESSAGE_OPENED", channel: "EMAIL", properties: {}, campaign: { id } },
      {
        type: "MESSAGE_CLICKED",
        channel: "EMAIL",
        properties: { url: "https://shop.example/mugs?a=1&b=2" },
        campaign: { id },
      },
    ]),
  );
  expect(await reportOf(app, id)).toMatchObject({ sent: 1, opened: 1, clicked: 1 });
});

test.each([
  [
    "letters of any script",
    "https://sklep.example/żółty?q=łąka",
    "https://sklep.example/%C5%BC%C3%B3%C5%82ty?q=%C5%82%C4%85ka",
  ],
  ["a host of any script", "https://żółty.example/", "https://xn--ty-4ja03asj.example/"],
  ["a line break", "https://shop.example/mu\ngs", "https://shop.example/mugs"],
])("a link with %s leads where a browser would go, and is told as it was written", async (_what, url, to) => {
  const app = await startApp({ training: true });
  const { click } = await aMessage(app, `<p><a href="${url}">Mugs</a></p>`);

  const followed = await fetch(click, { redirect: "manual" });

  expect([followed.status, followed.headers.get("location")]).toEqual([302, to]);
  expect((await app.query(TOUCHPOINTS)).customer.touchpoints.nodes).toMatchObject([{ properties: { url } }]);
});

test("what is no address stays in a message as it was written", async () => {
  const app = await startApp({ training: true });

  const { html, click } = await aMessage(app, '<p><a href="https://[mugs">Mugs</a></p>');

  expect(html).toContain('<p><a href="https://[mugs">Mugs</a></p>');
  expect(click).toBe("");
});

test("an opened message is counted once, whatever else stands in the address of its picture", async () => {
  const app = await startApp({ training: true });
  const { open } = await aMessage(app);

  for (const more of ["", "&u=1", "&u=2", "&x=3"]) await fetch(open + more);

  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.touchpoints.nodes).toMatchObject([{ type: "MESSAGE_OPENED" }]);
});

test("nothing that stands beside a link's signature enters what is told of it", async () => {
  const app = await startApp({ training: true });
  const { id, click, unsubscribe } = await aMessage(app);
  const more = "&u=https://evil.example/&x=1";

  const followed = await fetch(click + more, { redirect: "manual" });
  await fetch(click, { redirect: "manual" });
  await fetch(unsubscribe + more, { method: "POST" });
  await fetch(unsubscribe, { method: "POST" });

  expect(followed.headers.get("location")).toBe("https://shop.example/mugs?a=1&b=2");
  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.touchpoints.nodes).toHaveLength(2);
  expect(customer.touchpoints.nodes).toEqual(
    expect.arrayContaining([
      {
        type: "MESSAGE_CLICKED",
        channel: "EMAIL",
        properties: { url: "https://shop.example/mugs?a=1&b=2" },
        campaign: { id },
      },
      { type: "UNSUBSCRIBED", channel: "EMAIL", properties: {}, campaign: { id } },
    ]),
  );
});

test("a link that nobody here has signed leads nowhere, and tells nothing", async () => {
  const app = await startApp({ training: true });
  const { id, open, click, unsubscribe } = await aMessage(app);
  const elsewhere = new URL(click);
  elsewhere.searchParams.set("u", "https://evil.example/");
  const turned = unsubscribe.replace(/t=[^&]*/, `t=${new URL(open).searchParams.get("t")}`);

  const answers = await Promise.all([
    fetch(elsewhere, { redirect: "manual" }),
    fetch(turned, { method: "POST" }),
    fetch(unsubscribe.replace(/t=.{4}/, "t=AAAA"), { method: "POST" }),
    fetch(unsubscribe.replace(/t=.*/, "t=preview"), { method: "POST" }),
    fetch(open.replace(/t=.{4}/, "t=AAAA")),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 200]);
  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.touchpoints.nodes).toEqual([]);
  expect(customer.consents).toMatchObject([{ purpose: "MARKETING", status: "GRANTED" }]);
  expect(await reportOf(app, id)).toMatchObject({ opened: 0, clicked: 0 });
});

test("one click unsubscribes: the mail program's POST withdraws the consent, and a scanner's GET does not", async () => {
  const app = await startApp({ training: true });
  const { id, unsubscribe, headers } = await aMessage(app);
  expect(headers).toEqual({
    "List-Unsubscribe": `<${unsubscribe}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  app.setNow(new Date("2026-06-15T12:05:00Z"));

  const looked = await fetch(unsubscribe);
  const before = (await app.query(TOUCHPOINTS)).customer.consents;
  const done = await fetch(unsubscribe, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });

  expect([looked.status, done.status]).toEqual([200, 200]);
  expect(await looked.text()).toContain('<form method="post">');
  expect(await done.text()).toContain("You are unsubscribed");
  expect(before).toMatchObject([{ status: "GRANTED" }]);
  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.touchpoints.nodes).toEqual([
    { type: "UNSUBSCRIBED", channel: "EMAIL", properties: {}, campaign: { id } },
  ]);
  expect(customer.consents).toEqual(
    expect.arrayContaining([{ purpose: "MARKETING", channel: "EMAIL", status: "WITHDRAWN", source: "campaigns" }]),
  );
  const next = await launched(app);
  expect((await assignmentsOf(app, next)).get("ada")).toMatchObject({
    status: "SUPPRESSED",
    suppression: "NO_CONSENT",
  });
});

const browser = aBrowser();

test("in a browser, following the link is the one click", async () => {
  const app = await startApp({ training: true });
  const { unsubscribe } = await aMessage(app);
  app.setNow(new Date("2026-06-15T12:05:00Z"));

  const { page, faults } = await browser.open(unsubscribe);
  await page.waitForFunction("document.title === 'You are unsubscribed'");

  expect(await page.$eval("h1", (heading) => heading.textContent)).toBe("You are unsubscribed");
  expect(faults).toEqual([]);
  const { customer } = await app.query(TOUCHPOINTS);
  expect(customer.consents).toEqual(expect.arrayContaining([expect.objectContaining({ status: "WITHDRAWN" })]));
});

test("who unsubscribes is not held to a consent whose clock ran ahead, and a scanner that asks for the head of a link follows nothing", async () => {
  const app = await startApp({ training: true });
  const { id, click, open, unsubscribe } = await aMessage(app);
  await consent(app, "ada", "GRANTED", { recordedAt: "2026-06-15T12:04:00Z" });
  app.setNow(new Date("2026-06-15T12:01:00Z"));

  const heads = await Promise.all([click, open].map((url) => fetch(url, { method: "HEAD", redirect: "manual" })));
  const done = await fetch(unsubscribe, { method: "POST" });

  expect([...heads, done].map(({ status }) => status)).toEqual([302, 200, 200]);
  expect(await reportOf(app, id)).toMatchObject({ opened: 0, clicked: 0 });
  const next = await launched(app);
  expect((await assignmentsOf(app, next)).get("ada")).toMatchObject({ suppression: "NO_CONSENT" });
});

test("what others tell of a campaign's messages counts as well", async () => {
  const app = await startApp({ training: true });
  const { id } = await aMessage(app);
  const told = (type: string, given: object = {}) => ({
    messageId: `esp ${type}`,
    ...{
      channel: "EMAIL",
      type,
      occurredAt: "2026-06-15T12:03:00Z",
      identities: [{ kind: "EMAIL", value: "ada@example.com" }],
      campaignId: id,
    },
    ...given,
  });
  const RECORD =
    "mutation ($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status reasons } } }";

  const { recordTouchpoints } = await app.query(RECORD, {
    input: {
      touchpoints: [
        told("MESSAGE_CLICKED"),
        told("MESSAGE_BOUNCED"),
        told("MESSAGE_OPENED", { campaignId: "cmp_00000000000000000000000000000000", messageId: "no" }),
      ],
    },
  });

  expect(recordTouchpoints.outcomes).toEqual([
    { status: "RECORDED", reasons: [] },
    { status: "RECORDED", reasons: [] },
    { status: "QUARANTINED", reasons: ["campaignId: there is no campaign cmp_00000000000000000000000000000000"] },
  ]);
  expect((await assignmentsOf(app, id)).get("ada")).toMatchObject({ status: "BOUNCED" });
  expect(await reportOf(app, id)).toMatchObject({ sent: 1, delivered: 0, opened: 1, clicked: 1 });
  const filtered = await app.query("query ($id: ID!) { touchpoints(filter: { campaignId: $id }) { totalCount } }", {
    id,
  });
  expect(filtered.touchpoints.totalCount).toBe(4);
  const next = await launched(app);
  expect((await assignmentsOf(app, next)).get("ada")).toMatchObject({ suppression: "BOUNCED" });
});
