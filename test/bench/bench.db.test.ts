import "reflect-metadata";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Asked, ask, compareAnswers } from "../../bench/answers.ts";
import { pickBodies } from "../../bench/picks.ts";
import { CASE_NAMES, CASES } from "../../bench/queries.ts";
import { startClassical } from "../../bench/servers/classical.ts";
import { startFloor } from "../../bench/servers/floor.ts";
import type { Running } from "../../bench/servers/running.ts";
import { fillShop } from "../../bench/shop/fill.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { RECORD } from "../support/builders.ts";
import { planOf } from "./plan-of.ts";
import { REPLAYED, rowsOf, touchpointsOf } from "./replay.ts";

const SIZES = { customers: 500, touchpoints: 6_000, products: 100 };
/** Enough that an index is the way to a row. */
const LARGER = { customers: 2_000, touchpoints: 25_000, products: 400 };
const KEY = "a-key-for-the-bench-that-is-long-enough";

async function aShop(sizes = SIZES): Promise<{ app: TestApp; tributary: Asked }> {
  const app = await startApp({ adminApiKey: KEY });
  await fillShop(app.dataSource, sizes, () => {});
  app.statements();
  return { app, tributary: { name: "tributary", url: app.url, headers: { authorization: `Bearer ${KEY}` } } };
}

async function asked(name: string, start: Promise<Running>): Promise<Asked> {
  const { url, stop } = await start;
  onTestFinished(stop);
  return { name, url, headers: {} };
}

test("every server of the bench gives the same answers", async () => {
  const { app, tributary } = await aShop();
  const floor = await asked("floor", startFloor(app.databaseUrl, 0));
  const classical = await asked("classical", startClassical(app.databaseUrl, 0));

  const compared = await compareAnswers([tributary, floor, classical], await pickBodies(app.dataSource));

  expect(compared).toBe(200);
});

test("a server that answers otherwise ends the bench, which shows the place", async () => {
  const { app } = await aShop();
  const floor = await asked("floor", startFloor(app.databaseUrl, 0));
  const liar = await asked("liar", startLiar(floor));

  const comparing = compareAnswers([floor, liar], await pickBodies(app.dataSource));

  await expect(comparing).rejects.toThrow(
    /^the servers answer list differently:\n {2}floor: .*Customer.*\n {2}liar: .*Costumer/,
  );
});

/** Answers as another does, but for one letter. */
async function startLiar(other: Asked): Promise<Running> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const truth = await ask(other, Buffer.concat(chunks).toString("utf8"));
    response.end(truth.replace("Customer ", "Costumer "));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, so it is no pipe's name
  return { url: `http://127.0.0.1:${port}/`, stop: async () => void server.close() };
}

test("a query of the bench is one statement, whatever the size of its pages", async () => {
  const { app, tributary } = await aShop();
  const bodies = await pickBodies(app.dataSource);
  const sized = CASE_NAMES.flatMap((name) =>
    [1, 20, 100].map((size) => (bodies[name][0] ?? "").replaceAll(/first: \d+/g, `first: ${size}`)),
  );
  app.statements();

  for (const body of sized) await ask(tributary, body);

  expect(app.statements().length).toBe(sized.length);
});

test("no query of the bench reads a whole table that grows", async () => {
  const { app, tributary } = await aShop(LARGER);
  const bodies = await pickBodies(app.dataSource);
  const sent = vi.spyOn(app.dataSource.logger, "logQuery");

  const plans: string[] = [];
  for (const name of CASE_NAMES) {
    sent.mockClear();
    await ask(tributary, bodies[name][0] ?? "");
    const [text = "", values] = sent.mock.calls[0] ?? [];
    plans.push(
      `${name}: ${CASES[name].about}`,
      ...(await planOf(app.dataSource, text, Array.isArray(values) ? values : [])),
      "",
    );
  }

  const plan = plans.join("\n");
  expect(plan.match(/Seq Scan on (customer|touchpoint|order_line|identity).*/g) ?? []).toEqual([]);
  await expect(plan).toMatchFileSnapshot("plans.txt");
});

test("the shop of the bench is what ingestion makes of its touchpoints", async () => {
  const { app } = await aShop();
  const other = await startApp();
  const some =
    "select t.customer_id from touchpoint t where t.message_id in ('message-3', 'message-50', 'message-90', 'message-499')";
  const sent = await touchpointsOf(app.dataSource, some);
  const products = await app.dataSource.query("select sku, name, brand, category from product");
  await other.query(
    "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }",
    {
      input: { products },
    },
  );

  for (let from = 0; from < sent.length; from += 500) {
    const { recordTouchpoints } = await other.query(RECORD, { input: { touchpoints: sent.slice(from, from + 500) } });
    expect(recordTouchpoints.userErrors).toEqual([]);
  }

  for (const table of REPLAYED) {
    const filled = await rowsOf(app.dataSource, table, some);
    expect([table, await rowsOf(other.dataSource, table, "select id from customer")]).toEqual([table, filled]);
    expect(filled.length).toBeGreaterThan(0);
  }
});
