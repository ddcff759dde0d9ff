import { expect, test } from "vitest";
import { aShop, errorsOf, MANY, ON_A_SHELF, sku, train, upsert, userOf } from "./shop.ts";

const SCORES = `query ($user: String!, $ids: [ID!]!) {
  customer(identity: { kind: USER_ID, value: $user }) {
    preferenceScores(productIds: $ids) {
      product { sku } score intercept linearScore contributions { feature weight value contribution }
      model { kind version parameters }
    }
  }
}`;

interface Score {
  readonly product: { readonly sku: string };
  readonly score: number;
  readonly intercept: number;
  readonly linearScore: number;
  readonly contributions: readonly { feature: string; weight: number; value: number; contribution: number }[];
  readonly model: {
    readonly kind: string;
    readonly version: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

test("a score is a probability whose linear score is the intercept and what each feature adds, to the last bit", async () => {
  const { app, ids } = await aShop({ training: true }, MANY);
  await train(app, "PREFERENCE_REGRESSION");

  const asked = { user: userOf("kitchen", 0), ids: Object.values(ids) };
  const scores: Score[] = (await app.query(SCORES, asked)).customer.preferenceScores;

  expect(scores.map(({ product }) => product.sku)).toEqual(Object.keys(ids));
  for (const { score, intercept, linearScore, contributions } of scores) {
    expect(score > 0 && score < 1).toBe(true);
    expect(contributions.map(({ weight, value }) => weight * value + 0)).toEqual(
      contributions.map((each) => each.contribution),
    );
    expect(contributions.reduce((sum, { contribution }) => sum + contribution, intercept)).toBe(linearScore);
  }
  const sumOf = (shelf: string) =>
    scores.reduce((sum, { product, score }) => (product.sku.startsWith(shelf) ? sum + score : sum), 0);
  expect(sumOf("kitchen")).toBeGreaterThan(sumOf("garden"));
  const [{ model } = {}] = scores;
  expect(model).toMatchObject({ kind: "PREFERENCE_REGRESSION", version: "1" });
  expect(model?.parameters["learned"]).toMatchObject({ horizonDays: expect.any(Number) });
});

test("products come in the order in which they were named, each once, without those that the model cannot know", async () => {
  const { app, ids } = await aShop({ training: true }, MANY);
  await train(app, "PREFERENCE_REGRESSION");
  const { later } = await upsert(app, { sku: "later", name: "Later" });
  const named = [
    later,
    ids["kitchen-7"],
    "prd_00000000000000000000000000000000",
    "nonsense",
    ids["kitchen-6"],
    ids["kitchen-7"],
  ];

  const { customer } = await app.query(SCORES, { user: userOf("garden", 3), ids: named });

  expect(customer.preferenceScores.map(({ product }: Score) => product.sku)).toEqual(["kitchen-7", "kitchen-6"]);
});

test("reliability is measured on held-out time and told with the model", async () => {
  const { app } = await aShop({ training: true }, MANY);

  const [job] = await train(app, "PREFERENCE_REGRESSION");
  const { models } = await app.query(
    "{ models(kind: PREFERENCE_REGRESSION) { metrics { name value baseline protocol } } }",
  );

  expect(job).toMatchObject({ state: "SUCCEEDED", model: { version: "1", active: true } });
  const metrics: { name: string; value: number; baseline: number | null; protocol: string }[] = models[0].metrics;
  expect(metrics.map(({ name }) => name)).toEqual([
    "ndcg@20",
    "recall@20",
    "hitRate@20",
    "coverage@20",
    "auc",
    "calibrationSlope",
    "ece",
    "brier",
    "logLoss",
  ]);
  const auc = metrics.find(({ name }) => name === "auc");
  expect(auc?.baseline).toBe(0.5);
  expect(auc?.value).toBeGreaterThan(0.8); // whose shelf it is can be told
  expect(
    metrics.every(({ protocol }) => protocol.includes("the time before") || protocol.includes("what lies before")),
  ).toBe(true);
});

test("before the first training there are no scores, and too many are refused", async () => {
  const { app, ids } = await aShop({});
  const user = userOf("kitchen", 1);
  const known = ids[sku("kitchen", ON_A_SHELF - 1)];

  const none = await app.query(SCORES, { user, ids: [known] });
  const empty = await app.send(SCORES, { user, ids: [] });
  const many = await app.send(SCORES, { user, ids: Array.from({ length: 1_001 }, () => known) });

  expect(none.customer.preferenceScores).toEqual([]);
  expect([empty, many].map(errorsOf)).toEqual([
    [["productIds is empty.", "BAD_USER_INPUT"]],
    [["productIds has 1001 ids; at most 1000.", "LIMIT_EXCEEDED"]],
  ]);
});
