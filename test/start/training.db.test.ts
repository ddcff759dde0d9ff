import { expect, test } from "vitest";
import type { Answer } from "../support/app.ts";
import { start } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";
import { KEY } from "../support/held-start.ts";

const order = (number: number, ...skus: string[]) => ({
  messageId: `order ${number}`,
  channel: "WEB",
  type: "ORDER_COMPLETED",
  occurredAt: new Date(Date.now() - 3600_000 * number).toISOString(),
  identities: [{ kind: "USER_ID", value: `customer ${number}` }],
  order: {
    orderNumber: String(number),
    lines: skus.map((sku) => ({ sku, quantity: 1, unitPrice: { amount: "5.00", currency: "GBP" } })),
  },
});
const RECORD =
  "mutation ($touchpoints: [TouchpointInput!]!) { recordTouchpoints(input: { touchpoints: $touchpoints }) { outcomes { status } } }";
const RECOMMEND = `{ recommendations(identity: { kind: USER_ID, value: "customer 1" }, first: 1, strategy: SESSION) {
  strategy product { sku } reasons { message } model { version } } }`;

test("the program trains in a thread of its own, serves what was learned, and a second process does at once too", async () => {
  const database = await aDatabase({ migrated: false });
  const env = { DATABASE_URL: database.url, ADMIN_API_KEY: KEY, PORT: "0", LOG_LEVEL: "silent", WORKERS: "2" };
  const [, url = ""] = /at (\S+) /.exec(await start(env).printed("Tributary is at ")) ?? [];
  const ask = async (query: string, variables = {}) => {
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json", connection: "close" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data } = (await response.json()) as Answer;
    return data;
  };
  const orders = Array.from({ length: 12 }, (_, number) => order(number, "cup", number % 4 === 1 ? "jug" : "saucer"));
  await ask(RECORD, { touchpoints: orders });

  const { trainModel } = await ask(
    "mutation { trainModel(input: { kind: SESSION }) { job { id } userErrors { message } } }",
  );
  const job = "query ($id: ID!) { job(id: $id) { state error } }";
  await expect
    .poll(async () => (await ask(job, { id: trainModel.job.id })).job, { timeout: 60_000, interval: 100 })
    .toEqual({ state: "SUCCEEDED", error: null });
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(RECOMMEND)));

  const told = [
    { strategy: "SESSION", product: { sku: "saucer" }, reasons: expect.any(Array), model: { version: "1" } },
  ];
  expect(answers).toEqual(answers.map(() => ({ recommendations: told })));
  expect(answers[0].recommendations[0].reasons[0].message).toBe(
    "Because you bought cup: others bought the two together",
  );
});
