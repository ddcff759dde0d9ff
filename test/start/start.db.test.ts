import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { aFolder, aFreePort, aUsedDataFolder, run, start } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { aHeldStart, health, KEY, STARTING } from "../support/held-start.ts";

async function ask(url: string, key = KEY): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: '{"query":"{ shop { name } }"}' });
  return response.json();
}

test("a first start makes a database and an admin key, and a second start finds both again", async () => {
  const env = { TRIBUTARY_DATA: await aFolder(), PORT: String(await aFreePort()), SHOP_NAME: "Mugs & Co" };
  const first = start(env);
  const greeting = await first.printed("shown this once: ");
  const [, url = "", key = ""] = /at (\S+) .*\n.*this once: (\S+)/.exec(greeting) ?? [];
  first.process.kill("SIGTERM");
  expect(await first.ended).toEqual({ code: 0, out: greeting, err: "" });

  const second = start(env);
  const again = await second.printed("Tributary is at ");

  expect(again).toBe(`Tributary is at ${url} (data: ${env.TRIBUTARY_DATA})\n`);
  expect(await ask(url, key)).toEqual({ data: { shop: { name: "Mugs & Co" } } });
});

test("a second start on the same data folder is refused in one sentence", async () => {
  const folder = await aUsedDataFolder();
  const first = start({ TRIBUTARY_DATA: folder, PORT: "0", ADMIN_API_KEY: KEY });
  await first.printed("Tributary is at ");

  const second = await start({ TRIBUTARY_DATA: folder, PORT: "0", ADMIN_API_KEY: KEY }).ended;

  const who = `npm start, process ${first.process.pid}`;
  expect(second).toEqual({
    code: 1,
    out: "",
    err: `Tributary cannot start: Tributary already runs on this data folder (${who}); stop it first, or set TRIBUTARY_DATA to another folder\n`,
  });
});

test("a port in use is refused in one sentence, and the database is left in order", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => {
    other.close();
  });
  await new Promise((done) => other.once("listening", done));
  const { port } = other.address() as { port: number };

  const ended = await start({ DATABASE_URL: inject("postgres"), PORT: String(port) }).ended;

  expect(ended).toEqual({
    code: 1,
    out: "",
    err: `Tributary cannot start: the port ${port} on 127.0.0.1 cannot be opened: it is in use; set PORT to another one\n`,
  });
});

test("a database that cannot be reached is named without its password", async () => {
  const ended = await start({ DATABASE_URL: "postgres://ada:secret@127.0.0.1:1/shop", PORT: "0" }).ended;

  expect(ended).toEqual({
    code: 1,
    out: "",
    err: "Tributary cannot start: the database at 127.0.0.1:1/shop cannot be reached: connect ECONNREFUSED 127.0.0.1:1\n",
  });
});

test("all faults of the configuration are told at once, and no key is repeated", async () => {
  const ended = await start({
    PORT: "http",
    LOG_LEVEL: "loud",
    ADMIN_API_KEY: "short",
    SHOP_CURRENCY: "pounds",
    CORS_ORIGINS: "https://a.example/",
    DRAIN_SECONDS: "soon",
    WORKERS: "65",
    METRICS_TOKEN: "short",
  }).ended;

  expect(ended).toEqual({
    code: 1,
    out: "",
    err: `Tributary cannot start: the configuration is wrong: PORT is "http"; it is a port from 0 to 65535; LOG_LEVEL is "loud"; it is one of trace, debug, info, warn, error, fatal, silent; ADMIN_API_KEY is at least 32 characters without spaces; METRICS_TOKEN is at least 32 characters without spaces; CORS_ORIGINS is "https://a.example/"; it is origins such as https://shop.example, with commas; DRAIN_SECONDS is "soon"; it is a number of seconds from 0 to 300; WORKERS is "65"; it is a whole number from 1 to 64, or auto; SHOP_CURRENCY is "pounds"; it is an ISO 4217 code such as GBP\n`,
  });
});

test("a request that has begun is answered before SIGTERM ends the process", async () => {
  const server = start({ TRIBUTARY_DATA: await aUsedDataFolder(), PORT: "0", ADMIN_API_KEY: KEY });
  const [, url = ""] = /at (\S+) /.exec(await server.printed("Tributary is at ")) ?? [];
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const slow = request(url, { method: "POST", headers });
  const answered = new Promise<number | undefined>((done) =>
    slow.once("response", ({ statusCode }) => done(statusCode)),
  );
  slow.write('{"query":');
  await new Promise((done) => slow.once("socket", (socket) => socket.once("connect", done)));
  await ask(url); // the slow request is in flight by now

  server.process.kill("SIGTERM");
  slow.end('"{ shop { name } }"}');

  expect(await answered).toBe(200);
  expect((await server.ended).code).toBe(0);
});

test("a program of ours that is told nothing else keeps its data in .tributary of the working folder", async () => {
  const folder = await aFolder();
  const server = run([`${import.meta.dirname}/../../bin/start.mjs`], { PORT: "0" }, folder);

  expect(await server.printed("Tributary is at ")).toMatch(/\(data: \.tributary\)/);
});

test("a role that may not make tables is told so in one sentence", async () => {
  const { dataSource, url } = await aDatabase({ migrated: false });
  await dataSource.query("drop role if exists visitor");
  await dataSource.query("create role visitor login password 'secret'");
  await dataSource.query("revoke create on schema public from public");
  const visitor = new URL(url);
  Object.assign(visitor, { username: "visitor", password: "secret" });

  const { code, err } = await start({ DATABASE_URL: visitor.href, PORT: "0" }).ended;

  expect(code).toBe(1);
  expect(err).toMatch(
    /^Tributary cannot start: the database's tables could not be brought up to date: permission denied .*\n$/,
  );
});

test("a server whose PostgreSQL is killed has it again in a moment, and goes on", async () => {
  const folder = await aUsedDataFolder();
  const port = String(await aFreePort());
  const server = start({ TRIBUTARY_DATA: folder, PORT: port, ADMIN_API_KEY: KEY, SHOP_NAME: "Mugs & Co" });
  await server.printed("Tributary is at ");
  const postmaster = async () => (await readFile(`${folder}/postgres/postmaster.pid`, "utf8")).split("\n")[0];
  const killed = await postmaster();

  process.kill(Number(killed), "SIGKILL");

  await server.printed("PostgreSQL had ended and has been started again");
  const url = `http://127.0.0.1:${port}/graphql`;
  const answer = { data: { shop: { name: "Mugs & Co" } } };
  await expect.poll(() => ask(url), { timeout: 20_000 }).toEqual(answer);
  expect(await postmaster()).not.toBe(killed);
  server.process.kill("SIGTERM");
  expect((await server.ended).code).toBe(0);
});

/** A server of our own that passes the real one on, but says it is PostgreSQL 14. */
async function anOldServer(): Promise<string> {
  const real = new URL(inject("postgres"));
  const older = (bytes: Buffer): Buffer =>
    Buffer.from(
      bytes
        .toString("latin1")
        .replaceAll(/18\d{4}(?!\d)/g, "140018")
        .replaceAll(/18\.(\d)/g, "14.$1"),
      "latin1",
    );
  const proxy = createTcpServer((client) => {
    const server = connect(Number(real.port), real.hostname);
    client.on("data", (bytes) => server.write(bytes)).on("close", () => server.destroy());
    server.on("data", (bytes) => client.write(older(bytes))).on("close", () => client.destroy());
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    proxy.close();
  });
  await new Promise((done) => proxy.once("listening", done));
  const { port } = proxy.address() as { port: number };
  return Object.assign(new URL(real), { port: String(port) }).href;
}

test("a database that is too old is refused with its version and the one that is needed", async () => {
  const url = await anOldServer();

  const { code, out, err } = await start({ DATABASE_URL: url, PORT: "0" }).ended;

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^Tributary cannot start: the database at 127\.0\.0\.1:\d+\/tributary is PostgreSQL 14\.\d.*; Tributary needs 15 or newer\n$/,
  );
});

test("a process whose tables are not there yet answers, and says what it waits for", async () => {
  const { origin, program, letGo } = await aHeldStart();
  const before = await health(origin);
  const refused = await ask(`${origin}/graphql`);
  await letGo();
  await program.printed("Tributary is at ");

  expect(before).toEqual([200, { live: true }, 503, { ready: false, missing: STARTING }]);
  expect(refused).toEqual({ errors: [{ message: `Tributary is ${STARTING}.`, extensions: { code: "STARTING" } }] });
  expect(await health(origin)).toEqual([200, { live: true }, 200, { ready: true }]);
  expect(await ask(`${origin}/graphql`)).toEqual({ data: { shop: { name: "My shop" } } });
});

test("a first start in production makes no key that a log would keep", async () => {
  const server = start({ TRIBUTARY_DATA: await aFolder(), PORT: "0", NODE_ENV: "production" });

  const greeting = await server.printed("There is no admin key yet");

  expect(greeting).toContain("`npx tributary key NAME --role ADMIN` makes one");
  expect(greeting).not.toContain("trb_");
});

test("a process that is told to stop while it starts leaves the database in order", async () => {
  const { program, letGo } = await aHeldStart();

  program.process.kill("SIGTERM");
  await letGo();

  expect(await program.ended).toMatchObject({ code: 0, err: "" });
});

test("a process that is told to stop says so first, and serves for as long as it was told to", async () => {
  const { origin, program, letGo } = await aHeldStart({ DRAIN_SECONDS: "300" });
  await letGo();
  await program.printed("Tributary is at ");

  program.process.kill("SIGTERM");

  await expect.poll(() => health(origin)).toEqual([200, { live: true }, 503, { ready: false, missing: "stopping" }]);
  expect(await ask(`${origin}/graphql`)).toEqual({ data: { shop: { name: "My shop" } } });
  const { headers } = await fetch(new URL("/health/live", origin));
  expect(headers.get("connection")).toBe("close");
});

test("a process tells its memory and event loop under the names that every Node process has", async () => {
  const program = start({ TRIBUTARY_DATA: await aUsedDataFolder(), PORT: "0", ADMIN_API_KEY: KEY });
  const [, url = ""] = /at (\S+) /.exec(await program.printed("Tributary is at ")) ?? [];

  const metrics = await (await fetch(new URL("/metrics", url))).text();

  expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

test("a request that was answered just before the end is in the log", async () => {
  const { url: database } = await aDatabase();
  const program = start({ DATABASE_URL: database, PORT: "0", ADMIN_API_KEY: KEY });
  const [, url = ""] = /at (\S+)/.exec(await program.printed("/graphql")) ?? [];

  await ask(url);
  program.process.kill("SIGTERM");

  const { code, out } = await program.ended;
  const lines = out.split("\n").filter((line) => line.startsWith("{"));
  const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");
  expect([code, requests.map(({ status, path }) => [status, path])]).toEqual([0, [[200, "/graphql"]]]);
});

test("who reads the log may go away: the server serves on, and ends when it is told to", async () => {
  const { url: database } = await aDatabase();
  const program = start({ DATABASE_URL: database, PORT: "0", ADMIN_API_KEY: KEY });
  const [, url = ""] = /at (\S+)/.exec(await program.printed("/graphql")) ?? [];
  program.process.stdout.destroy();

  for (let times = 0; times < 20; times += 1) await ask(url); // more lines than leave together
  const answer = await ask(url);
  program.process.kill("SIGTERM");

  expect(answer).toMatchObject({ data: { shop: {} } });
  expect((await program.ended).code).toBe(0);
});
