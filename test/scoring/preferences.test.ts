import { beforeAll, expect, test } from "vitest";
import { type Foretold, judgeForetelling, judgeTastes, toolsOf } from "../../bench/preferences/judge.ts";
import { historyBefore, makeShop, type Shop } from "../../bench/preferences/shop.ts";
import { learn } from "../../src/scoring/recommendations/regression/learn.ts";
import { measureReliability } from "../../src/scoring/recommendations/regression/measure-reliability.ts";
import { settings } from "../demo/simulate.ts";

let shop: Shop;
let foretold: Foretold;
beforeAll(() => {
  shop = makeShop(settings({ customers: 800, months: 18 }));
  foretold = judgeForetelling(shop, 0.8, 1);
}, 120_000);

test("preference scores rank later purchases at least 90 % as well as the hidden tastes themselves would", () => {
  const { ranking, tastes } = foretold;

  expect(ranking.pooled - 0.5).toBeGreaterThan(0.9 * (tastes.pooled - 0.5));
  expect(ranking.ofCustomers - 0.5).toBeGreaterThan(0.9 * (tastes.ofCustomers - 0.5));
});

test("probabilities are what they say of a time that nobody has learned from", () => {
  const { reliability } = foretold;

  expect(reliability.slope).toBeGreaterThan(0.8);
  expect(reliability.slope).toBeLessThan(1.2);
  expect(reliability.ece).toBeLessThan(0.03);
  expect(reliability.brier).toBeLessThan(reliability.baseRate * (1 - reliability.baseRate));
});

test("a model that is learned again after another season and with other customers does not forget tastes", () => {
  const [before, now] = [foretold.from.getTime(), shop.world.calendar.until];
  const [then, known] = [historyBefore(shop, before), historyBefore(shop, now)];
  const again = learn(known, toolsOf(1));

  const former = judgeTastes(shop, then, before - 1, foretold.model).get("all")?.ofCustomers ?? Number.NaN;
  const later = judgeTastes(shop, known, now - 1, again, before).get("all")?.ofCustomers ?? Number.NaN;

  expect(known.customers.length).toBeGreaterThan(then.customers.length);
  expect(former).toBeGreaterThan(0.7);
  expect(later).toBeGreaterThan(former - 0.01);
}, 120_000);

test("what is measured of a sample of pairs stands for all of them", () => {
  const tools = toolsOf(1);
  const held = tools.holdOut(historyBefore(shop, shop.world.calendar.until));
  const { model } = foretold;

  const all = measureReliability(held, model, { most: 1e9, random: tools.random });
  const few = measureReliability(held, model, { most: 20_000, random: tools.random });

  expect(few.auc).toBeCloseTo(all.auc, 1.5);
  expect(few.baseRate / all.baseRate).toBeGreaterThan(0.9);
  expect(few.baseRate / all.baseRate).toBeLessThan(1.1);
});
