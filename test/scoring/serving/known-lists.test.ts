import { expect, test } from "vitest";
import { KnownLists } from "../../../src/scoring/serving/known-lists.ts";

/** Asks for lists of so many rows, and tells how often each was worked out. */
function asked(rows: number) {
  const lists = new KnownLists<readonly number[]>();
  const worked = new Map<string, number>();
  const ask = (key: string) =>
    lists.of([key], () => {
      worked.set(key, (worked.get(key) ?? 0) + 1);
      return Array.from({ length: rows }, () => 1);
    });
  return { ask, worked };
}

test("a list is worked out once for as long as it is remembered", () => {
  const { ask, worked } = asked(3);

  const [first, again] = [ask("ada"), ask("ada")];

  expect(first).toBe(again);
  expect(worked).toEqual(new Map([["ada", 1]]));
});

test.each([
  [0, 100_000],
  [99, 1_000],
])("of lists of %i rows %i are remembered, and the one that was used longest ago is forgotten first", (rows, most) => {
  const { ask, worked } = asked(rows);
  for (let place = 0; place < most; place++) ask(`${place}`);
  ask("0"); // used again
  ask("one more");

  ask("0");
  ask("1");

  expect([worked.get("0"), worked.get("1")]).toEqual([1, 2]);
});
