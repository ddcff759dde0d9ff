import { expect, test } from "vitest";
import { falseAlarms } from "../../../bench/lift/small-arms.ts";

const CAMPAIGNS = 400;

// Without waiting, in 10 to 60 of a hundred: a clock that runs like p / (1 - p) is fast where hardly anybody is left.
test.each([
  [95, 5, 0.9, 0],
  [180, 20, 0.95, 0],
  [450, 50, 0.95, 0],
  [900, 100, 0.98, 0],
  [450, 50, 0.95, 0.01],
  [900, 100, 0.99, 1.3],
])("%d treated and %d held out, %d of whom convert, amounts of sigma %d: looks at any time hold", (...campaign) => {
  const [treated, control, rate, sigma] = campaign;
  const found = falseAlarms({ treated, control, rate, sigma, days: 30 }, CAMPAIGNS, 1);

  expect(found.always).toBeLessThanOrEqual(0.05);
  expect(found.evenings).toBeLessThanOrEqual(found.always);
  if (sigma < 1) expect(found.alwaysUnasked).toBeGreaterThan(0.05);
});
