import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { aUsedDataFolder, start } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { health, KEY } from "../support/held-start.ts";
import { goneAll, NAMED, PATIENCE, parsed, SHOP, served, workersOf } from "./workers.ts";

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
