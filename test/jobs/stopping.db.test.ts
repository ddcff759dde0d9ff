import { expect, test } from "vitest";
import { NOW, startApp } from "../support/app.ts";
import { jobsHaveEnded } from "../support/serve.ts";
import { aHeldTask, aPromise, aRunner, ask, aTask, becomes, CANCEL, jobOf, leftBehind } from "./jobs.ts";

test("a job that waits is cancelled at once and never runs", async () => {
  const held = aHeldTask("HELD");
  const app = await startApp({ tasks: [held.task] });
  await ask(app, "HELD");
  await held.began();
  const waiting = await ask(app, "HELD");

  const { cancelJob } = await app.query(CANCEL, { id: waiting }, "MARKETER");

  expect(cancelJob).toEqual({ job: { state: "CANCELLED", message: "cancelled" }, userErrors: [] });
  held.letGo();
  const last = await ask(app, "HELD");
  await becomes(app, last, "SUCCEEDED");
  expect(held.runs.length).toBe(2);
});

test("a job that runs is told to stop, and is CANCELLED when it has; nothing that it would have written is there", async () => {
  const app = await startApp();
  await app.dataSource.query("create table result (job uuid)");
  const began = aPromise<void>();
  const reason = aPromise<unknown>();
  const stubborn = aTask("STUBBORN", async ({ dataSource, jobId, signal, succeed }) => {
    began.resolve();
    await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
    reason.resolve(signal.reason);
    await dataSource.transaction(async (manager) => {
      await manager.query("insert into result values ($1)", [jobId]);
      await succeed(manager, "written all the same");
    });
    return "written all the same";
  });
  await aRunner(app, [stubborn]);
  const id = await ask(app, "STUBBORN");
  await began.promise;

  const { cancelJob } = await app.query(CANCEL, { id });
  await becomes(app, id, "CANCELLED");

  expect(cancelJob).toEqual({ job: { state: "RUNNING", message: "being cancelled" }, userErrors: [] });
  expect(await reason.promise).toEqual(new Error("cancelled"));
  expect(await jobOf(app, id)).toMatchObject({ message: "cancelled", error: null });
  expect(await app.dataSource.query("select * from result")).toEqual([]);
});

test("what has ended cannot be cancelled, nor what is not there; nothing changes", async () => {
  const app = await startApp({ tasks: [aTask("QUICK")] });
  const id = await ask(app, "QUICK");
  await app.settle();
  const before = await jobOf(app, id);
  const unknown = `job_${"0".repeat(32)}`;

  const ended = await app.query(CANCEL, { id });
  const none = await app.query(CANCEL, { id: unknown });
  const noId = await app.query(CANCEL, { id: "cus_1" });

  const path = ["input", "id"];
  const conflict = `${id} has succeeded; only a job that waits or runs can be cancelled`;
  expect(ended.cancelJob).toEqual({ job: null, userErrors: [{ code: "CONFLICT", message: conflict, path }] });
  expect(none.cancelJob.userErrors).toEqual([{ code: "NOT_FOUND", message: `there is no job ${unknown}`, path }]);
  expect(noId.cancelJob.userErrors).toEqual([{ code: "NOT_FOUND", message: "there is no job cus_1", path }]);
  expect(await jobOf(app, id)).toEqual(before);
});

test("cancelling and succeeding at the same time have one outcome, and both are told the same", async () => {
  const app = await startApp({ tasks: [aTask("QUICK")] });

  const ids = await Promise.all(Array.from({ length: 10 }, () => ask(app, "QUICK")));
  const answers = await Promise.all(ids.map((id) => app.query(CANCEL, { id })));
  await app.settle();

  const states = await Promise.all(ids.map(async (id) => (await jobOf(app, id)).state));
  const refused = answers.map(({ cancelJob }) => cancelJob.userErrors.length === 1);
  expect(states).toEqual(refused.map((late) => (late ? "SUCCEEDED" : "CANCELLED")));
});

test("what ran in a process that was killed runs again, what was to be cancelled does not, and what kills each time fails", async () => {
  const app = await startApp();
  const [first, held] = [aHeldTask("OTHER"), aHeldTask("HELD")];
  await (await aRunner(app, [first.task])).stop(10_000);
  const again = await ask(app, "HELD");
  await app.dataSource.query("update job set state = 'RUNNING', run = 1, done = 0.5, message = 'half'");
  await app.dataSource.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a dead pool'");
  await app.dataSource.query(
    "update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'a dead pool'",
  );
  const cancelled = await leftBehind(app, "HELD", "RUNNING", "cancel_asked_at = now()");
  const killer = await leftBehind(app, "HELD", "RUNNING", "cut_short = 4");

  await aRunner(app, [held.task]);
  await held.began();

  expect(await jobOf(app, again)).toMatchObject({ state: "RUNNING", done: 0, message: "" });
  held.letGo();
  await jobsHaveEnded(app.dataSource);
  const states = await Promise.all([again, cancelled, killer].map(async (id) => (await jobOf(app, id)).state));
  expect(states).toEqual(["SUCCEEDED", "CANCELLED", "FAILED"]);
  expect(held.runs.length).toBe(1);
  expect((await jobOf(app, killer)).error).toMatch(/^it was cut short 5 times/);
});

test("a job that a backup brought back runs", async () => {
  const app = await startApp();
  const id = await leftBehind(app, "QUICK", "QUEUED");

  await aRunner(app, [aTask("QUICK")]);

  await becomes(app, id, "SUCCEEDED");
});

test("one process runs jobs at a time; when it stops, what ran is put back, and the next one takes over", async () => {
  const app = await startApp();
  const [here, there] = [aHeldTask("HELD"), aHeldTask("HELD")];
  const first = await aRunner(app, [here.task]);
  const id = await ask(app, "HELD");
  await here.began();
  await aRunner(app, [there.task]);
  const waiting = await ask(app, "HELD", { now: new Date(NOW.getTime() + 1) });
  expect(there.runs.length).toBe(0);

  await first.stop(10_000);

  expect(here.runs[0]?.signal.reason).toEqual(new Error("stopping"));
  await there.began();
  expect(await jobOf(app, id)).toMatchObject({ state: "RUNNING", done: 0 });
  there.letGo();
  await jobsHaveEnded(app.dataSource);
  expect(there.runs.length).toBe(2);
  expect(await jobOf(app, waiting)).toMatchObject({ state: "SUCCEEDED" });
});

test("a run that was given up and goes on nevertheless writes nothing any more", async () => {
  const app = await startApp();
  const outcome = aPromise<unknown>();
  const goOn = aPromise<void>();
  const began = aPromise<void>();
  const runner = await aRunner(app, [
    aTask("DEAF", async ({ dataSource, succeed }) => {
      began.resolve();
      await goOn.promise;
      await dataSource.transaction((manager) => succeed(manager, "too late")).then(outcome.resolve, outcome.resolve);
      return "too late";
    }),
  ]);
  const id = await ask(app, "DEAF");
  await began.promise;
  await app.dataSource.query("update job set run = run + 1, message = 'the next run'");

  goOn.resolve();

  expect(String(await outcome.promise)).toBe(`Error: ${id} is not to succeed any more`);
  await runner.stop(10_000);
  expect(await jobOf(app, id)).toMatchObject({ state: "RUNNING", message: "the next run" });
});

test("where the connection breaks that says who runs jobs, what ran begins again", async () => {
  const held = aHeldTask("HELD");
  const app = await startApp({ tasks: [held.task] });
  const id = await ask(app, "HELD");
  await held.began();

  await app.dataSource.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tributary jobs' and datname = current_database()",
  );
  await held.began(2);

  held.letGo();
  await becomes(app, id, "SUCCEEDED");
  expect(held.runs[0]?.signal.aborted).toBe(true);
});
