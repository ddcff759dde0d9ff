import "reflect-metadata";
import { expect, test } from "vitest";
import { ALL_TRAINED_KINDS } from "../../src/training.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, record } from "../support/builders.ts";
import { ARCHIVE, aSegment, membersOf } from "./segments.ts";

const TRAIN =
  "mutation ($input: TrainModelInput!) { trainModel(input: $input) { job { id } userErrors { message path } } }";
const ACTIVATE =
  "mutation ($id: ID!) { activateModel(input: { id: $id }) { model { id active } userErrors { message } } }";
const CLUSTERS = `{ segments { nodes { id key name kind rule ruleText status size model { id version kind } } }
  archived: segments(status: ARCHIVED) { nodes { key size } }
  models(kind: CUSTOMER_CLUSTERS) { id version active metrics { name value } } }`;

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });

/** Twelve who bought once long ago, and twelve who buy often and much. */
async function twoKinds(app: TestApp): Promise<void> {
  const once = Array.from({ length: 12 }, (_, index) =>
    anOrder(`once-${index}`, { ...by(`once-${index}`), occurredAt: `2025-01-${10 + index}T10:00:00.000Z` }),
  );
  const often = Array.from({ length: 12 }, (_, index) =>
    Array.from({ length: 8 }, (_unused, order) =>
      anOrder(
        `often-${index}-${order}`,
        { ...by(`often-${index}`), occurredAt: `2026-06-0${1 + order}T10:0${index % 10}:00.000Z` },
        { lines: [{ sku: "mug", quantity: 5 + index, unitPrice: { amount: "40.00", currency: "GBP" } }] },
      ),
    ),
  );
  await record(app, ...once, ...often.flat());
}

async function train(app: TestApp, parameters: object = {}): Promise<void> {
  const { trainModel } = await app.query(TRAIN, { input: { kind: "CUSTOMER_CLUSTERS", parameters } });
  expect(trainModel.userErrors).toEqual([]);
  await app.settle();
  const { job } = await app.query("query ($id: ID!) { job(id: $id) { state error } }", { id: trainModel.job.id });
  expect(job).toEqual({ state: "SUCCEEDED", error: null });
}

test("a model of clusters that is served is segments, named by what sets them apart, and others when another is", async () => {
  const app = await startApp({ training: true });
  await twoKinds(app);

  await train(app);
  const first = await app.query(CLUSTERS);
  const clusters = first.segments.nodes.filter(({ kind }: { kind: string }) => kind === "CLUSTER");

  expect(ALL_TRAINED_KINDS).toContain("CUSTOMER_CLUSTERS");
  expect(clusters.map(({ key, size }: { key: string; size: number }) => `${key} ${size}`)).toEqual([
    "cluster-1 12",
    "cluster-2 12",
  ]);
  expect(clusters.map(({ rule, status }: { rule: null; status: string }) => [rule, status])).toEqual([
    [null, "ACTIVE"],
    [null, "ACTIVE"],
  ]);
  expect(clusters[0].model).toEqual({ id: first.models[0].id, version: "1", kind: "CUSTOMER_CLUSTERS" });
  expect(first.models[0].metrics).toEqual([{ name: "silhouette", value: expect.closeTo(0.9, 0) }]);
  const members = await Promise.all(clusters.map(({ id }: { id: string }) => membersOf(app, id)));
  const kindsOf = members.map((of) => [...new Set(of.map((user: string) => user.split("-")[0]))]);
  expect(kindsOf.toSorted()).toEqual([["often"], ["once"]]);
  const often = clusters[kindsOf.findIndex(([kind]) => kind === "often")];
  expect(often.ruleText).toBe(
    `Customers with orders whose profile is most like this: ${often.name[0].toLowerCase()}${often.name.slice(1)}.`,
  );
  expect(often.name).toMatch(/^(Many|High|Large|Customers|Bought lately|Few touchpoints)/);

  const { archiveSegment } = await app.query(ARCHIVE, { input: { id: clusters[0].id } });
  expect(archiveSegment.userErrors).toMatchObject([{ code: "INVALID", path: ["input", "id"] }]);

  app.setNow(new Date("2026-06-15T13:00:00Z"));
  await train(app, { fewest: 4, most: 4 });
  const second = await app.query(CLUSTERS);
  const four = second.segments.nodes.filter(({ kind }: { kind: string }) => kind === "CLUSTER");
  expect(four.map(({ key }: { key: string }) => key)).toEqual(["cluster-1", "cluster-2", "cluster-3", "cluster-4"]);
  expect(four.reduce((sum: number, { size }: { size: number }) => sum + size, 0)).toBe(24);

  const reader = await aSegment(app, { key: "reader", rule: { segment: four[3].id } });
  expect((await membersOf(app, reader)).length).toBe(four[3].size);

  const { activateModel } = await app.query(ACTIVATE, { id: first.models[0].id });
  const back = await app.query(CLUSTERS);
  expect(activateModel).toEqual({ model: { id: first.models[0].id, active: true }, userErrors: [] });
  expect(back.segments.nodes.filter(({ kind }: { kind: string }) => kind === "CLUSTER")).toEqual(clusters);
  await app.settle();
  expect(await membersOf(app, reader)).toEqual([]);
  expect(back.archived.nodes).toEqual([
    { key: "cluster-3", size: 0 },
    { key: "cluster-4", size: 0 },
  ]);

  app.setNow(new Date("2026-06-15T14:00:00Z"));
  const regulars = Array.from({ length: 8 }, (_, order) =>
    anOrder(
      `new-${order}`,
      { ...by("newcomer"), occurredAt: `2026-06-0${1 + order}T11:00:00.000Z` },
      { lines: [{ sku: "mug", quantity: 9, unitPrice: { amount: "40.00", currency: "GBP" } }] },
    ),
  );
  await record(app, ...regulars);
  await app.settle();
  expect(await membersOf(app, often.id)).toContain("newcomer");
});

test("settings that are none, and a shop with too few customers, are told", async () => {
  const app = await startApp({ training: true });
  await record(app, anOrder("1", by("ada")));

  const wrong = await app.query(TRAIN, { input: { kind: "CUSTOMER_CLUSTERS", parameters: { fewest: 1, seeds: 3 } } });
  const few = await app.query(TRAIN, { input: { kind: "CUSTOMER_CLUSTERS" } });
  await app.settle();
  const { job } = await app.query("query ($id: ID!) { job(id: $id) { state error } }", { id: few.trainModel.job.id });

  expect(wrong.trainModel.userErrors.map(({ message }: { message: string }) => message)).toEqual([
    "fewest is 1; it is a whole number from 2 to 20",
    "seeds is no setting of clusters; there are fewest, most, seed",
  ]);
  expect(job).toEqual({
    state: "FAILED",
    error: "there are 1 customers with orders; it takes 20 to tell groups apart",
  });
});
