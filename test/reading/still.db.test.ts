import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import { NOW, startApp } from "../support/app.ts";
import { anOrder, record } from "../support/builders.ts";

const PAGE = `{
  viewer { name }
  customers { nodes { profile { recencyDays } touchpoints { nodes { channel } } } }
}`;

const DAY = 24 * 3600 * 1000;

test("what differs from one request to the next is never an earlier request's", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", { occurredAt: new Date(NOW.getTime() - 5 * DAY).toISOString() }));
  await app.settle();
  const key = await createApiKey(app.dataSource.manager, "another name", "ADMIN", NOW);
  const ask = async (as: "ADMIN" | { key: string }) => (await app.send(PAGE, {}, as)).data;

  const [first, again] = [await ask("ADMIN"), await ask({ key })];
  app.setNow(new Date(NOW.getTime() + 2 * DAY));
  const later = await ask("ADMIN");

  const days = ({ customers }: typeof first) => customers.nodes[0].profile.recencyDays;
  expect([first, again, later].map(days)).toEqual([5, 5, 7]);
  expect([first, again, later].map(({ viewer }) => viewer.name)).toEqual(["ADMIN key", "another name", "ADMIN key"]);
});

test("a page's inner lists stay their own when variables change what stands before them", async () => {
  const app = await startApp();
  await record(app, anOrder("1001"));
  const query = `query ($with: Boolean!, $first: Int) {
    before: customers(first: $first) @include(if: $with) { nodes { touchpoints { totalCount } } }
    customers { nodes { orders { nodes { orderNumber lines { quantity } } } } }
  }`;

  const answers = [];
  for (const variables of [{ with: true, first: 1 }, { with: false }, { with: true, first: 2 }, { with: false }]) {
    answers.push(await app.query(query, variables));
  }

  const [, alone] = answers;
  expect(alone.customers.nodes).toEqual([{ orders: { nodes: [{ orderNumber: "1001", lines: [expect.anything()] }] } }]);
  expect(answers.map(({ customers }) => customers)).toEqual(answers.map(() => alone.customers));
  expect(answers.map(({ before }) => before?.nodes[0].touchpoints.totalCount)).toEqual([1, undefined, 1, undefined]);
});

test("what an earlier request counted is counted again for as many parents as there are now", async () => {
  const app = await startApp();
  const query = `query ($n: Int) {
    customers(first: $n) { nodes { touchpoints(first: 100) { nodes { customer { touchpoints(first: 100) { nodes { id } } } } } } }
  }`;

  const answers = [];
  for (const n of [1, 1, 1, 20, 9]) answers.push(await app.send(query, { n }));

  const rows = (n: number) => n + 100 * n + 10_000 * n;
  expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
    undefined,
    undefined,
    undefined,
    { code: "LIMIT_EXCEEDED", limit: 100_000, value: rows(20) },
    undefined,
  ]);
});
