import fc from "fast-check";
import { expect, test } from "vitest";
import type { OutgoingMessage } from "../../../src/campaigns/delivery/adapter.ts";
import { aMailServer } from "./mail-server.ts";
import { adapterFor, outgoing } from "./outgoing.ts";

/** What one message has become on its way. */
async function received(given: Partial<OutgoingMessage>) {
  const server = await aMailServer();
  const delivery = await adapterFor(server.url).deliver(outgoing(given));
  const [arrived] = server.received;
  expect(delivery).toEqual({ status: "SENT" });
  expect(server.received).toHaveLength(1);
  if (arrived === undefined) throw new Error("nothing has arrived");
  return arrived;
}

const namesOf = (raw: string): string[] => {
  const [head = ""] = raw.split("\r\n\r\n");
  return [...head.matchAll(/^([^\s:]+):/gm)].map(([, name = ""]) => name).sort();
};

const USUAL_HEADERS = [
  "Content-Transfer-Encoding",
  "Content-Type",
  "Date",
  "From",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
  "MIME-Version",
  "Message-ID",
  "Subject",
  "To",
];

test("a message of text says from whom to whom, and how to unsubscribe", async () => {
  const { mail, raw, sender, recipients } = await received({});

  expect(mail).toMatchObject({
    subject: "News",
    text: "What is new.\n",
    html: false,
    messageId: "<cmp_0a1b.cus_2c3d@shop.example>",
  });
  expect(mail.from?.value).toEqual([{ name: "My shop", address: "news@shop.example" }]);
  expect([sender, ...recipients]).toEqual(["news@shop.example", "ada@customer.example"]);
  expect(Math.abs(Date.now() - (mail.date?.getTime() ?? 0))).toBeLessThan(60_000);
  expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/shop\.example\/unsubscribe\/abc>\r$/m);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(raw).toMatch(/^To: ada@customer\.example\r$/m);
  expect(namesOf(raw)).toEqual(USUAL_HEADERS);
});

test("one with HTML has both, and the richer one last", async () => {
  const { mail, raw } = await received({ html: "<p>What is <b>new</b>.</p>" });

  expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
  expect(raw.indexOf("text/plain")).toBeLessThan(raw.indexOf("text/html"));
  expect(mail).toMatchObject({ text: "What is new.", html: "<p>What is <b>new</b>.</p>" });
});

test("one without a subject has none", async () => {
  const { mail, raw } = await received({ subject: null });

  expect(mail.subject).toBeUndefined();
  expect(namesOf(raw)).toEqual(USUAL_HEADERS.filter((name) => name !== "Subject"));
});

test("an address to unsubscribe at stays in one piece, however long", async () => {
  const unsubscribeUrl = `https://shop.example/unsubscribe/${"a1B2-_".repeat(60)}?lang=de&x=1`;
  const { raw } = await received({ unsubscribeUrl });

  expect(raw.replaceAll(/\r\n[ \t]+/g, " ")).toContain(`List-Unsubscribe: <${unsubscribeUrl}>\r\n`);
});

test("one that is written in other letters is written as a URL", async () => {
  const { raw } = await received({ unsubscribeUrl: "https://bücher.example/abmelden/ö>\r\nBcc: eve@evil.example" });

  expect(raw).toContain("<https://xn--bcher-kva.example/abmelden/%C3%B6%3EBcc:%20eve@evil.example>");
  expect(namesOf(raw)).toEqual(USUAL_HEADERS);
});

test.each([
  "Grüße an Łukasz: 50 % auf alles 🎉",
  "日本語の件名はとても長いので、何行かに分けて送られることになりますが、それでも全部届きます",
  "A subject that is so long that it is folded over several lines, as every subject of more than 76 characters is",
])("the subject %j arrives whole", async (subject) => {
  expect((await received({ subject })).mail.subject).toBe(subject);
});

test("the body arrives whole: dots, long lines, From, other letters", async () => {
  const lines = [
    ".",
    "..",
    ".hidden",
    "From the shop",
    "Ünïcode — 日本語 🎉🎉",
    "x".repeat(5_000),
    "= sign =3D",
    "trailing ",
  ];
  const text = lines.join("\n");
  const html = `<pre>${lines.join("\n")}</pre>`;
  const { mail } = await received({ text, html });

  expect(mail.text).toBe(text);
  expect(mail.html).toBe(html);
});

test.each(["\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\rBcc: eve@evil.example", "\r\n\r\nAnother body"])(
  "a subject with %j adds no header and no body",
  async (injected) => {
    const { mail, raw, recipients } = await received({ subject: `News${injected}` });

    expect(mail.subject?.replaceAll(/\s+/g, " ")).toBe(`News${injected}`.replaceAll(/\s+/g, " "));
    expect(mail.text).toBe("What is new.\n");
    expect(namesOf(raw)).toEqual(USUAL_HEADERS);
    expect(recipients).toEqual(["ada@customer.example"]);
  },
);

test.each([
  "ada@customer.example\r\nBcc: eve@evil.example",
  "ada@customer.example\nRCPT TO:<eve@evil.example>",
  "ada@customer.example> SIZE=1",
  "ada@customer.example, eve@evil.example",
  "Ada <ada@customer.example>",
  "group: ada@customer.example;",
  "ada@evil.example@customer.example",
  '"ada eve"@customer.example',
  "ada",
  "@customer.example",
  "",
])("%j is no address to send to, and no server is asked", async (address) => {
  const server = await aMailServer();
  const delivery = await adapterFor(server.url).deliver(outgoing({ address }));

  expect(delivery).toEqual({ status: "BOUNCED", reason: `${JSON.stringify(address)} is no e-mail address` });
  expect(server.received).toEqual([]);
});

test("an address in other letters is written as servers read it", async () => {
  expect((await received({ address: "ada@bücher.example" })).raw).toMatch(/^To: ada@xn--bcher-kva\.example\r$/m);
  expect((await received({ address: "łukasz@customer.example" })).recipients).toEqual(["łukasz@customer.example"]);
});

test("a file or a web address in a message is text and nothing else", async () => {
  const html = '<img src="file:///etc/passwd"><img src="data:image/png;base64,AAAA">';
  const { mail, raw } = await received({ html, text: "file:///etc/passwd" });

  expect(mail.html).toBe(html);
  expect(mail.attachments).toEqual([]);
  expect(raw).not.toContain("root:");
});

/** Line breaks and other control characters cannot stand in a header. */
const asOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
const anyText = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });

test("whatever a message says, it arrives, with the headers it should have", async () => {
  const server = await aMailServer();
  const adapter = adapterFor(server.url);
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (subject, text) => {
      const before = server.received.length;
      const delivery = await adapter.deliver(outgoing({ subject, text }));
      const arrived = server.received[before];

      expect(delivery).toEqual({ status: "SENT" });
      expect(server.received).toHaveLength(before + 1);
      expect(asOneLine(arrived?.mail.subject ?? "")).toBe(asOneLine(subject));
      expect(arrived?.mail.text?.trimEnd()).toBe(text.trimEnd());
      expect(namesOf(arrived?.raw ?? "").filter((name) => name !== "Subject")).toEqual(
        USUAL_HEADERS.filter((name) => name !== "Subject"),
      );
    }),
    { numRuns: 100 },
  );
});
