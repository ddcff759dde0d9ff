import { expect, test } from "vitest";
import { enqueue, enqueueOnce, JobRefusal, pruneJobs } from "../../src/jobs/index.ts";
import { NOW, startApp } from "../support/app.ts";
import { jobsHaveEnded } from "../support/serve.ts";
import { aHeldTask, aRunner, ask, aTask, becomes, jobOf } from "./jobs.ts";

test("a job runs when it is asked for, and keeps what came of it", async () => {
  const greet = aTask("GREET", async ({ payload }) => `greeted ${payload["name"]}`);
  const app = await startApp({ tasks: [greet] });

  const id = await ask(app, "GREET", { payload: { name: "Ada" } });
  await app.settle();

  const moment = NOW.toISOString();
  expect(await jobOf(app, id)).toEqual({
    kind: "GREET",
    state: "SUCCEEDED",
    done: 1,
    message: "greeted Ada",
    error: null,
    createdAt: moment,
    startedAt: moment,
    finishedAt: moment,
  });
});

test("a job that is refused tells why, how far it was and what it was at; it never went back, and never beyond the whole", async () => {
  const refusing = aTask("REFUSING", async ({ progress }) => {
    progress(0.5, "half");
    progress(0.2, "counting");
    throw new JobRefusal("there are only 12 orders, and 20 are needed");
  });
  const beyond = aTask("BEYOND", async ({ progress }) => {
    progress(7, "beyond");
    throw new JobRefusal("no");
  });
  const app = await startApp({ tasks: [refusing, beyond] });

  const ids = [await ask(app, "REFUSING"), await ask(app, "BEYOND")];
  await app.settle();

  const [first, second] = await Promise.all(ids.map((id) => jobOf(app, id)));
  const error = "there are only 12 orders, and 20 are needed";
  expect(first).toMatchObject({ state: "FAILED", done: 0.5, message: "counting", error });
  expect(second).toMatchObject({ state: "FAILED", done: 1, message: "beyond" });
});

test("of a fault of ours the job tells where to look, and none of its words", async () => {
  const faulty = aTask("FAULTY", async () => {
    throw new Error("secret of ada@example.com");
  });
  const app = await startApp({ tasks: [faulty] });

  const id = await ask(app, "FAULTY");
  await app.settle();

  const error = `something went wrong here; the log has ${id}`;
  expect(await jobOf(app, id)).toMatchObject({ state: "FAILED", error });
});

test("what a job tells while it runs can be read", async () => {
  const held = aHeldTask("HELD");
  const app = await startApp({ tasks: [held.task] });
  const id = await ask(app, "HELD");
  await held.began();

  held.runs[0]?.progress(0.25, "a quarter");

  await expect.poll(() => jobOf(app, id)).toMatchObject({ state: "RUNNING", done: 0.25, message: "a quarter" });
  held.letGo();
  await app.settle();
  expect(await jobOf(app, id)).toMatchObject({ state: "SUCCEEDED", done: 1, message: "let go" });
});

test("one of a kind runs at a time, and two kinds at once", async () => {
  const [first, second] = [aHeldTask("FIRST"), aHeldTask("SECOND")];
  const app = await startApp({ tasks: [first.task, second.task] });

  const ids = [await ask(app, "FIRST"), await ask(app, "FIRST"), await ask(app, "SECOND")];
  await Promise.all([first.began(), second.began()]);

  const states = await Promise.all(ids.map(async (id) => (await jobOf(app, id)).state));
  // Of one moment, either of the first kind may come first.
  expect([...states.slice(0, 2).sort(), states[2]]).toEqual(["QUEUED", "RUNNING", "RUNNING"]);
  first.letGo();
  second.letGo();
  await app.settle();
  expect(first.runs.length).toBe(2);
});

test("a job that is asked for in a transaction that is rolled back was never asked for", async () => {
  const app = await startApp({ tasks: [aTask("QUICK")] });

  const asked = app.dataSource.transaction(async (manager) => {
    await enqueue(manager, { kind: "QUICK", now: NOW });
    throw new Error("rolled back");
  });

  await expect(asked).rejects.toThrow("rolled back");
  const entries = await app.dataSource.query("select count(*)::int as count from graphile_worker.jobs");
  expect(entries).toEqual([{ count: 0 }]);
  expect(await app.query("{ jobs { totalCount } }")).toEqual({ jobs: { totalCount: 0 } });
});

test("each change of a job is told to those who listen, when it is there to be read", async () => {
  const app = await startApp({ tasks: [aTask("QUICK")] });
  const runner = app.dataSource.createQueryRunner();
  const client = await runner.connect();
  const told: string[] = [];
  client.on("notification", ({ payload }: { payload: string }) => told.push(payload));
  await client.query("listen tributary_job");

  const id = await ask(app, "QUICK");
  await app.settle();

  const uuid = (text: string) => `job_${text.replaceAll("-", "")}`;
  await expect.poll(() => told.map(uuid)).toEqual([id, id, id]); // queued, begun, ended
  await client.query("unlisten *");
  await runner.release();
});

test("a job can be asked for before anything has ever run one", async () => {
  const app = await startApp();

  const id = await ask(app, "QUICK");
  await aRunner(app, [aTask("QUICK")]);

  await becomes(app, id, "SUCCEEDED");
});

test("results and success are written together or not at all", async () => {
  const app = await startApp();
  await app.dataSource.query("create table result (job uuid)");
  const write = (fails: boolean) =>
    aTask(fails ? "FAILS" : "WRITES", ({ dataSource, jobId, succeed }) =>
      dataSource.transaction(async (manager) => {
        await manager.query("insert into result values ($1)", [jobId]);
        await succeed(manager, "written");
        if (fails) throw new JobRefusal("at the last moment");
        return "written";
      }),
    );
  await aRunner(app, [write(true), write(false)]);

  const ids = [await ask(app, "FAILS"), await ask(app, "WRITES")];
  await jobsHaveEnded(app.dataSource);

  const [fails, writes] = await Promise.all(ids.map((id) => jobOf(app, id)));
  expect(fails).toMatchObject({ state: "FAILED", error: "at the last moment" });
  expect(writes).toMatchObject({ state: "SUCCEEDED", message: "written" });
  const rows = await app.dataSource.query("select 'job_' || replace(r.job::text, '-', '') as id from result r");
  expect(rows).toEqual([{ id: ids[1] }]);
});

test("a job that is wanted once is not asked for again while one of its kind waits or runs", async () => {
  const held = aHeldTask("HELD");
  const app = await startApp({ tasks: [held.task] });
  const once = () => app.dataSource.transaction((manager) => enqueueOnce(manager, { kind: "HELD", now: NOW }));

  const asked = await Promise.all([once(), once()]);
  await held.began();
  asked.push(await once());
  held.letGo();
  await app.settle();
  const later = await once();

  expect(new Set(asked).size).toBe(1);
  expect(asked).not.toContain(later);
});

test("a schedule that was missed is made up for, once, and not doubled while its job is open", async () => {
  const app = await startApp();
  const held = aHeldTask("HOURLY");
  await (await aRunner(app, [aTask("QUICK")])).stop(10_000);
  await app.dataSource.query(`insert into graphile_worker._private_known_crontabs (identifier, known_since)
    values ('HOURLY', now() - interval '5 hours')`);

  await aRunner(app, [held.task], [{ kind: "HOURLY", at: "0 * * * *" }]);
  await held.began();
  const due = "select count(*)::int as count from graphile_worker.jobs where task_identifier = 'schedule'";
  await expect.poll(() => app.dataSource.query(due), { timeout: 60_000 }).toEqual([{ count: 0 }]);

  expect(await app.query("{ jobs { nodes { kind state } } }")).toEqual({
    jobs: { nodes: [{ kind: "HOURLY", state: "RUNNING" }] },
  });
  held.letGo();
});

test("ended jobs are kept for 30 days or the newest 1,000, whichever is more", async () => {
  const app = await startApp({ tasks: [pruneJobs] });
  await app.dataSource.query(
    `insert into job (id, kind, state, created_at, finished_at)
     select gen_random_uuid(), case when n <= 5 then 'RECENT' else 'OLD' end, 'SUCCEEDED', moment, moment
     from (select n, $1::timestamptz - case when n <= 5 then interval '29 days' else interval '31 days' end
       - n * interval '1 second' as moment from generate_series(1, 1003) n) ended`,
    [NOW],
  );

  const id = await ask(app, "PRUNE_JOBS");
  await app.settle();

  expect(await jobOf(app, id)).toMatchObject({ state: "SUCCEEDED", message: "3 old jobs were forgotten" });
  const counts = await app.dataSource.query("select kind, count(*)::int from job group by kind order by kind");
  expect(counts).toEqual([
    { kind: "OLD", count: 995 },
    { kind: "PRUNE_JOBS", count: 1 },
    { kind: "RECENT", count: 5 },
  ]);
});
