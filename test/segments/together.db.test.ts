import "reflect-metadata";
import { pino } from "pino";
import { expect, test } from "vitest";
import { rebuildMemberships } from "../../src/segments/index.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { aSegment, changesOf, membersOf, UPDATE } from "./segments.ts";

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const viewers = { behaviour: { did: "PAGE_VIEWED" } };
const UPSERT = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }";

const rebuilt = async (app: TestApp, between: () => Promise<unknown> = async () => {}) => {
  const moved: string[] = [];
  for await (const { key, entered, left } of rebuildMemberships(
    app.dataSource,
    () => new Date("2026-06-15T12:00:00Z"),
  )) {
    if (moved.length === 0) await between();
    moved.push(`${key} ${entered} ${left}`);
  }
  return moved;
};

test("a rule that is changed while everything is rebuilt holds afterwards, and what was archived stays empty", async () => {
  const app = await startApp();
  await record(app, aTouchpoint(by("ada")), anOrder("1", by("bob")));
  await aSegment(app, { key: "a-first", rule: viewers });
  const changed = await aSegment(app, { key: "b-changed", rule: viewers });
  const reader = await aSegment(app, { key: "c-reader", rule: { segment: changed } });
  await app.settle();

  await rebuilt(app, () =>
    app.query(UPDATE, { input: { id: changed, rule: { behaviour: { did: "ORDER_COMPLETED" } } } }),
  );
  await app.settle();

  expect(await membersOf(app, changed)).toEqual(["bob"]);
  expect(await membersOf(app, reader)).toEqual(["bob"]);
});

test("who does something with a product while its category changes is where the new category puts them", async () => {
  const app = await startApp();
  await app.query(UPSERT, { input: { products: [{ sku: "mug", category: "Home" }] } });
  await record(app, aTouchpoint({ ...by("ada"), type: "PRODUCT_VIEWED", sku: "mug" }));
  const home = await aSegment(app, { rule: { behaviour: { did: "PRODUCT_VIEWED", category: "Home" } } });
  const garden = await aSegment(app, { rule: { behaviour: { did: "PRODUCT_VIEWED", category: "Garden" } } });
  const holder = app.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query("select 1 from product where sku = 'mug' for no key update"); // the change waits for this, the view does not
  const changing = app.query(UPSERT, { input: { products: [{ sku: "mug", category: "Garden" }] } });

  await record(app, aTouchpoint({ ...by("bob"), type: "PRODUCT_VIEWED", sku: "mug" }));
  await app.settle();
  const before = [await membersOf(app, home), await membersOf(app, garden)];
  await holder.rollbackTransaction();
  await holder.release();
  await changing;
  await app.settle();

  expect(before).toEqual([["ada", "bob"], []]);
  expect([await membersOf(app, home), await membersOf(app, garden)]).toEqual([[], ["ada", "bob"]]);
});

test("a customer whom one segment cannot be asked of keeps nobody from the others", async () => {
  const told: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void told.push(JSON.parse(line).msg) });
  const app = await startApp({ log });
  const worth = await aSegment(app, { rule: { behaviour: { did: "ORDER_COMPLETED", valueAtLeast: "5" } } });
  const buyers = await aSegment(app, { key: "buyers", rule: { behaviour: { did: "ORDER_COMPLETED" } } });
  const reader = await aSegment(app, { key: "a-reader-of-buyers", rule: { segment: buyers } });
  await record(app, anOrder("1", by("ada")), anOrder("2", by("bob")), anOrder("3", by("cem")));
  await app.dataSource.query(
    `update order_touchpoint set lines = '[{"quantity": "many", "unitPrice": "1"}]' where order_number = '2'`,
  );

  await app.settle();

  expect(await membersOf(app, buyers)).toEqual(["ada", "bob", "cem"]);
  expect(await membersOf(app, reader)).toEqual(["ada", "bob", "cem"]);
  expect(await membersOf(app, worth)).toEqual(["ada", "cem"]);
  expect(told).toEqual(["the memberships of segments could not be worked out"]);
});

test("a clock that was ahead and is set back moves back whom it had moved", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ ...by("ada"), occurredAt: "2026-06-10T12:00:00.000Z" }));
  const id = await aSegment(app, { rule: { behaviour: { did: "PAGE_VIEWED", within: { lastDays: 7 } } } });
  await app.settle();

  app.setNow(new Date("2027-01-01T00:00:00Z"));
  await app.settle();
  const ahead = await membersOf(app, id);
  app.setNow(new Date("2026-06-15T12:05:00Z"));
  await app.settle();

  expect(ahead).toEqual([]);
  expect(await membersOf(app, id)).toEqual(["ada"]);
  expect((await changesOf(app, id)).at(-1)).toBe("ada ENTERED 2026-06-15T12:05:00.000Z");
});

test("processes whose clocks differ a little record what happens in order", async () => {
  const app = await startApp();
  const id = await aSegment(app, { rule: viewers });
  app.setNow(new Date("2026-06-15T12:00:20Z"));
  await record(app, aTouchpoint(by("ada")));
  await app.settle();

  app.setNow(new Date("2026-06-15T12:00:15Z"));
  await record(app, aTouchpoint(by("bob")));
  await app.settle();

  expect(await changesOf(app, id)).toEqual([
    "ada ENTERED 2026-06-15T12:00:20.000Z",
    "bob ENTERED 2026-06-15T12:00:20.000Z",
  ]);
});

test("those of whom a single thing has changed are worked out before the many who are all looked at anew", async () => {
  const app = await startApp();
  const id = await aSegment(app, { rule: viewers });
  await record(
    app,
    aTouchpoint(by("ada")),
    ...Array.from({ length: 50 }, (_, index) => aTouchpoint({ type: "SEARCHED", ...by(`user-${index}`) })),
  );
  await app.settle();
  await app.dataSource.query(
    "insert into membership_due (customer_id, batch_id, what, mass) select id, gen_random_uuid(), '*', true from customer",
  );
  const [{ id: last }] = await app.dataSource.query(
    "select customer_id::text as id from identity where value = 'user-49'",
  );
  await record(app, aTouchpoint(by("user-49")));

  const { takeDue } = await import("../../src/segments/membership.store.ts");
  const [first, others] = await app.dataSource.transaction(async (manager) => [
    (await takeDue(manager, 1)).due,
    (await takeDue(manager, 10)).due,
  ]);

  expect([...(first ?? [])]).toEqual([[last, new Set(["*", "PAGE_VIEWED"])]]);
  expect(others?.size).toBe(10);
  expect(await membersOf(app, id)).toEqual(["ada"]);
});

test("who is due for two reasons is taken once, and the others are known to wait still", async () => {
  const app = await startApp();
  for (const user of ["ada", "bob", "cem"]) await record(app, anOrder(user, by(user)));

  const { takeDue } = await import("../../src/segments/membership.store.ts");
  const [first, rest] = await app.dataSource.transaction(async (manager) => [
    await takeDue(manager, 2),
    await takeDue(manager, 10),
  ]);

  expect(first?.areMore).toBe(true);
  expect(rest?.areMore).toBe(false);
  expect((first?.due.size ?? 0) + (rest?.due.size ?? 0)).toBe(3);
});
