import { expect, test } from "vitest";
import { Catalogue } from "../../../src/scoring/serving/catalogue.ts";
import type { ChangedProduct, Ground } from "../../../src/scoring/serving/ground.ts";

const idOf = (number: number): string => `019f0000-0000-7000-8000-00000000000${number}`;
const product = (number: number): ChangedProduct => [idOf(number), `Thing ${number}`, null, null, 1, 5, true];

/** What a statement told that saw all transactions before `end`. */
const ground = (end: number, told: Partial<Ground>): Ground => ({
  models: {},
  snapshot: `${end}:${end}:`,
  since: "0",
  products: [],
  count: null,
  ...told,
});

const known = (catalogue: Catalogue): string[] => catalogue.newest().map(({ name }) => name);

test("a catalogue in memory takes in what has changed since it last looked", () => {
  const catalogue = new Catalogue();

  catalogue.update(ground(10, { products: [product(1), product(2)] }));
  const since = catalogue.horizon;
  catalogue.update(ground(12, { since, products: [product(3)] }));
  catalogue.update(ground(11, { since, products: [product(4)] }));

  expect([since, catalogue.horizon]).toEqual(["10", "12"]);
  expect(known(catalogue)).toEqual(["Thing 1", "Thing 2", "Thing 3"]);
});

test("a product that is missing has all of the catalogue looked at again, which stays known until then", () => {
  const catalogue = new Catalogue();
  catalogue.update(ground(10, { products: [product(1), product(2)] }));
  const version = catalogue.version;

  const counted = ground(12, { since: "10", count: 1 });
  catalogue.update(counted);
  const between = [known(catalogue), catalogue.horizon];
  catalogue.update(counted); // the same request's lists within lists
  catalogue.update(ground(13, { since: "10", products: [product(3)] })); // asked before it was known
  const after = [known(catalogue), catalogue.horizon];
  catalogue.update(ground(14, { products: [product(2), product(3)] }));

  expect(between).toEqual([["Thing 1", "Thing 2"], "0"]);
  expect(after).toEqual(between);
  expect([known(catalogue), catalogue.horizon]).toEqual([["Thing 2", "Thing 3"], "14"]);
  expect(catalogue.version).toBeGreaterThan(version);
});
