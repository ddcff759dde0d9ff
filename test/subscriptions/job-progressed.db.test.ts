import "reflect-metadata";
import { expect, test } from "vitest";
import { aShop, aSocketClient, bySocket, event, hasEnded, hasTold, idOf, PATIENCE, WAYS } from "./subscribing.ts";

const ways = Object.entries(WAYS);

test.each(ways)("over %s a job is told as it is, at each change, and no more when it has ended", async (_way, by) => {
  const shop = await aShop();
  const told = await by(shop, "ANALYST", await shop.queue());

  await hasTold(told, 1);
  await shop.change({ state: "RUNNING", done: 0.5 });
  await hasTold(told, 2);
  await shop.changeInSilence({ state: "SUCCEEDED", done: 1 });
  await shop.change({ state: "SUCCEEDED", done: 1 });
  await hasEnded(told);

  expect(told.ended).toBe("complete");
  expect(told.events).toEqual([event("QUEUED", 0), event("RUNNING", 0.5), event("SUCCEEDED", 1)]);
});

test.each(ways)("over %s a job that has ended is told once", async (_way, by) => {
  const shop = await aShop();
  const id = await shop.queue();
  await shop.change({ state: "FAILED" });

  const told = await by(shop, "ADMIN", id);
  await hasEnded(told);

  expect([told.events, told.ended]).toEqual([[event("FAILED", 0)], "complete"]);
});

test("two who watch one job are both told, and neither of another job", async () => {
  const shop = await aShop();
  const id = await shop.queue();
  await shop.queue(2);
  const both = [await WAYS["a WebSocket"](shop, "MARKETER", id), await WAYS["a stream of events"](shop, "ADMIN", id)];
  for (const told of both) await hasTold(told, 1);

  await shop.change({ state: "SUCCEEDED" }, 2);
  await shop.change({ state: "SUCCEEDED" }, 1);
  for (const told of both) await hasEnded(told);

  for (const { events } of both) expect(events).toEqual([event("QUEUED", 0), event("SUCCEEDED", 0)]);
});

const refusals = [
  ["a job that there is not", "ADMIN", idOf(9), "BAD_USER_INPUT", `There is no job ${idOf(9)}.`],
  ["an id of something else", "ADMIN", "cus_1", "BAD_USER_INPUT", "There is no job cus_1."],
  [
    "a shop's front end",
    "STOREFRONT",
    idOf(1),
    "FORBIDDEN",
    "Subscription.jobProgressed is not for the role STOREFRONT; it is for ADMIN, MARKETER, ANALYST.",
  ],
  [
    "a sender",
    "INGEST",
    idOf(1),
    "FORBIDDEN",
    "Subscription.jobProgressed is not for the role INGEST; it is for ADMIN, MARKETER, ANALYST.",
  ],
] as const;

test.each(refusals)("%s is refused over a WebSocket", async (_what, role, id, code, message) => {
  const shop = await aShop();
  await shop.queue();

  const told = await WAYS["a WebSocket"](shop, role, id);
  await hasEnded(told);

  expect(told.events).toEqual([]);
  expect(told.ended).toMatchObject({ error: [{ message, extensions: { code } }] });
});

test.each(refusals)("%s is refused in a stream of events", async (_what, role, id, code, message) => {
  const shop = await aShop();
  await shop.queue();

  const told = await WAYS["a stream of events"](shop, role, id);
  await hasEnded(told);

  expect(told.events).toMatchObject([{ errors: [{ message, extensions: { code } }] }]);
  expect(told.ended).toBe("complete");
});

test.each(ways)("over %s a selection that is not in the schema is refused before anything runs", async (_way, by) => {
  const shop = await aShop();

  const told = await by(shop, "ADMIN", await shop.queue(), "subscription P($id: ID!) { jobProgressed(id: $id) { x } }");
  await hasEnded(told);

  const message = 'Cannot query field "x" on type "Job".';
  expect(JSON.stringify([told.events, told.ended])).toContain(JSON.stringify(message).slice(1, -1));
});

test.each(ways)(
  "over %s no final state is lost where the connection for notices breaks meanwhile",
  async (_way, by) => {
    const shop = await aShop();
    const told = await by(shop, "ANALYST", await shop.queue());
    await hasTold(told, 1);

    await shop.changeInSilence({ state: "CANCELLED", done: 0.3 });
    await shop.dataSource.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tributary notices' and datname = current_database()",
    );
    await hasEnded(told);

    expect([told.events.at(-1), told.ended]).toEqual([event("CANCELLED", 0.3), "complete"]);
  },
);

const listening = (shop: { dataSource: { query(text: string): Promise<unknown> } }) =>
  shop.dataSource.query(
    "select count(*)::int as count from pg_stat_activity where application_name = 'tributary notices' and datname = current_database()",
  );

test("one connection listens for all, while anybody does", async () => {
  const shop = await aShop();
  const id = await shop.queue();
  const client = aSocketClient(shop, await shop.keyOf("ADMIN"));
  const all = [bySocket(client, id), bySocket(client, id), await WAYS["a stream of events"](shop, "ADMIN", id)];
  for (const told of all) await hasTold(told, 1);

  expect(await listening(shop)).toEqual([{ count: 1 }]);
  expect(await shop.figures()).toContain("tributary_graphql_subscriptions 3");
  for (const told of all) told.end();

  await expect.poll(() => listening(shop), PATIENCE).toEqual([{ count: 0 }]);
  await expect.poll(() => shop.figures(), PATIENCE).toContain("tributary_graphql_subscriptions 0");
});
