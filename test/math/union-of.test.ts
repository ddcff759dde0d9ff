import { expect, test } from "vitest";
import { unionOf } from "../../src/math/union-of.ts";

test("a union has everything once, sorted", () => {
  expect(unionOf([["b", "d"], ["a", "b"], []])).toEqual(["a", "b", "d"]);
  expect(unionOf([])).toEqual([]);
});

test("a list without another is its own union", () => {
  const only = ["a", "b"];

  expect(unionOf([only])).toBe(only);
  expect(unionOf([only, only])).toBe(only);
});
