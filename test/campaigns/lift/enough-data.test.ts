import { expect, test } from "vitest";
import { yesOrNo } from "../../../bench/lift/accruing.ts";
import type { ArmSummary } from "../../../src/campaigns/lift/arm-summary.ts";
import { enoughData } from "../../../src/campaigns/lift/enough-data.ts";

const MANY = yesOrNo(500, 9000);

test("of a yes or no both arms need twenty who did and twenty who did not", () => {
  expect(enoughData(MANY, yesOrNo(20, 1000))).toBe(true);
  expect(enoughData(MANY, yesOrNo(19, 1000))).toBe(false);
  expect(enoughData(yesOrNo(19, 1000), MANY)).toBe(false);
  expect(enoughData(MANY, yesOrNo(980, 1000))).toBe(true);
  expect(enoughData(MANY, yesOrNo(981, 1000))).toBe(false);
  expect(enoughData(MANY, yesOrNo(0, 1000))).toBe(false);
});

/** Of 1,000 customers, of whom so many have spent amounts of a mean of 1 and a mean square of so much. */
function spending(customers: number, square: number): ArmSummary {
  const mean = customers / 1000;
  return {
    customers: 1000,
    mean,
    variance: ((customers * square) / 1000 - mean ** 2) * (1000 / 999),
    withOutcome: customers,
  };
}

test("of amounts that differ it is as many more as the square of how unequal they are", () => {
  const other = spending(900, 1.5);

  expect(enoughData(other, spending(80, 2))).toBe(true);
  expect(enoughData(other, spending(79, 2))).toBe(false);
  expect(enoughData(other, spending(1000, 2))).toBe(true); // all have spent something
});

/** Of so many customers all but so many have paid amounts whose standard deviation is this share of their mean. */
const nearlyAll = (customers: number, without: number, deviation: number): ArmSummary => {
  const payers = customers - without;
  const mean = payers / customers;
  const variance = ((payers * (1 + deviation ** 2)) / customers - mean ** 2) * (customers / (customers - 1));
  return { customers, mean, variance, withOutcome: payers };
};

test("of amounts that are much the same those without one count as of a yes or no, unless nobody is", () => {
  const of = (without: number, deviation: number) =>
    enoughData(nearlyAll(9000, 900, deviation), nearlyAll(1000, without, deviation));

  expect(of(20, 0.01)).toBe(true);
  expect(of(19, 0.01)).toBe(false);
  expect(of(0, 0.01)).toBe(false);
  expect(of(19, 0.2)).toBe(true); // .2^2 of the mean's square, and 20 without one would add 20 / 1000
  expect(of(19, 0.14)).toBe(false);
  expect(enoughData(nearlyAll(9000, 0, 0.01), nearlyAll(1000, 0, 0.01))).toBe(true);
  expect(enoughData(nearlyAll(9000, 0, 0), nearlyAll(1000, 0, 0))).toBe(false);
});
