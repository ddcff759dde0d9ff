import { pino } from "pino";
import { expect, onTestFinished } from "vitest";
import { toId } from "../../src/graphql/ids.ts";
import { enqueue, type JobContext, JobRunner, type JobTask, type NewJob, type Schedule } from "../../src/jobs/index.ts";
import { NOW, type TestApp } from "../support/app.ts";

export const aTask = (kind: string, run: JobTask["run"] = async () => "done"): JobTask => ({
  kind,
  about: "What a test needs.",
  run,
});

export interface HeldTask {
  readonly task: JobTask;
  /** Of the runs that have begun, the first one first. */
  readonly runs: JobContext[];
  /** Waits until so many runs have begun. */
  began(count?: number): Promise<void>;
  letGo(): void;
}

/** Work that goes on until it is let go, or its signal is aborted. */
export function aHeldTask(kind: string): HeldTask {
  const runs: JobContext[] = [];
  const gate = aPromise<void>();
  const task = aTask(kind, async (context) => {
    runs.push(context);
    await Promise.race([gate.promise, aborted(context.signal)]);
    context.signal.throwIfAborted();
    return "let go";
  });
  const began = (count = 1) => expect.poll(() => runs.length, PATIENTLY).toBeGreaterThanOrEqual(count);
  return { task, runs, began, letGo: () => gate.resolve() };
}

const PATIENTLY = { timeout: 60_000, interval: 20 };

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));

/** Asks for a job and gives its id. */
export async function ask(app: TestApp, kind: string, more: Partial<NewJob> = {}): Promise<string> {
  const { manager } = app.dataSource;
  return toId("job", await manager.transaction((own) => enqueue(own, { kind, now: NOW, ...more })));
}

export async function jobOf(app: TestApp, id: string) {
  const { job } = await app.query(
    "query ($id: ID!) { job(id: $id) { kind state done message error createdAt startedAt finishedAt } }",
    { id },
  );
  return job;
}

/** Waits until the job is in the state. */
export async function becomes(app: TestApp, id: string, state: string): Promise<void> {
  await expect.poll(async () => (await jobOf(app, id))?.state, PATIENTLY).toBe(state);
}

/** A job's row as a backup brings it back, or a process that was killed leaves it behind: without the queue. */
export async function leftBehind(app: TestApp, kind: string, state: string, more = ""): Promise<string> {
  const [row]: { id: string }[] = await app.dataSource.query(
    `insert into job (id, kind, state, run, created_at) values (gen_random_uuid(), $1, $2, 1, $3) returning id`,
    [kind, state, NOW],
  );
  const id = row?.id ?? "";
  if (more !== "") await app.dataSource.query(`update job set ${more} where id = $1`, [id]);
  return toId("job", id);
}

/** Another process that runs jobs on the database. */
export async function aRunner(app: TestApp, tasks: readonly JobTask[], schedules: readonly Schedule[] = []) {
  const runner = new JobRunner({
    url: app.databaseUrl,
    dataSource: app.dataSource,
    tasks,
    schedules,
    log: pino({ level: "silent" }),
    clock: () => NOW,
    ended: () => {},
  });
  await runner.start();
  onTestFinished(() => runner.stop(1_000));
  return runner;
}

export const CANCEL = `mutation ($id: ID!) { cancelJob(input: { id: $id }) {
  job { state message } userErrors { code message path } } }`;

/** A promise that the test keeps when it likes. */
export function aPromise<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
