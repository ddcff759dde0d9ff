import { expect, inject, test } from "vitest";
import { anOrder, aTouchpoint, RECORD } from "../support/builders.ts";
import { aFolder, aFreePort, start } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { aHeldStart, health, STARTING } from "../support/held-start.ts";
import { at, NAMED, PATIENCE, SHOP, served, workersOf } from "./workers.ts";

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
