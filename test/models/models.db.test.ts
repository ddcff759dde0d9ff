import { expect, test } from "vitest";
import { SCHEDULES } from "../../src/background.ts";
import { takeTurn } from "../../src/database/locks.ts";
import { toId } from "../../src/graphql/ids.ts";
import { enqueue } from "../../src/jobs/index.ts";
import { ALL_TRAINED_KINDS } from "../../src/training.ts";
import { aShop, jobOf, recommended, train, userOf } from "../scoring/serving/shop.ts";
import { NOW, startApp } from "../support/app.ts";

const TRAIN =
  "mutation ($input: TrainModelInput!) { trainModel(input: $input) { job { id } userErrors { code message path } } }";
const ACTIVATE =
  "mutation ($id: ID!) { activateModel(input: { id: $id }) { model { version active } userErrors { code message path } } }";
const VERSIONS = "{ models { id kind version active trainingRows parameters metrics { name value } } }";

const served = async (app: Awaited<ReturnType<typeof startApp>>) =>
  (await app.query(VERSIONS)).models.map(
    ({ kind, version, active }: { kind: string; version: string; active: boolean }) => [kind, version, active],
  );

const MODEL_OF = `{ customer(identity: { kind: USER_ID, value: "${userOf("kitchen", 0)}" }) {
  recommendations(first: 1, strategy: SESSION) { model { version } } } }`;
const versionServed = async (app: Awaited<ReturnType<typeof startApp>>) =>
  (await app.query(MODEL_OF)).customer.recommendations[0].model.version;

test("a training makes a version that is served at once, and says what it learned from and how it was measured", async () => {
  const { app } = await aShop();

  const [job] = await train(app, "SESSION");

  expect(job).toMatchObject({
    kind: "TRAIN_SESSION",
    state: "SUCCEEDED",
    error: null,
    model: { version: "1", active: true },
  });
  expect(job.message).toMatch(/^version 1 is served, ndcg@20 0\.\d{4} on held-out time$/);
  const [model] = (await app.query(VERSIONS)).models;
  expect(model).toMatchObject({ kind: "SESSION", version: "1", active: true, trainingRows: 2 * 14 * 5 });
  expect(model.parameters).toMatchObject({
    customers: 28,
    products: 24,
    settings: { halfLifeProducts: expect.any(Number) },
  });
  expect(model.parameters.bytes).toBeGreaterThan(0);
  expect(model.metrics.map(({ name }: { name: string }) => name)).toEqual([
    "ndcg@20",
    "recall@20",
    "hitRate@20",
    "coverage@20",
  ]);
  expect(await versionServed(app)).toBe("1");
});

test("settings that do not exist or cannot be are refused, and no job is asked for", async () => {
  const { app } = await aShop();

  const { trainModel } = await app.query(TRAIN, {
    input: { kind: "COLLABORATIVE", parameters: { ridge: "Infinity", depth: 3 } },
  });

  expect(trainModel).toEqual({
    job: null,
    userErrors: [
      {
        code: "INVALID",
        message: "ridge is a number of the order of what COLLABORATIVE tries by itself: 8, 4, 16, 2",
        path: ["input", "parameters", "ridge"],
      },
      {
        code: "INVALID",
        message: "COLLABORATIVE has no setting depth: it has ridge, halfLifeDays",
        path: ["input", "parameters", "depth"],
      },
    ],
  });
  expect((await app.query("{ jobs { totalCount } }")).jobs.totalCount).toBe(0);
});

test("a version that is worse on held-out time is kept and not served", async () => {
  const { app } = await aShop();
  await train(app, "COLLABORATIVE");

  const asked = { kind: "COLLABORATIVE", parameters: { ridge: 16_000, halfLifeDays: 0.365 } };
  const { trainModel } = await app.query(TRAIN, { input: asked });
  await app.settle();

  const job = await jobOf(app, trainModel.job.id);
  expect(job.message).toMatch(
    /^version 2 is kept and not served: its ndcg@20 on held-out time is 0\.\d{4}, that of version 1 on the same 0\.\d{4}$/,
  );
  expect(job.model).toMatchObject({ version: "2", active: false });
  expect(await served(app)).toEqual([
    ["COLLABORATIVE", "2", false],
    ["COLLABORATIVE", "1", true],
  ]);
});

test("a training that nobody gave settings to is never worse: it takes the served version's where those do better", async () => {
  const { app } = await aShop();
  await train(app, "COLLABORATIVE", "COLLABORATIVE");

  const [second, first] = (await app.query(VERSIONS)).models;
  const ndcg = ({ metrics }: typeof first) => metrics[0].value;

  expect([second.version, second.active, first.active]).toEqual(["2", true, false]);
  expect(ndcg(second)).toBeGreaterThanOrEqual(ndcg(first));
});

test("a served version gives way to an earlier one and comes back, from the next answer on", async () => {
  const { app } = await aShop();
  await train(app, "SESSION", "SESSION");
  const { models } = await app.query(VERSIONS);
  const [second, first] = models.map(({ id }: { id: string }) => id);

  const before = await versionServed(app);
  const back = await app.query(ACTIVATE, { id: first });
  const rolledBack = await versionServed(app);
  await app.query(ACTIVATE, { id: second });

  expect(back.activateModel).toEqual({ model: { version: "1", active: true }, userErrors: [] });
  expect([before, rolledBack, await versionServed(app)]).toEqual(["2", "1", "2"]);
});

test("what is no model cannot be served, and nothing changes", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR");
  await app.dataSource.query("update model set format = 999 where active");
  const [{ id: foreign }] = (await app.query(VERSIONS)).models;

  const answers = [];
  for (const id of ["mdl_00000000000000000000000000000000", "nonsense", foreign])
    answers.push((await app.query(ACTIVATE, { id })).activateModel);

  expect(answers).toEqual([
    {
      model: null,
      userErrors: [
        { code: "NOT_FOUND", message: "there is no model mdl_00000000000000000000000000000000", path: ["input", "id"] },
      ],
    },
    { model: null, userErrors: [{ code: "NOT_FOUND", message: "there is no model nonsense", path: ["input", "id"] }] },
    {
      model: null,
      userErrors: [
        {
          code: "INVALID",
          message: `the model ${foreign} was trained by another version of Tributary, which keeps models in another way`,
          path: ["input", "id"],
        },
      ],
    },
  ]);
  expect((await recommended(app, userOf("kitchen", 0), { first: 1 }))[0]?.score).toBe(0); // as before any training
});

test("of each kind the newest five versions are kept, and the served one whatever its age", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR", "POPULAR");
  const first = (await app.query(VERSIONS)).models[1].id;
  await app.query(ACTIVATE, { id: first });
  await app.dataSource.query("update model set metrics = '[]'");
  const worse = { kind: "POPULAR", parameters: { halfLifeDays: 0.01 } };

  for (let training = 0; training < 5; training++) {
    await app.query(TRAIN, { input: worse });
    await app.settle();
  }

  const versions = await served(app);
  expect(versions.map(([, version]: [string, string]) => version)).toEqual(["7", "6", "5", "4", "1"]);
  expect(await app.dataSource.query("select count(distinct model_id)::int as models from model_part")).toEqual([
    { models: 5 },
  ]);
});

test("a shop that knows too little is told what is lacking, and keeps no version", async () => {
  const app = await startApp({ training: true });

  const { trainModel } = await app.query(TRAIN, { input: { kind: "HYBRID" } });
  await app.settle();

  expect(await jobOf(app, trainModel.job.id)).toMatchObject({
    state: "FAILED",
    error: "Nobody has touched any product yet: a model learns from views, carts, reviews and orders.",
    model: null,
  });
  expect(await served(app)).toEqual([]);
});

test("trainings come due by themselves: every hour where nothing is served, else every day", async () => {
  const { app } = await aShop();
  const due = async () => {
    const id = await app.dataSource.transaction((manager) => enqueue(manager, { kind: "TRAIN_DUE", now: NOW }));
    await app.settle();
    return (await jobOf(app, toId("job", id))).message;
  };

  const first = await due();
  const again = await due();
  app.setNow(new Date(NOW.getTime() + 2 * 3600_000));
  const afterAnHour = await due();
  app.setNow(new Date(NOW.getTime() + 25 * 3600_000));
  const nextDay = await due();

  expect(SCHEDULES.map(({ kind }) => kind)).toContain("TRAIN_DUE");
  expect(first).toBe(`asked for ${ALL_TRAINED_KINDS.join(", ")}`);
  expect(again).toBe("no training is due");
  expect(afterAnHour).toBe("asked for PREFERENCE_REGRESSION"); // it could not learn from so little
  expect(nextDay).toBe(`asked for ${ALL_TRAINED_KINDS.join(", ")}`);
});

test("those who may not manage models are refused, those who may read see them", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR");

  const analyst = await app.send(TRAIN, { input: { kind: "POPULAR" } }, "ANALYST");
  const read = await app.query("{ models { kind } }", {}, "ANALYST");

  expect(analyst.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  expect(read.models).toEqual([{ kind: "POPULAR" }]);
});

test("a version that a training forgets while it is to be served leaves the served one as it is", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR", "POPULAR");
  const { models } = await app.query(VERSIONS);
  const first = models[1].id;
  const waiting = "select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted";

  const activated = await app.dataSource.transaction(async (manager) => {
    await takeTurn(manager, "tributary model POPULAR");
    const asked = app.query(ACTIVATE, { id: first });
    await expect.poll(async () => (await app.dataSource.query(waiting))[0].waiting).toBe(1);
    await manager.query("delete from model where version = 1");
    return { asked };
  });

  expect((await activated.asked).activateModel.userErrors).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(await served(app)).toEqual([["POPULAR", "2", true]]);
});
