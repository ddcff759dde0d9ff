import "reflect-metadata";
import { expect, test } from "vitest";
import { rebuildMemberships } from "../../src/segments/index.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, record } from "../support/builders.ts";
import { aSegment, membersOf } from "./segments.ts";

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const UPSERT = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }";

/** Whom a rebuild moves. */
async function movedByRebuild(app: TestApp, at: Date): Promise<string[]> {
  const moved: string[] = [];
  for await (const { key, entered, left } of rebuildMemberships(app.dataSource, () => at)) {
    if (entered + left > 0) moved.push(`${key} +${entered} -${left}`);
  }
  return moved;
}

test("the return of a whole order is about what was ordered, and worth it, though the order is told after it", async () => {
  const app = await startApp();
  await app.query(UPSERT, { input: { products: [{ sku: "mug", category: "Home" }] } });
  const home = await aSegment(app, { rule: { behaviour: { did: "ORDER_REFUNDED", category: "Home" } } });
  const worth = await aSegment(app, { rule: { behaviour: { did: "ORDER_REFUNDED", valueAtLeast: "5" } } });
  await record(app, aRefund("1", by("ada")));
  await app.settle();
  const before = [await membersOf(app, home), await membersOf(app, worth)];

  await record(app, anOrder("1", by("ada")));
  await app.settle();

  expect(before).toEqual([[], []]);
  expect([await membersOf(app, home), await membersOf(app, worth)]).toEqual([["ada"], ["ada"]]);
});

test("a product that was told of an order a second time, and is none of its lines, moves with its category", async () => {
  const app = await startApp();
  const inHome = ["mug", "cup"].map((sku) => ({ sku, category: "Home" }));
  await app.query(UPSERT, { input: { products: inHome } });
  const garden = await aSegment(app, { rule: { behaviour: { did: "ORDER_COMPLETED", category: "Garden" } } });
  await record(app, anOrder("1", by("ada")));
  const again = { ...by("ada"), occurredAt: "2026-06-01T11:00:00.000Z" };
  await record(app, anOrder("1", again, { lines: [aLine({ sku: "cup" })] }));
  await app.settle();

  await app.query(UPSERT, { input: { products: [{ sku: "cup", category: "Garden" }] } });
  await app.settle();

  expect(await membersOf(app, garden)).toEqual(["ada"]);
});

test("RFM cut points that move there and back between two looks leave nobody where the first ones put them", async () => {
  const app = await startApp();
  const spends = (number: number) => ({ lines: [aLine({ unitPrice: gbp(`${10 + number}.00`) })] });
  await record(app, ...Array.from({ length: 20 }, (_, i) => anOrder(`o${i}`, by(`u${i}`), spends(i))));
  await app.settle();
  const rule = {
    all: [{ profile: { name: "RFM_MONETARY", is: "EQUAL", value: 5 } }, { behaviour: { did: "PAGE_VIEWED" } }],
  };
  const top = await aSegment(app, { rule });
  await record(app, aTouchpoint(by("u19")));
  app.setNow(new Date("2026-06-15T12:00:20Z"));
  await app.settle();
  const [{ total_spent: cuts }] = await app.dataSource.query("select total_spent from rfm_cut_points");
  const move = (to: readonly number[]) =>
    app.dataSource.query(
      "update rfm_cut_points set total_spent = $1, refreshed_at = refreshed_at + interval '1 second'",
      [to],
    );

  await move([100, 200, 300, 400]);
  app.setNow(new Date("2026-06-15T12:00:22Z"));
  await record(app, aTouchpoint(by("u19")));
  await app.settle();
  await move(cuts);
  const later = new Date("2026-06-15T12:00:40Z");
  app.setNow(later);
  await app.settle();

  expect(await membersOf(app, top)).toEqual(["u19"]);
  expect(await movedByRebuild(app, later)).toEqual([]);
});
