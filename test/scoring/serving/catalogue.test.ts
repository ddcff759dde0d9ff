import { expect, test } from "vitest";
import { Catalogue } from "../../../src/scoring/serving/catalogue.ts";
import { type RecommendationFilter, showable } from "../../../src/scoring/serving/filter.ts";
import type { ChangedProduct, Changes, Ground } from "../../../src/scoring/serving/ground.ts";
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

const look = (catalogue: Catalogue, found: Changes) => catalogue.update(found, catalogue.question());
const horizonOf = (catalogue: Catalogue) => catalogue.question().horizon;
const told = (snapshot: string, changedIn: string | null, deleted = 0): Ground => ({
  models: {},
  snapshot,
  changedIn,
  deleted,
});

test("answers that come out of turn take nothing back", () => {
  const catalogue = new Catalogue();
  look(catalogue, whole("10:20:", product(MUG, "Mug")));

  look(catalogue, changes("21:30:", product(MUG, "Blue mug")));
  look(catalogue, changes("15:25:", product(MUG, "Mug", { available: false })));

  expect(catalogue.get(MUG)).toMatchObject({ name: "Blue mug", available: true });
  expect(horizonOf(catalogue)).toBe("21");
});

test("the version counts what has changed, and not what was only told again", () => {
  const catalogue = new Catalogue();
  look(catalogue, whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));
  const before = catalogue.version;

  look(catalogue, changes("20:30:", product(MUG, "Mug")));
  const toldAgain = catalogue.version;
  look(catalogue, changes("30:40:", product(MUG, "Mug", { stock: 0 })));

  expect([toldAgain - before, catalogue.version - toldAgain]).toEqual([0, 1]);
});

test("a product that is missing has all of the catalogue looked at again, which stays known until then", () => {
  const catalogue = new Catalogue();
  look(catalogue, whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));
  const names = () => catalogue.newest().map(({ name }) => name);

  look(catalogue, { ...changes("20:30:"), count: 1 });
  const between = [names(), horizonOf(catalogue)];
  look(catalogue, whole("40:50:", product(CUP, "Cup")));

  expect(between).toEqual([["Cup", "Mug"], "0"]);
  expect([names(), horizonOf(catalogue)]).toEqual([["Cup"], "40"]);
});

test("it need not be looked at where nobody has changed it since it was, and must be where somebody may have", () => {
  const catalogue = new Catalogue();
  const atFirst = catalogue.hear(told("10:20:", null));
  look(catalogue, whole("10:20:12", product(MUG, "Mug")));

  const heard = [
    catalogue.hear(told("10:20:12", "19")), // as it was looked at
    catalogue.hear(told("10:25:12", "9")),
    catalogue.hear(told("11:26:12", null)),
    catalogue.hear(told("21:30:", "9")),
    catalogue.hear(told("22:40:", "21")), // may have been running
    catalogue.hear(told("22:40:", "20")), // ended before 21 was the oldest that ran
  ];

  expect([atFirst, ...heard]).toEqual([false, true, true, true, true, false, true]);
  expect(horizonOf(catalogue)).toBe("22");
});

test("a count of deletions that rises has all of it looked at, and one that is told late does not", () => {
  const catalogue = new Catalogue();
  look(catalogue, whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));

  const heard = [catalogue.hear(told("10:20:", "9", 1)), horizonOf(catalogue)];
  const asked = catalogue.question();
  const meanwhile = catalogue.hear(told("20:30:", "9", 2)); // deleted since that look began
  catalogue.update(whole("20:30:", product(MUG, "Mug")), asked);
  const stillToDo = [catalogue.hear(told("20:30:", "9", 2)), horizonOf(catalogue)];
  look(catalogue, whole("20:30:"));
  const done = [catalogue.hear(told("20:30:", "9", 2)), catalogue.hear(told("10:20:", "9", 1))]; // the last one answered late
  const afterCrash = catalogue.hear(told("30:40:", "9", 0));

  expect([heard, meanwhile, stillToDo, done, afterCrash]).toEqual([
    [false, "0"],
    false,
    [false, "0"],
    [true, true],
    false,
  ]);
});

test("what changed while all of it is wanted is taken in all the same", () => {
  const catalogue = new Catalogue();
  look(catalogue, whole("10:20:", product(MUG, "Mug"), product(CUP, "Cup")));
  const asked = catalogue.question();
  catalogue.hear(told("20:30:", "25", 1));

  catalogue.update(changes("20:30:", product(MUG, "Mug", { available: false })), asked);

  expect(catalogue.get(MUG)).toMatchObject({ available: false });
  expect(horizonOf(catalogue)).toBe("0");
});

test("the newest come first, and those of one moment in the order of their ids", () => {
  const catalogue = new Catalogue();
  const twin = `${CUP.slice(0, -1)}9`;

  look(catalogue, whole("10:20:", product(twin, "Twin"), product(MUG, "Mug"), product(CUP, "Cup")));

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
