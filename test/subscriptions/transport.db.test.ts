import "reflect-metadata";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { ADMIN_KEY, serve } from "../http/served.ts";
import {
  aShop,
  aSocketClient,
  byEvents,
  bySocket,
  event,
  hasEnded,
  hasTold,
  PATIENCE,
  PROGRESS,
  type Shop,
  WAYS,
} from "./subscribing.ts";

const ways = Object.entries(WAYS);
const LATER = new Date("2026-06-15T12:01:00Z");
const SHOP = "{ shop { name } }";
const NAMED = { data: { shop: { name: "Test shop" } } };

interface Raw {
  readonly ws: WebSocket;
  readonly messages: { type: string; [key: string]: unknown }[];
  closed?: { code: number; reason: string };
  say(message: object | string): void;
}

/** A socket without a client's good manners. */
async function aSocket(
  url: string,
  headers: Record<string, string> = {},
  protocol = "graphql-transport-ws",
): Promise<Raw> {
  const ws = new WebSocket(url, protocol, { headers });
  const messages: Raw["messages"] = [];
  const say = (message: object | string) => ws.send(typeof message === "string" ? message : JSON.stringify(message));
  const raw: Raw = { ws, messages, say };
  ws.on("message", (data) => messages.push(JSON.parse(data.toString())));
  ws.on("close", (code, reason) => Object.assign(raw, { closed: { code, reason: reason.toString() } }));
  onTestFinished(() => ws.terminate());
  await new Promise((done, failed) => ws.once("open", done).once("error", failed));
  return raw;
}

async function anAdmitted(shop: Shop): Promise<Raw> {
  const raw = await aSocket(shop.socketUrl);
  raw.say({ type: "connection_init", payload: { authorization: `Bearer ${await shop.keyOf("ADMIN")}` } });
  await expect.poll(() => raw.messages, PATIENCE).toEqual([{ type: "connection_ack" }]);
  return raw;
}

const isClosed = (raw: Raw, code: number, reason: string): Promise<void> =>
  expect.poll(() => raw.closed, PATIENCE).toEqual({ code, reason });

const ask = (shop: { url: string }, headers: Record<string, string>, query: string, method = "POST") =>
  method === "GET"
    ? fetch(`${shop.url}?${new URLSearchParams({ query })}`, { headers })
    : fetch(shop.url, { method, headers, body: JSON.stringify({ query }) });

test.each([
  ["no key", undefined, "Send an API key: Authorization: Bearer <key>."],
  ["an unknown key", "trb_unknown", "This key is unknown, revoked or past its time."],
])("a socket with %s is closed, and says why", async (_what, key, reason) => {
  const shop = await aShop();

  const told = bySocket(aSocketClient(shop, key), await shop.queue());
  await hasEnded(told);

  expect(told.ended).toMatchObject({ error: { code: 4403, reason } });
});

test("a socket whose upgrade had the key needs none in what it says first", async () => {
  const shop = await aShop();
  const raw = await aSocket(shop.socketUrl, { authorization: `Bearer ${await shop.keyOf("ADMIN")}` });

  raw.say({ type: "connection_init" });
  await expect.poll(() => raw.messages.length, PATIENCE).toBe(1);
  raw.say({ type: "subscribe", id: "1", payload: { query: SHOP } });

  await expect
    .poll(() => raw.messages.slice(1), PATIENCE)
    .toEqual([
      { type: "next", id: "1", payload: NAMED },
      { type: "complete", id: "1" },
    ]);
});

test("a stream without a key is refused with 401", async () => {
  const shop = await aShop();

  const { status } = await ask(shop, { accept: "text/event-stream", "content-type": "application/json" }, PROGRESS);

  expect(status).toBe(401);
});

test.each(ways)("over %s a key that is revoked hears of it, and of nothing more", async (_way, by) => {
  const shop = await aShop();
  const told = await by(shop, "ANALYST", await shop.queue());
  await hasTold(told, 1);

  await shop.dataSource.query("update api_key set revoked_at = now() where name = 'another ANALYST key'");
  shop.setNow(LATER);
  await hasEnded(told);
  await shop.change({ state: "SUCCEEDED" });

  const message = "This key is unknown, revoked or past its time.";
  const [refusal] = told.events.at(-1).errors ?? [{ message: Object(told.ended).error.reason }];
  expect(refusal.message).toBe(message);
  expect(JSON.stringify(told.events)).not.toContain("SUCCEEDED");
});

test("queries and mutations go over a socket too, and their refusals are those of a POST", async () => {
  const shop = await aShop();
  const client = aSocketClient(shop, await shop.keyOf("INGEST"));
  const upsert = 'mutation { upsertProducts(input: { products: [{ sku: "mug" }] }) { userErrors { code } } }';

  const written = bySocket(client, "", upsert);
  const refused = bySocket(client, "", SHOP);
  const unread = bySocket(client, "", "{ shop { ");
  for (const told of [written, refused, unread]) await hasEnded(told);

  expect(written.events).toEqual([{ data: { upsertProducts: { userErrors: [] } } }]);
  expect(refused.ended).toMatchObject({ error: [{ extensions: { code: "FORBIDDEN" } }] });
  expect(unread.ended).toMatchObject({ error: [{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }] });
});

test.each([
  ["what is no JSON", "{", 4400, "Invalid message received"],
  ["an operation before who asks", { type: "subscribe", id: "1", payload: { query: SHOP } }, 4401, "Unauthorized"],
  ["a message of no known type", { type: "start" }, 4400, "Invalid message received"],
])("a socket that says %s is closed", async (_what, message, code, reason) => {
  const shop = await aShop();
  const raw = await aSocket(shop.socketUrl);

  raw.say(message);

  await isClosed(raw, code, reason);
});

test("a socket that says nothing is closed, and so is one of another protocol or of too large a message", async () => {
  const shop = await aShop();
  const silent = await aSocket(shop.socketUrl);
  const large = await anAdmitted(shop);

  large.say(`"${"x".repeat(1024 * 1024)}"`);

  await isClosed(large, 1009, "");
  await expect(aSocket(shop.socketUrl, {}, "graphql-ws")).rejects.toThrow("Server sent no subprotocol");
  await isClosed(silent, 4408, "Connection initialisation timeout");
});

test.each([
  ["/graphql/x", {}, 404],
  ["/graphql", { origin: "https://foreign.example" }, 403],
])("no socket is opened at %s with %j", async (path, headers, status) => {
  const shop = await aShop({ corsOrigins: ["https://shop.example"] });
  const url = new URL(path, shop.socketUrl).href;

  await expect(aSocket(url, headers)).rejects.toThrow(`Unexpected server response: ${status}`);
});

test.each(["https://shop.example", "its own"])("a page of the origin %s may open a socket", async (origin) => {
  const shop = await aShop({ corsOrigins: ["https://shop.example"] });
  const own = new URL(shop.url).origin;

  const { ws } = await aSocket(shop.socketUrl, { origin: origin === "its own" ? own : origin });

  expect(ws.readyState).toBe(WebSocket.OPEN);
});

test("a connection has 100 operations under way at most", async () => {
  const shop = await aShop();
  const id = await shop.queue();
  const client = aSocketClient(shop, await shop.keyOf("ADMIN"));

  const all = Array.from({ length: 100 }, () => bySocket(client, id));
  await expect
    .poll(() => all.map(({ events, ended }) => [events.length, ended]), PATIENCE)
    .toEqual(all.map(() => [1, undefined]));
  const oneMore = bySocket(client, id);
  await hasEnded(oneMore);

  expect(oneMore.ended).toMatchObject({ error: [{ extensions: { code: "LIMIT_EXCEEDED", limit: 100, value: 101 } }] });
  expect(all.filter(({ ended }) => ended !== undefined)).toEqual([]);
});

test("a stream is read by plain HTTP, by GET as by POST, and a mutation by GET is refused", async () => {
  const shop = await aShop();
  const headers = { authorization: `Bearer ${await shop.keyOf("ADMIN")}`, "content-type": "application/json" };
  const events = { ...headers, accept: "text/event-stream" };
  const id = await shop.queue();
  await shop.change({ state: "SUCCEEDED" });
  const progress = `subscription { jobProgressed(id: "${id}") { state } }`;
  const upsert = 'mutation { upsertProducts(input: { products: [{ sku: "mug" }] }) { userErrors { code } } }';

  const read = [await ask(shop, events, progress, "GET"), await ask(shop, events, progress)];
  const mutation = await ask(shop, events, upsert, "GET");

  const stream =
    ':\n\nevent: next\ndata: {"data":{"jobProgressed":{"state":"SUCCEEDED"}}}\n\nevent: complete\ndata:\n\n';
  for (const response of read) {
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
    expect(await response.text()).toBe(stream);
  }
  expect(await mutation.text()).toContain('"code":"METHOD_NOT_ALLOWED"');
  expect(await shop.dataSource.query("select count(*)::int as count from product")).toEqual([{ count: 0 }]);
});

test("who takes an answer as well as a stream gets the answer of a query, and the stream of a subscription", async () => {
  const shop = await aShop();
  const authorization = `Bearer ${await shop.keyOf("ADMIN")}`;
  const accept = "application/graphql-response+json, application/json, text/event-stream";
  const headers = { authorization, accept, "content-type": "application/json" };
  const id = await shop.queue();
  await shop.change({ state: "FAILED" });

  const query = await ask(shop, headers, SHOP);
  const subscription = await ask(shop, headers, `subscription { jobProgressed(id: "${id}") { state } }`);
  const malformed = await ask(shop, { ...headers, accept: "text/event-stream" }, "");

  expect(await query.json()).toEqual(NAMED);
  expect(await subscription.text()).toContain('{"jobProgressed":{"state":"FAILED"}}');
  expect(malformed.status).toBe(400);
});

test("a server that stops closes sockets and ends streams that are not complete, so that clients come back", async () => {
  const shop = await aShop();
  const id = await shop.queue();
  const stream = byEvents(shop, await shop.keyOf("ADMIN"), id);
  const raw = await anAdmitted(shop);
  await hasTold(stream, 1);

  await shop.stop();

  await isClosed(raw, 1001, "the server is stopping");
  await hasEnded(stream);
  expect(stream.ended).toMatchObject({ error: { message: "Connection closed while having active streams" } });
});

test("a reader who is slow is told the newest state, not each one", async () => {
  const shop = await aShop();
  const id = await shop.queue();
  await shop.dataSource.query("update job set message = repeat('x', 300000)");
  const query = `subscription { jobProgressed(id: "${id}") { done state message } }`;
  const body = JSON.stringify({ query });
  const head = [
    "POST /graphql HTTP/1.1",
    "host: 127.0.0.1",
    "accept: text/event-stream",
    "content-type: application/json",
    `authorization: Bearer ${await shop.keyOf("ADMIN")}`,
    `content-length: ${body.length}`,
  ];
  const socket = connect(Number(new URL(shop.url).port), "127.0.0.1").pause();
  onTestFinished(() => void socket.destroy());
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  await expect.poll(() => shop.figures(), PATIENCE).toContain("tributary_graphql_subscriptions 1");

  for (let change = 1; change <= 100; change += 1) await shop.change({ done: change / 100 });
  await shop.change({ state: "SUCCEEDED", done: 1 });
  const text = Buffer.concat(await socket.toArray()).toString();

  const told = [...text.matchAll(/"done":([\d.]+),"state":"(\w+)"/g)];
  expect(told.at(-1)?.slice(1)).toEqual(["1", "SUCCEEDED"]);
  expect(told.length).toBeLessThan(60); // 101 of them would be 30 MB
  expect(text).toContain("event: complete");
});

test("the log has one line of each connection when it ends, with who it was and nothing of what was asked", async () => {
  const served = await serve();
  const { ws, say, messages } = await aSocket(`${served.origin.replace("http", "ws")}/graphql`);
  say({ type: "connection_init", payload: { authorization: `Bearer ${ADMIN_KEY}` } });
  await expect.poll(() => messages.length, PATIENCE).toBe(1);
  say({ type: "subscribe", id: "1", payload: { query: SHOP } });
  await expect.poll(() => messages.length, PATIENCE).toBe(3);

  ws.close();

  const line = { method: "GET", path: "/graphql", status: 101, viewer: { name: "ADMIN_API_KEY", role: "ADMIN" } };
  await expect.poll(() => served.logged("request"), PATIENCE).toMatchObject([line]);
  expect(served.log()).not.toContain("shop {");
});

test("a database that goes away ends no subscription that it can go on with", async () => {
  const shop = await aShop();
  const told = await WAYS["a WebSocket"](shop, "ADMIN", await shop.queue());
  await hasTold(told, 1);

  for (const state of ["RUNNING", "SUCCEEDED"]) {
    await shop.dataSource.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tributary notices' and datname = current_database()",
    );
    await shop.change({ state });
    await expect.poll(() => told.events.at(-1), PATIENCE).toEqual(event(state, 0));
  }
  await hasEnded(told);

  expect(told.ended).toBe("complete");
});
