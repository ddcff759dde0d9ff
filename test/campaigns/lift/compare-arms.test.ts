import fc from "fast-check";
import { expect, test } from "vitest";
import { yesOrNo } from "../../../bench/lift/accruing.ts";
import { ArmGatherer, type ArmSummary } from "../../../src/campaigns/lift/arm-summary.ts";
import { compareArms } from "../../../src/campaigns/lift/compare-arms.ts";

function armOf(outcomes: readonly number[], covariates?: readonly number[]): ArmSummary {
  const gatherer = new ArmGatherer({ hasCovariate: covariates !== undefined });
  for (const [at, outcome] of outcomes.entries()) gatherer.add(outcome, covariates?.[at]);
  return gatherer.summary();
}

const TREATED = [0, 0, 3.5, 1, 0, 12, 0, 2.25, 0, 0];
const CONTROL = [0, 1, 0, 0, 0, 2, 0, 0];

test("the summary of an arm is what PostgreSQL would say of its rows", () => {
  expect(armOf([0, 1, 0, 3], [2, 4, 6, 8])).toEqual({
    customers: 4,
    mean: 1,
    variance: 2, // (1 + 0 + 1 + 4) / 3
    withOutcome: 2,
    covariate: { mean: 5, variance: 20 / 3, covariance: (3 + 0 - 1 + 6) / 3 },
  });
});

// SciPy 1.17: ttest_ind(treated, control, equal_var=False) and its confidence_interval().
test("the look at an agreed moment is Welch's t", () => {
  const { absolute, relative, fixed } = compareArms(armOf(TREATED), armOf(CONTROL));

  expect(absolute).toBeCloseTo(1.5, 14);
  expect(relative).toBeCloseTo(4, 14);
  expect(fixed?.pValue).toBeCloseTo(0.24643414247729056, 10);
  expect(fixed?.low).toBeCloseTo(-1.217266409891169, 10);
  expect(fixed?.high).toBeCloseTo(4.2172664098911685, 10);
});

// NumPy and SciPy: theta of the pooled covariances, then ttest_ind of y - theta x.
test("CUPED is Welch's t of what a covariate does not foretell", () => {
  const { cuped } = compareArms(
    armOf(TREATED, [1, 0, 4, 2, 1, 9, 0, 3, 1, 1]),
    armOf(CONTROL, [1, 2, 0, 1, 0, 3, 1, 0]),
  );

  expect(cuped?.absolute).toBeCloseTo(-0.04076086956521752, 10);
  expect(cuped?.standardError).toBeCloseTo(0.36909566322975385, 10);
  expect(cuped?.pValue).toBeCloseTo(0.913512797974233, 10);
  expect(cuped?.low).toBeCloseTo(-0.8267103175998297, 10);
  expect(cuped?.high).toBeCloseTo(0.7451885784693947, 10);
});

// Of the customers who got the men's e-mail in Hillstrom's experiment, and those who got none: counts that anybody can take.
test("in a large experiment the interval is the textbook's, +- 1.96 standard errors", () => {
  const { absolute, fixed } = compareArms(yesOrNo(3894, 21_307), yesOrNo(2262, 21_306));

  expect([absolute, fixed?.low, fixed?.high].map((each) => each?.toFixed(6))).toEqual([
    "0.076590",
    "0.069953",
    "0.083226",
  ]);
});

test("a covariate that is the outcome leaves nothing to chance, and one that never varies tells nothing", () => {
  const copied = compareArms(armOf(TREATED, TREATED), armOf(CONTROL, CONTROL));
  const same = compareArms(
    armOf(
      TREATED,
      TREATED.map(() => 7),
    ),
    armOf(
      CONTROL,
      CONTROL.map(() => 7),
    ),
  );

  expect(copied.cuped).toEqual({ absolute: 0, standardError: 0, low: 0, high: 0, pValue: 1 });
  expect(same.cuped).toBeNull();
  expect(compareArms(armOf(TREATED, TREATED), armOf(CONTROL)).cuped).toBeNull();
});

test("where nobody is, one is alone, or nobody has done anything, nothing can be told", () => {
  const nothing = { relative: null, fixed: null, cuped: null, sequential: null, enoughData: false };

  expect(compareArms(armOf([]), armOf(CONTROL))).toEqual({ ...nothing, absolute: null });
  expect(compareArms(armOf([1]), armOf([0, 0]))).toEqual({ ...nothing, absolute: 1 });
  expect(compareArms(armOf([0, 0]), armOf([0, 0]))).toEqual({ ...nothing, absolute: 0 });
});

test("nothing is claimed for every look until twenty have done it, and twenty have not, in either arm", () => {
  const told = (converted: number) => compareArms(yesOrNo(90, 900), yesOrNo(converted, 100)).sequential;

  expect([19, 20, 80, 81].map((converted) => told(converted) !== null)).toEqual([false, true, true, false]);
});

const cases = fc.record({
  outcomes: fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 30 }),
  shift: fc.nat({ max: 3 }),
  times: fc.constantFrom(1, 40), // mostly too few, or mostly enough
});
const repeated = (outcomes: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => outcomes).flat();
const varied = fc.tuple(cases, cases).map((pair) =>
  pair.map(({ outcomes, shift, times }) =>
    armOf(
      repeated([...outcomes, 0, 1], times).map((each) => each * (1 + shift)),
      repeated([...outcomes, 0, 1], times).map((each, at) => (each + at) % 5),
    ),
  ),
);

const withArms = (check: (treated: ArmSummary, control: ArmSummary) => void): void =>
  fc.assert(
    fc.property(varied, ([treated, control]) => {
      if (treated && control) check(treated, control);
    }),
  );

test("arms that change places change the sign and nothing else", () => {
  withArms((treated, control) => {
    const [one, other] = [compareArms(treated, control), compareArms(control, treated)];
    for (const method of one.enoughData ? (["fixed", "cuped", "sequential"] as const) : (["fixed", "cuped"] as const)) {
      expect(one[method]?.low).toBeCloseTo(-(other[method]?.high ?? Number.NaN), 10);
      expect(one[method]?.high).toBeCloseTo(-(other[method]?.low ?? Number.NaN), 10);
      expect(one[method]?.pValue).toBeCloseTo(other[method]?.pValue ?? Number.NaN, 10);
    }
    expect(one.enoughData).toBe(other.enoughData);
  });
});

test("in another currency the lift is another number and the same p-value", () => {
  const scaled = (arm: ArmSummary): ArmSummary => ({ ...arm, mean: arm.mean * 128, variance: arm.variance * 128 ** 2 });
  withArms((treated, control) => {
    const [one, other] = [compareArms(treated, control), compareArms(scaled(treated), scaled(control))];
    for (const method of one.enoughData ? (["fixed", "sequential"] as const) : (["fixed"] as const)) {
      expect(other[method]?.high).toBeCloseTo((one[method]?.high ?? Number.NaN) * 128, 7);
      expect(other[method]?.pValue).toBeCloseTo(one[method]?.pValue ?? Number.NaN, 10);
    }
  });
});

test("the interval for every look holds the one for a single look, and p is below 5 % just where 0 is outside", () => {
  withArms((treated, control) => {
    const { fixed, cuped, sequential, enoughData } = compareArms(treated, control);
    if (enoughData) {
      expect(sequential?.low).toBeLessThanOrEqual(fixed?.low ?? Number.NaN);
      expect(sequential?.high).toBeGreaterThanOrEqual(fixed?.high ?? Number.NaN);
    } else expect(sequential).toBeNull();
    for (const told of [fixed, cuped, sequential]) {
      const isOutside = told !== null && (told.low > 0 || told.high < 0);
      expect(isOutside).toBe((told?.pValue ?? 1) < 0.05);
    }
  });
});
