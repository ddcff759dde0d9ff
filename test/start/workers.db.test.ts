import { execFileSync } from "node:child_process";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { isRunning } from "../../src/database/embedded/processes.ts";
import { anOrder, aTouchpoint, RECORD } from "../support/builders.ts";
import { aFolder, aFreePort, aUsedDataFolder, type Running, start } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { aHeldStart, health, KEY, STARTING } from "../support/held-start.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };
const SHOP = "{ shop { name } }";
const NAMED = { data: { shop: { name: "My shop" } } };

interface Program {
  readonly running: Running;
  readonly origin: string;
  /** Asks by a connection of its own, and tells which process answered. */
  ask(query: string, variables?: object, key?: string): Promise<{ pid: number; status: number; json: Answer }>;
  /** Asks until each of two processes has answered, and gives an answer of each. */
  askBoth(query: string, variables?: object, key?: string): Promise<ReadonlyMap<number, Answer>>;
  /** What the log has, but for requests. */
  log(): Promise<Line[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of several operations
type Answer = any;
type Line = Readonly<Record<string, unknown>>;

async function served(env: Readonly<Record<string, string>>): Promise<Program> {
  const running = start({ PORT: "0", ADMIN_API_KEY: KEY, WORKERS: "2", LOG_LEVEL: "debug", ...env });
  const [, origin = ""] = /at (http\S+)\/graphql/.exec(await running.printed("Tributary is at ")) ?? [];
  return at(origin, running);
}

function at(origin: string, running: Running): Program {
  let asked = 0;
  const lines = async (): Promise<Line[]> => (await running.printed("")).split("\n").flatMap(parsed);
  const ask: Program["ask"] = async (query, variables = {}, key = KEY) => {
    const id = `request-${asked++}`;
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "x-request-id": id,
      connection: "close",
    };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${origin}/graphql`, { method: "POST", headers, body });
    const json = await response.json();
    await running.printed(`"requestId":"${id}"`);
    const pid = Number((await lines()).find(({ requestId }) => requestId === id)?.["pid"]);
    return { pid, status: response.status, json };
  };
  return {
    running,
    origin,
    ask,
    askBoth: async (query, variables, key) => {
      const answers = new Map<number, Answer>();
      while (answers.size < 2) {
        const { pid, json } = await ask(query, variables, key);
        answers.set(pid, json);
      }
      return answers;
    },
    log: async () => (await lines()).filter(({ msg }) => msg !== "request"),
  };
}

function parsed(line: string): Line[] {
  return line.startsWith("{") && line.endsWith("}") ? [JSON.parse(line)] : [];
}

/** The workers of a program that are there at the moment, whether they serve or not. */
function workersOf(running: Running): number[] {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="]).toString().split("\n");
  return all.flatMap((line) => {
    const [, pid, parent] = /^ *(\d+) +(\d+) .*\bworker\.js$/.exec(line.trimEnd()) ?? [];
    return Number(parent) === running.process.pid ? [Number(pid)] : [];
  });
}

const goneAll = (pids: readonly number[]) => pids.every((pid) => !isRunning(pid));

test("several processes answer at one port, and what one has taken in all of them know", async () => {
  const { url } = await aDatabase();
  const program = await served({ DATABASE_URL: url });
  const touchpoint = aTouchpoint();

  const { json } = await program.ask(RECORD, { input: { touchpoints: [touchpoint] } });
  const read = await program.askBoth("{ touchpoints(first: 1) { totalCount } }");
  const again = await program.askBoth(RECORD, { input: { touchpoints: [touchpoint] } });

  expect(json.data.recordTouchpoints.outcomes).toMatchObject([{ status: "RECORDED" }]);
  expect([...read.keys()].sort()).toEqual(workersOf(program.running).sort());
  expect([...read.values()]).toEqual(Array(2).fill({ data: { touchpoints: { totalCount: 1 } } }));
  for (const answer of again.values()) {
    expect(answer.data.recordTouchpoints.outcomes).toMatchObject([{ status: "DUPLICATE" }]);
  }
});

test("orders that any process takes in move the cut points of RFM", async () => {
  const { url, dataSource } = await aDatabase();
  const program = await served({ DATABASE_URL: url });
  const bought = async (buyer: string) => {
    const touchpoints = [anOrder(`order of ${buyer}`, { identities: [{ kind: "USER_ID", value: buyer }] })];
    const { pid } = await program.ask(RECORD, { input: { touchpoints } });
    return pid;
  };
  const customers = () => dataSource.query("select customers from rfm_cut_points");

  const pids = [];
  for (const count of [1, 2, 3]) {
    pids.push(await bought(`buyer ${count}`));
    await expect.poll(customers, PATIENCE).toEqual([{ customers: count }]);
  }

  expect(new Set(pids).size).toBe(2);
});

test("a process that is killed is replaced, and while it is, the others answer", async () => {
  const { url } = await aDatabase();
  const program = await served({ DATABASE_URL: url });
  const [killed = 0, other = 0] = (await program.askBoth(SHOP)).keys();
  const statuses: number[] = [];
  let over = false;
  const asking = async () => {
    while (!over) statuses.push((await health(program.origin))[2] as number);
  };

  process.kill(killed, "SIGKILL");
  await program.running.printed("a worker has ended and is replaced");
  const load = asking();
  const answers = await program.askBoth(SHOP);
  over = true;
  await load;

  expect([...answers.keys()].sort()).toEqual(workersOf(program.running).sort());
  expect([...answers.values()]).toEqual([NAMED, NAMED]);
  expect([...answers.keys()]).toContain(other);
  expect([...new Set(statuses)]).toEqual([200]);
  expect(await program.log()).toMatchObject([{ level: 40, worker: killed, signal: "SIGKILL", pauseMs: 0 }]);
});

async function metricsOf(origin: string): Promise<string> {
  return (await fetch(`${origin}/metrics`, { headers: { connection: "close" } })).text();
}

test("whichever process is asked for the figures tells those of all, and of those who have ended", async () => {
  const { url } = await aDatabase();
  const program = await served({ DATABASE_URL: url });
  const query = "query Named { shop { name } }";
  let asked = 0;
  const counted = async () => {
    const line = /^tributary_graphql_operation_duration_seconds_count\{kind="query",operation="Named"\} (\d+)$/m;
    return Number(line.exec(await metricsOf(program.origin))?.[1]);
  };
  const askSome = async () => {
    for (const pids = new Set<number>(); pids.size < 2; asked++) pids.add((await program.ask(query)).pid);
  };

  await askSome();
  for (const _ of [1, 2, 3, 4]) await expect.poll(counted, PATIENCE).toBe(asked);
  const [killed = 0] = workersOf(program.running);
  process.kill(killed, "SIGKILL");
  await program.running.printed("a worker has ended and is replaced");
  expect(await counted()).toBe(asked);
  await askSome();
  await expect.poll(counted, PATIENCE).toBe(asked);

  const metrics = await metricsOf(program.origin);
  expect(metrics).toMatch(/^tributary_database_pool_connections\{state="idle"\} [1-9]/m);
  expect(metrics).toMatch(/^process_start_time_seconds \d+$/m);
  expect(metrics).toMatch(/^nodejs_version_info\{.*\} 1$/m);
});

test("all processes say what they wait for until the tables are there", async () => {
  const { origin, program: running, letGo } = await aHeldStart({ WORKERS: "2" });
  const starting = [200, { live: true }, 503, { ready: false, missing: STARTING }];
  await expect.poll(() => health(origin).catch(() => []), PATIENCE).toEqual(starting);
  const program = at(origin, running);

  const before = await program.askBoth(SHOP);
  await letGo();
  await running.printed("Tributary is at ");

  const refused = { errors: [{ message: `Tributary is ${STARTING}.`, extensions: { code: "STARTING" } }] };
  expect([...before.values()]).toEqual([refused, refused]);
  expect(await program.askBoth(SHOP)).toEqual(new Map([...before.keys()].map((pid) => [pid, NAMED])));
  expect((await running.printed("")).match(/Tributary is at /g)).toHaveLength(1);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s to the whole group of processes lets a request that has begun be answered, and leaves nothing behind",
  async (signal) => {
    const program = await served({ TRIBUTARY_DATA: await aUsedDataFolder() });
    const { running, origin } = program;
    const workers = workersOf(running);
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    const slow = request(`${origin}/graphql`, { method: "POST", headers });
    const answered = new Promise<number | undefined>((done) =>
      slow.once("response", ({ statusCode }) => done(statusCode)),
    );
    slow.write('{"query":');
    await new Promise((done) => slow.once("socket", (socket) => socket.once("connect", done)));
    await program.askBoth(SHOP); // the slow request is in flight by now

    for (const pid of workers) process.kill(pid, signal);
    running.process.kill(signal);
    slow.end('"{ shop { name } }"}');

    expect(await answered).toBe(200);
    expect(await running.ended).toMatchObject({ code: 0, err: "" });
    expect(await program.log()).toEqual([]);
    await expect.poll(() => goneAll(workers), PATIENCE).toBe(true);
  },
);

test("while it drains every process says so and serves, also one that has just taken another's place", async () => {
  const { url } = await aDatabase();
  const program = await served({ DATABASE_URL: url, DRAIN_SECONDS: "300" });
  const { running, origin } = program;
  const stopping = [200, { live: true }, 503, { ready: false, missing: "stopping" }];
  const [killed = 0] = workersOf(running);

  running.process.kill("SIGTERM");
  await expect.poll(() => health(origin), PATIENCE).toEqual(stopping);
  process.kill(killed, "SIGKILL");
  await running.printed("a worker has ended and is replaced");
  const answers = await program.askBoth(SHOP);

  for (const _ of [1, 2, 3, 4]) expect(await health(origin)).toEqual(stopping);
  expect([...answers.keys()].sort()).toEqual(workersOf(running).sort());
  expect([...answers.values()]).toEqual([NAMED, NAMED]);
});

test("a worker that does not end when it is told to is killed, and the program ends in order", async () => {
  const program = await served({ TRIBUTARY_DATA: await aUsedDataFolder() });
  const workers = workersOf(program.running);
  const [stuck = 0] = workers;

  process.kill(stuck, "SIGSTOP");
  program.running.process.kill("SIGTERM");

  expect(await program.running.ended).toMatchObject({ code: 0, err: "" });
  expect(await program.log()).toMatchObject([{ level: 40, worker: stuck, msg: expect.stringContaining("is killed") }]);
  await expect.poll(() => goneAll(workers), PATIENCE).toBe(true);
});

test("the workers end with the first process, however that ends, and the embedded database too", async () => {
  const folder = await aUsedDataFolder();
  const { running, origin } = await served({ TRIBUTARY_DATA: folder });
  const workers = workersOf(running);

  running.process.kill("SIGKILL");

  await expect.poll(() => goneAll(workers), PATIENCE).toBe(true);
  await expect(fetch(`${origin}/health/live`)).rejects.toThrow();
  const next = start({ TRIBUTARY_DATA: folder, PORT: "0", ADMIN_API_KEY: KEY });
  await next.printed("Tributary is at ");
});

test("workers that die of their start again and again are replaced ever more slowly, and end the program", async () => {
  const { url } = await aDatabase();
  const running = start({ DATABASE_URL: url, PORT: "0", ADMIN_API_KEY: KEY, WORKERS: "2" });
  while (running.process.exitCode === null) {
    for (const pid of workersOf(running)) process.kill(pid, "SIGKILL");
    await sleep(100);
  }

  const { code, out, err } = await running.ended;

  expect({ code, err }).toEqual({
    code: 1,
    err: "Tributary cannot start: none of the 2 workers can start: they end again and again, the last one by SIGKILL\n",
  });
  const pauses = new Set(
    out
      .split("\n")
      .flatMap(parsed)
      .map(({ pauseMs }) => pauseMs),
  );
  expect([...pauses].slice(0, 4)).toEqual([0, 200, 400, 800]);
});

test("a port in use is refused in one sentence before anything else is begun", async () => {
  const other = await served({ DATABASE_URL: (await aDatabase()).url });
  const { port } = new URL(other.origin);

  const ended = await start({ DATABASE_URL: inject("postgres"), PORT: port, WORKERS: "2" }).ended;

  expect(ended).toEqual({
    code: 1,
    out: "",
    err: `Tributary cannot start: the port ${port} on 127.0.0.1 cannot be opened: it is in use; set PORT to another one\n`,
  });
});

test("the key that visitors find in the demo shop's playground holds at every process", async () => {
  const PORT = String(await aFreePort());
  const program = await served({ TRIBUTARY_DATA: await aFolder(), PORT, DEMO: "true" });
  await program.running.printed("The demo shop is being filled");
  const keys = [];
  for (const _ of [1, 2, 3, 4]) {
    const headers = { accept: "text/html", connection: "close" };
    const page = await (await fetch(`${program.origin}/graphql`, { headers })).text();
    const [, settings = ""] = /id="settings">(.*?)<\/script>/.exec(page) ?? [];
    keys.push(JSON.parse(settings).key);
  }

  const answers = await program.askBoth("{ viewer { name } shop { name } }", {}, keys[0]);

  expect(new Set(keys).size).toBe(1);
  const shop = { viewer: { name: "playground" }, shop: { name: "Demo shop (simulated)" } };
  expect([...answers.values()]).toEqual([{ data: shop }, { data: shop }]);
});
