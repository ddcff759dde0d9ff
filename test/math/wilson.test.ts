import { expect, test } from "vitest";
import { wilson } from "../../src/math/wilson.ts";

// SciPy 1.17: scipy.stats.binomtest(successes, trials).proportion_ci(method="wilson").
test.each([
  [10, 100, 0.05522913706067508, 0.17436566150491345],
  [1, 3, 0.06149194472039626, 0.7923403991979523],
  [0, 20, 0, 0.16112515805281935],
  [20, 20, 0.8388748419471804, 1],
])("%d of %d are a share between %d and %d", (successes, trials, low, high) => {
  const told = wilson(successes, trials);

  expect(told?.value).toBe(successes / trials);
  expect(told?.low).toBeCloseTo(low, 14);
  expect(told?.high).toBeCloseTo(high, 14);
});

test("no trials tell nothing", () => {
  expect(wilson(0, 0)).toBeNull();
});
