import { expect, test } from "vitest";
import { CoMoments } from "../../src/math/co-moments.ts";
import { contendersOf } from "../../src/scoring/recommendations/regression/contenders.ts";
import { type Contender, Contest } from "../../src/scoring/recommendations/regression/contest.ts";
import type { Case } from "../../src/scoring/recommendations/regression/gather.ts";

const PRODUCTS = 60;
const SAMPLE = { ofEach: PRODUCTS, random: () => 0.5 };

/** A model with one feature, the column of that place. */
const contender = (feature: string, column: number): Contender => ({
  selection: { chosen: [column], ridge: 0, ndcg: 0, steps: [], leftOut: [] },
  chosen: [column],
  periods: 1,
  moments: new CoMoments(Float64Array.of(0, 0)),
  linear: { features: [feature], weights: Float64Array.of(1), means: Float64Array.of(0), intercept: 0, condition: 1 },
});

/** Of 40 customers each wants two products; columns are told by their values for a product that is the nth wanted, or none. */
const casesWith = (...values: ((customer: number, product: number, wanted: number) => number)[]): Case[] =>
  Array.from({ length: 40 }, (_, customer) => {
    const wanted = [customer, customer + 20];
    return {
      customer,
      columns: values.map((value) =>
        Float64Array.from({ length: PRODUCTS }, (_, product) => value(customer, product, wanted.indexOf(product))),
      ),
      candidates: Int32Array.from({ length: PRODUCTS }, (_, product) => product),
      wanted: new Set(wanted),
    };
  });

function decided(contenders: readonly Contender[], cases: readonly Case[]) {
  const contest = new Contest(contenders, SAMPLE);
  for (const each of cases) contest.add(each);
  return contest.decide();
}

test("what ranks better by more than chance wins, wherever it stands", () => {
  const good = (_: number, __: number, wanted: number): number => (wanted >= 0 ? 1 : 0);
  const chance = (_: number, product: number): number => (product * 7) % 11;

  const { winner, standings } = decided([contender("chance", 1), contender("good", 0)], casesWith(good, chance));

  expect(winner.linear.features).toEqual(["good"]);
  expect(standings.map(({ features, ndcg }) => [...features, ndcg])).toEqual([
    ["chance", expect.any(Number)],
    ["good", 1],
  ]);
  expect(standings[0]?.ndcg).toBeLessThan(0.5);
});

test("of those that rank the first places alike the one wins whose probabilities are better beyond them", () => {
  // Both put the first wanted product first; the second one is the 30th of the one and the last of the other.
  const farther = (_: number, product: number, wanted: number): number => [1_000, 31.5][wanted] ?? product;
  const farthest = (_: number, product: number, wanted: number): number => [1_000, -1][wanted] ?? product;

  const { winner, standings } = decided(
    [contender("farthest", 1), contender("farther", 0)],
    casesWith(farther, farthest),
  );

  const [of, other] = standings;
  expect(winner.linear.features).toEqual(["farther"]);
  expect(of?.ndcg).toBe(other?.ndcg);
  expect(other?.logLoss).toBeLessThan(of?.logLoss ?? 0);
});

test("equals fall in their order", () => {
  const value = (_: number, product: number): number => product;

  const { winner } = decided([contender("first", 0), contender("second", 1)], casesWith(value, value));

  expect(winner.linear.features).toEqual(["first"]);
});

test("each choice runs with all periods and with the newest, unless it cannot be fitted or chose nothing", () => {
  const momentsOf = (rows: readonly (readonly number[])[]): CoMoments => {
    const moments = new CoMoments(Float64Array.of(0, 0, 0));
    for (const row of rows) moments.add(Float64Array.from(row), 1);
    return moments;
  };
  const newest = momentsOf([
    [1, 2, 0],
    [2, 4, 1],
    [3, 6, 0],
  ]);
  const older = momentsOf([
    [1, 5, 0],
    [2, 1, 1],
    [3, 3, 1],
  ]);
  const choice = (...chosen: number[]) => ({ chosen, ridge: 1e-3, ndcg: 0, steps: [], leftOut: [] });

  const contenders = contendersOf(
    [choice(4, 7), choice(7), choice()],
    [4, 7],
    [newest, older],
    [...Array.from({ length: 4 }, (_, number) => `other ${number}`), "a", "other 5", "other 6", "b"],
  );

  expect(contenders.map(({ linear, periods, chosen }) => [linear.features, periods, chosen])).toEqual([
    [["a", "b"], 2, [0, 1]], // in the newest period alone b is twice a
    [["b"], 2, [1]],
    [["b"], 1, [1]],
  ]);
});
