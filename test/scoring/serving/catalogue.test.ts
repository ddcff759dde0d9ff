import { expect, test } from "vitest";
import { Catalogue } from "../../../src/scoring/serving/catalogue.ts";
import { type RecommendationFilter, showable } from "../../../src/scoring/serving/filter.ts";
import type { ChangedProduct, Changes } from "../../../src/scoring/serving/ground.ts";
import { parseSnapshot, sawLess } from "../../../src/scoring/serving/snapshot.ts";

const MUG = "019ecb27-2200-7000-8000-000000000001";
const CUP = "019ecb27-2201-7000-8000-000000000002";

const product = (
  id: string,
  name: string,
  more: Partial<{ stock: number; available: boolean }> = {},
): ChangedProduct => [id, name, "ACME", "Home > Kitchen", 10, more.stock ?? null, more.available ?? true];
const whole = (snapshot: string, ...products: ChangedProduct[]): Changes => ({
  snapshot,
  since: "0",
  products,
  count: null,
  deleted: 0,
});
const changes = (snapshot: string, ...products: ChangedProduct[]): Changes => ({
  ...whole(snapshot, ...products),
  since: "10",
});

test("a snapshot saw less than another where more began later, or more of the same were still running", () => {
  const [early, later, same, fewer] = ["100:105:", "100:110:100", "100:110:100,107", "100:110:"].map(parseSnapshot);
  if (!early || !later || !same || !fewer) throw new Error("four snapshots");

  expect(early).toEqual({ horizon: "100", end: 105n, running: 0 });
  expect([sawLess(early, later), sawLess(later, early)]).toEqual([true, false]);
  expect([sawLess(same, later), sawLess(later, same)]).toEqual([true, false]);
  expect([sawLess(later, fewer), sawLess(fewer, fewer)]).toEqual([true, false]);
});

test("answers that come out of turn take nothing back", () => {
  const catalogue = new Catalogue();
  catalogue.update(whole("10:20:", product(MUG, "Mug")));

  catalogue.update(changes("21:30:", product(MUG, "Blue mug")));
  catalogue.update(changes("15:25:", product(MUG, "Mug", { available: false })));

  expect(catalogue.get(MUG)).toMatchObject({ name: "Blue mug", available: true });
  expect(catalogue.horizon).toBe("21");
});

test("the version counts what has changed, and not what was only told again", () => {
  const catalogue = new Catalogue();
  catalogue.update(whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));
  const before = catalogue.version;

  catalogue.update(changes("20:30:", product(MUG, "Mug")));
  const told = catalogue.version;
  catalogue.update(changes("30:40:", product(MUG, "Mug", { stock: 0 })));

  expect([told - before, catalogue.version - told]).toEqual([0, 1]);
});

test("a product that is missing has all of the catalogue looked at again, which stays known until then", () => {
  const catalogue = new Catalogue();
  catalogue.update(whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));
  const names = () => catalogue.newest().map(({ name }) => name);

  const counted = { ...changes("20:30:"), count: 1 };
  catalogue.update(counted);
  catalogue.update(counted); // the same request's lists within lists
  catalogue.update(changes("30:40:", product(MUG, "Blue mug"))); // asked before it was known
  const between = [names(), catalogue.horizon];
  catalogue.update(whole("40:50:", product(CUP, "Cup")));

  expect(between).toEqual([["Cup", "Mug"], "0"]);
  expect([names(), catalogue.horizon]).toEqual([["Cup"], "40"]);
});

test("it need not be looked at where nobody has changed it since it was, and must be where somebody may have", () => {
  const catalogue = new Catalogue();
  const told = (snapshot: string, changedIn: string | null, deleted = 0) => ({
    models: {},
    snapshot,
    changedIn,
    deleted,
  });
  const atFirst = catalogue.hear(told("10:20:", null));
  catalogue.update(whole("10:20:12", product(MUG, "Mug")));

  const heard = [
    catalogue.hear(told("10:20:12", "19")), // as it was looked at
    catalogue.hear(told("10:25:12", "9")),
    catalogue.hear(told("21:30:", "9")),
    catalogue.hear(told("22:40:", "21")), // may have been running
    catalogue.hear(told("22:40:", "20")), // ended before 21 was the oldest that ran
    catalogue.hear(told("23:50:", "20", 1)),
  ];

  expect([atFirst, ...heard]).toEqual([false, true, true, true, false, true, false]);
  expect(catalogue.horizon).toBe("0");
});

test("the newest come first, and those of one moment in the order of their ids", () => {
  const catalogue = new Catalogue();
  const twin = `${CUP.slice(0, -1)}9`;

  catalogue.update(whole("10:20:", product(twin, "Twin"), product(MUG, "Mug"), product(CUP, "Cup")));

  expect(catalogue.newest().map(({ name }) => name)).toEqual(["Cup", "Twin", "Mug"]);
});

test.each<[string, RecommendationFilter, boolean]>([
  ["nothing said", {}, true],
  ["its category", { categories: ["Home > Kitchen"] }, true],
  ["what it lies under", { categories: ["Garden", "Home"] }, true],
  ["half a word", { categories: ["Home > Kit"] }, false],
  ["its brand", { brands: ["ACME"] }, true],
  ["another brand", { brands: ["Other"] }, false],
  ["its very price", { priceMin: "10.00", priceMax: "10" }, true],
  ["a cent more", { priceMin: "10.01" }, false],
  ["no category at all", { categories: [] }, false],
])("a product is shown by a filter of %s: %j %s", (_, filter, shown) => {
  const mug = {
    id: MUG,
    name: "Mug",
    brand: "ACME",
    category: "Home > Kitchen",
    price: 10,
    stock: null,
    available: true,
  };

  expect(showable(filter)(mug)).toBe(shown);
  expect(showable(filter)({ ...mug, available: false })).toBe(false);
  expect(showable(filter)({ ...mug, stock: 0 })).toBe(false);
  expect(showable({ ...filter, inStockOnly: false })({ ...mug, stock: 0 })).toBe(shown);
});
