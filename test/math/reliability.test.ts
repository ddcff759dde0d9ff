import fc from "fast-check";
import { expect, test } from "vitest";
import { reliabilityOf } from "../../src/math/reliability.ts";

test("a small example worked by hand has the figures of its formulas", () => {
  const told = reliabilityOf({ probabilities: [0.1, 0.4, 0.35, 0.8], hits: [0, 0, 1, 1] });

  expect(told.auc).toBe(0.75); // the example of scikit-learn's roc_auc_score
  expect(told.brier).toBeCloseTo((0.1 ** 2 + 0.4 ** 2 + 0.65 ** 2 + 0.2 ** 2) / 4, 12);
  expect(told.logLoss).toBeCloseTo(-Math.log(0.9 * 0.6 * 0.35 * 0.8) / 4, 12);
  expect(told.baseRate).toBe(0.5);
  expect(told.ece).toBeCloseTo((0.1 + 0.4 + 0.65 + 0.2) / 4, 12); // four cases are four bins
});

test("the scores of scikit-learn's brier_score_loss and log_loss come out as documented", () => {
  const brier = reliabilityOf({ probabilities: [0.1, 0.9, 0.8, 0.3], hits: [0, 1, 1, 0] });
  const logLoss = reliabilityOf({ probabilities: [0.9, 0.1, 0.2, 0.65], hits: [1, 0, 0, 1] });

  expect(brier.brier).toBeCloseTo(0.0375, 12);
  expect(logLoss.logLoss).toBeCloseTo(0.21616, 5);
});

test("probabilities that are exactly the shares of hits have slope 1 and no error", () => {
  const probabilities = [...Array(10).fill(0.2), ...Array(10).fill(0.8)];
  const hits = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0];

  const told = reliabilityOf({ probabilities, hits });

  expect(told.slope).toBeCloseTo(1, 8);
  expect(told.eceByWidth).toBeCloseTo(0, 12);
});

test("log-odds twice as far apart as they should be have slope one half", () => {
  const far = 1 / (1 + Math.exp(-2 * Math.log(4)));
  const probabilities = [...Array(10).fill(1 - far), ...Array(10).fill(far)];
  const hits = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0];

  expect(reliabilityOf({ probabilities, hits }).slope).toBeCloseTo(0.5, 8);
});

test("AUC is the share of pairs in which a hit was given more, and a weight is that many cases", () => {
  const cases = fc.array(
    fc.record({
      p: fc.integer({ min: 1, max: 9 }),
      hit: fc.integer({ min: 0, max: 1 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 2, maxLength: 30 },
  );
  fc.assert(
    fc.property(cases, (given) => {
      fc.pre(given.some(({ hit }) => hit === 1) && given.some(({ hit }) => hit === 0));
      const repeated = given.flatMap((each) => Array.from({ length: each.times }, () => each));
      const probabilitiesOf = (some: typeof given) => some.map(({ p }) => p / 10);
      const hitsOf = (some: typeof given) => some.map(({ hit }) => hit);

      const weighted = reliabilityOf({
        probabilities: probabilitiesOf(given),
        hits: hitsOf(given),
        weights: given.map(({ times }) => times),
      });

      const told = reliabilityOf({ probabilities: probabilitiesOf(repeated), hits: hitsOf(repeated) });
      const [won, lost] = [repeated.filter(({ hit }) => hit === 1), repeated.filter(({ hit }) => hit === 0)];
      const wins = won.flatMap((hit) => lost.map((miss) => (hit.p > miss.p ? 1 : hit.p === miss.p ? 0.5 : 0)));
      const share = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
      for (const each of [told, weighted]) expect(each.auc).toBeCloseTo(share, 10);
      expect(weighted.brier).toBeCloseTo(told.brier, 10);
      expect(weighted.logLoss).toBeCloseTo(told.logLoss, 10);
    }),
  );
});

test("of cases of one kind alone neither AUC nor slope can be told", () => {
  const told = reliabilityOf({ probabilities: [0.2, 0.4], hits: [0, 0] });

  expect([told.auc, told.slope, told.baseRate]).toEqual([Number.NaN, Number.NaN, 0]);
});
