import { readFile } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type EmbeddedPostgres, openEmbedded } from "../../src/database/embedded/index.ts";
import { aTouchpoint, RECORD } from "../support/builders.ts";
import { aFolder, aFreePort, start } from "../support/command.ts";

const KEY = "an-admin-key-of-more-than-32-characters";
const UNAVAILABLE = {
  message: "The database does not answer at the moment; try again.",
  extensions: { code: "DATABASE_UNAVAILABLE" },
};

/** A PostgreSQL that can be stopped and started again, at one address; while it is stopped nobody listens there. */
class Restartable {
  readonly #folder: string;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: EmbeddedPostgres | undefined;
  #gate: Server | undefined;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  async start(): Promise<string> {
    const server = await openEmbedded({ dataFolder: this.#folder, command: "a test", join: false });
    this.#server = server;
    const { port, hostname } = new URL(server.url);
    this.#gate = createServer((client) => {
      const real = connect(Number(port), hostname);
      for (const socket of [client, real]) this.#sockets.add(socket.on("error", () => {})); // an end is passed on below
      client.on("close", () => real.destroy()).pipe(real);
      real.on("close", () => client.destroy()).pipe(client);
    });
    await new Promise<void>((done) => this.#gate?.listen(this.#port, "127.0.0.1", done));
    return Object.assign(new URL(server.url), { port: String(this.#port) }).href;
  }

  /** As an administrator does it; or at once, as after a crash. */
  async stop(how: "fast" | "immediate"): Promise<void> {
    const [pid] = (await readFile(`${this.#folder}/postgres/postmaster.pid`, "utf8")).split("\n");
    this.#gate?.close();
    if (how === "immediate") process.kill(Number(pid), "SIGQUIT");
    await this.#server?.stop();
    for (const socket of this.#sockets) socket.destroy();
  }
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of several operations
  readonly json: any;
}

async function ask(url: string, query: string, variables: object = {}): Promise<Reply> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return { status: response.status, json: await response.json() };
}

test.each(["fast", "immediate"] as const)(
  "a database that is shut down (%s) and started again under load is an outage that ends by itself",
  async (how) => {
    const database = new Restartable(await aFolder(), await aFreePort());
    const DATABASE_URL = await database.start();
    onTestFinished(() => database.stop("fast"));
    const program = start({ DATABASE_URL, PORT: "0", ADMIN_API_KEY: KEY });
    const [, url = ""] = /at (\S+) /.exec(await program.printed("Tributary is at ")) ?? [];
    const ready = async () => {
      const response = await fetch(new URL("/health/ready", url));
      return [response.status, await response.json()];
    };
    const replies: Reply[] = [];
    let sent = 0;
    let over = false;
    const asking = async () => {
      while (!over) replies.push(await ask(url, "{ customers(first: 1) { totalCount } }"));
    };
    const recording = async () => {
      while (!over) {
        const touchpoints = [aTouchpoint({ messageId: `m${sent}-1` }), aTouchpoint({ messageId: `m${sent}-2` })];
        let reply: Reply;
        do {
          reply = await ask(url, RECORD, { input: { touchpoints } });
          replies.push(reply);
        } while (reply.status === 503);
        sent += 1;
      }
    };
    const load = Promise.all([asking(), asking(), recording()]);
    await expect.poll(() => sent, { timeout: 20_000 }).toBeGreaterThan(3);

    await database.stop(how);
    await expect
      .poll(ready, { timeout: 20_000 })
      .toEqual([503, { ready: false, missing: "the database does not answer" }]);
    await expect.poll(() => replies.some(({ status }) => status === 503), { timeout: 20_000 }).toBe(true);
    const live = await fetch(new URL("/health/live", url));
    await database.start();
    await expect.poll(ready, { timeout: 20_000 }).toEqual([200, { ready: true }]);
    const sentBefore = sent;
    await expect.poll(() => sent, { timeout: 20_000 }).toBeGreaterThan(sentBefore + 3);
    over = true;
    await load;

    expect(live.status).toBe(200);
    expect([...new Set(replies.map(({ status }) => status))].sort()).toEqual([200, 503]);
    for (const error of replies.flatMap((reply) => reply.json.errors ?? [])) expect(error).toMatchObject(UNAVAILABLE);
    // What was recorded just before is told with 200, though the rest of the answer could not be read any more.
    expect(replies.filter(({ status, json }) => (status === 200) !== ((json.data ?? null) !== null))).toEqual([]);
    const { json } = await ask(url, "{ touchpoints(first: 1) { totalCount } }");
    expect(json.data.touchpoints.totalCount).toBe(sent * 2);
    expect(program.process.exitCode).toBeNull();
    program.process.kill("SIGTERM");
    const { code, out, err } = await program.ended;
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain('"msg":"the database did not answer a request"');
    expect(out).not.toContain('"msg":"a request failed"');
  },
);
