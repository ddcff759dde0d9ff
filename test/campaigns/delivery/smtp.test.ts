import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { aMailServer } from "./mail-server.ts";
import { adapterFor, outgoing } from "./outgoing.ts";
import { type Answer, aScriptedServer, CLOSES, PIPELINING, SILENT } from "./scripted-server.ts";
import { type Case, CONNECTING, READ, SHORT, UNREAD } from "./server-answers.ts";

async function expectDelivery({ script, limits, status, reason, taken }: Case): Promise<void> {
  const server = await aScriptedServer(script);
  const delivery = await adapterFor(server.url, limits).deliver(outgoing());

  expect(delivery).toEqual(
    status === "SENT"
      ? { status }
      : { status, reason: typeof reason === "string" ? reason : expect.stringMatching(reason) },
  );
  expect(server.counts.taken).toBe(taken);
  expect(server.times("MAIL")).toBeLessThanOrEqual(1);
}

describe("each answer of a server is one delivery, and is tried once", () => {
  test.each([...UNREAD, ...READ, ...CONNECTING])("$what: $status", expectDelivery);

  const pipelined = (given: Case): Case => ({ ...given, script: { EHLO: [PIPELINING], ...given.script } });
  test.each([...UNREAD, ...READ].map(pipelined))("with pipelining, $what: $status", expectDelivery);
});

test("a server that takes DATA although it refused the recipient gets nothing of the message", async () => {
  const script = { EHLO: [PIPELINING], RCPT: ["550 No such user"], END: ["554 Nobody"] };
  const server = await aScriptedServer(script);

  const delivery = await adapterFor(server.url).deliver(outgoing());

  expect(delivery).toEqual({ status: "BOUNCED", reason: "RCPT TO: 550 No such user" });
});

test("where nobody listens, and where a name is nobody's, it may be tried again", async () => {
  const server = await aScriptedServer({});
  server.stop();
  const refused = await adapterFor(server.url).deliver(outgoing());
  const unknown = await adapterFor("smtp://mail.invalid:25").deliver(outgoing());

  expect(refused).toEqual({ status: "AGAIN", reason: expect.stringContaining("ECONNREFUSED") });
  expect(unknown).toEqual({ status: "AGAIN", reason: "the server's name was not found" });
});

describe("a connection that has been kept", () => {
  test("is used again, and again after a message was refused", async () => {
    const server = await aScriptedServer({
      RCPT: ["250 yes", "550 no", "250 yes"],
      END: ["250 yes", "552 no", "250 yes"],
    });
    const adapter = adapterFor(server.url, { connections: 1 });
    const statuses: string[] = [];
    for (let time = 0; time < 4; time++) statuses.push((await adapter.deliver(outgoing())).status);

    expect(statuses).toEqual(["SENT", "BOUNCED", "FAILED", "SENT"]);
    expect(server.counts).toEqual({ connections: 1, taken: 3 });
  });

  test("and was closed while idle makes no difference to the next message", async () => {
    const server = await aScriptedServer({});
    const adapter = adapterFor(server.url, { connections: 1 });
    const first = await adapter.deliver(outgoing());
    for (const socket of server.sockets) socket.end();
    await vi.waitFor(() => expect(server.sockets.size).toBe(0));
    await wait(100);
    const second = await adapter.deliver(outgoing());

    expect([first, second]).toEqual([{ status: "SENT" }, { status: "SENT" }]);
    expect(server.counts).toEqual({ connections: 2, taken: 2 });
  });

  test.each<[Answer]>([[CLOSES], ["421 idle for too long"]])("and is closed just as it is used: %s", async (answer) => {
    const server = await aScriptedServer({ MAIL: ["250 sender", answer, "250 sender"] });
    const adapter = adapterFor(server.url, { connections: 1 });
    const deliveries = [await adapter.deliver(outgoing()), await adapter.deliver(outgoing())];

    expect(deliveries.map(({ status }) => status)).toEqual(["SENT", "AGAIN"]);
    await wait(300);
    expect(server.counts).toEqual({ connections: 1, taken: 1 });
    expect((await adapter.deliver(outgoing())).status).toBe("SENT");
    expect(server.counts).toEqual({ connections: 2, taken: 2 });
  });

  test("and is closed after a message has begun leaves that one unknown", async () => {
    const server = await aScriptedServer({ END: ["250 taken", CLOSES] });
    const adapter = adapterFor(server.url, { connections: 1 });
    const deliveries = [await adapter.deliver(outgoing()), await adapter.deliver(outgoing())];

    expect(deliveries.map(({ status }) => status)).toEqual(["SENT", "UNKNOWN"]);
    await wait(300);
    expect(server.counts).toEqual({ connections: 1, taken: 2 });
  });
});

describe("who we are to the server", () => {
  const login = (url: string): string => url.replace("//", "//shop:s%3Acret%40@");

  test("a user and a password that are right", async () => {
    const given: unknown[] = [];
    const server = await aMailServer({
      allowInsecureAuth: true,
      onAuth({ username, password }, _, answer) {
        given.push(username, password);
        answer(null, { user: username });
      },
    });

    expect(await adapterFor(login(server.url)).deliver(outgoing())).toEqual({ status: "SENT" });
    expect(given).toEqual(["shop", "s:cret@"]);
    expect(server.received).toHaveLength(1);
  });

  test("that are wrong are a fault of the configuration: nothing has left", async () => {
    const server = await aScriptedServer({ EHLO: ["250-here\r\n250 AUTH PLAIN"], AUTH: ["535 5.7.8 Wrong password"] });
    const delivery = await adapterFor(login(server.url)).deliver(outgoing());

    const reason = "the server did not accept the user and password: 535 5.7.8 Wrong password";
    expect(delivery).toEqual({ status: "AGAIN", reason });
    expect(server.counts.taken).toBe(0);
  });

  test("a password goes over no wire unencrypted", async () => {
    const server = await aScriptedServer({ EHLO: ["250-here\r\n250 AUTH PLAIN"], STARTTLS: ["502 Unknown"] });
    const delivery = await adapterFor(login(server.url.replace("127.0.0.1", "0.0.0.0"))).deliver(outgoing());

    expect(delivery).toEqual({ status: "AGAIN", reason: "the connection could not be encrypted: 502 Unknown" });
    expect([server.times("AUTH"), server.counts.connections]).toEqual([0, 1]);
  });

  test("a certificate that nobody vouches for is not trusted", async () => {
    const server = await aMailServer({ disabledCommands: [] });
    const plain = await adapterFor(server.url).deliver(outgoing());
    const secure = await aMailServer({ secure: true });
    const fromTheStart = await adapterFor(secure.url.replace("smtp:", "smtps:")).deliver(outgoing());

    expect(plain).toEqual({ status: "AGAIN", reason: expect.stringContaining("certificate") });
    expect(fromTheStart.status).toBe("AGAIN");
    expect([...server.received, ...secure.received]).toEqual([]);
  });
});

test("twenty messages in parallel arrive once each", async () => {
  const server = await aMailServer();
  const adapter = adapterFor(server.url);
  const ids = Array.from({ length: 20 }, (_, index) => `cmp_0a1b.cus_${index}`);
  const deliveries = await Promise.all(ids.map((id) => adapter.deliver(outgoing({ id, address: `${id}@x.example` }))));

  expect(deliveries).toEqual(ids.map(() => ({ status: "SENT" })));
  const arrived = server.received.map(({ mail, recipients }) => [mail.messageId, ...recipients]);
  expect(arrived.sort()).toEqual(ids.map((id) => [`<${id}@shop.example>`, `${id}@x.example`]).sort());
});

test("closing waits for what is in flight, and takes no more", async () => {
  const server = await aScriptedServer({ END: [SILENT] });
  const adapter = adapterFor(server.url, SHORT);
  const inFlight = adapter.deliver(outgoing());
  await vi.waitFor(() => expect(server.counts.taken).toBe(1));
  const closing = adapter.close();

  expect(await adapter.deliver(outgoing())).toEqual({ status: "AGAIN", reason: "the program is stopping" });
  await closing;
  expect((await inFlight).status).toBe("UNKNOWN");
  await vi.waitFor(() => expect(server.sockets.size).toBe(0));
  expect(server.counts).toEqual({ connections: 1, taken: 1 });
});

test("closing does not wait for ever: what has not begun may be tried again, what has is unknown", async () => {
  const server = await aScriptedServer({ MAIL: ["250 sender", SILENT], END: [SILENT] });
  const adapter = adapterFor(server.url, { connections: 2, closeMs: 200 });
  const begun = adapter.deliver(outgoing());
  await vi.waitFor(() => expect(server.counts.taken).toBe(1));
  const waiting = [adapter.deliver(outgoing()), adapter.deliver(outgoing()), adapter.deliver(outgoing())];
  await vi.waitFor(() => expect(server.times("MAIL")).toBe(2));
  await adapter.close();

  expect(await begun).toEqual({ status: "UNKNOWN", reason: "the program stopped before the server had answered" });
  const again = { status: "AGAIN", reason: "the program is stopping" };
  expect(await Promise.all(waiting)).toEqual([again, again, again]);
  expect(server.counts).toEqual({ connections: 2, taken: 1 });
});

test("a server's words are told without what no table could hold, and not without end", async () => {
  const server = await aScriptedServer({ RCPT: [`550 a\u0000b\u0007c ${"x".repeat(5_000)}`] });
  const delivery = await adapterFor(server.url).deliver(outgoing());

  const told = "RCPT TO: 550 a b c ";
  expect(delivery).toEqual({ status: "BOUNCED", reason: told + "x".repeat(500 - told.length) });
});

test.each(["SMS", "PUSH"] as const)("no server is asked to send %s", async (channel) => {
  const delivery = await adapterFor("smtp://127.0.0.1:1").deliver(outgoing({ channel }));

  expect(delivery).toEqual({ status: "FAILED", reason: `an SMTP server takes e-mail, and nothing for ${channel}` });
});
