import { expect, test } from "vitest";
import { twoSidedQuantile, twoSidedTail } from "../../src/math/student-t.ts";

// SciPy 1.17: 2 * scipy.stats.t.sf(t, f).
test.each([
  [0.5, 1, 0.7048327646991335],
  [2, 3.7, 0.12181720190523398],
  [1.96, 10, 0.07843624024769971],
  [5, 5, 0.004104715980053323],
  [1000, 2, 9.999985000025e-7],
  [30, 100, 8.380332558688329e-52],
  [0.001, 500, 0.9992025144146729],
  [1.5, 42000.5, 0.13362191905881043],
])("Student's t is farther out than %d, of %d degrees of freedom, with probability %d", (t, freedom, share) => {
  for (const side of [t, -t]) expect(Math.abs(twoSidedTail(side, freedom) / share - 1)).toBeLessThan(1e-10);
});

// SciPy 1.17: scipy.stats.t.isf(share / 2, f); the first two are in every textbook's table.
test.each([
  [0.05, 1, 12.706204736174705],
  [0.05, 2, 4.302652729749464],
  [0.05, 3.3, 3.0248744618408083],
  [0.05, 10, 2.2281388519862753],
  [0.01, 30, 2.749995653567226],
  [0.2, 30000.5, 1.281579785200832],
])("a share of %d lies beyond both sides of it, of %d degrees of freedom: %d", (share, freedom, t) => {
  expect(Math.abs(twoSidedQuantile(share, freedom) / t - 1)).toBeLessThan(1e-11);
});

test("of infinitely many degrees of freedom it is the normal distribution", () => {
  expect(twoSidedQuantile(0.05, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 6);
  expect(twoSidedTail(3, Number.POSITIVE_INFINITY)).toBeCloseTo(0.0026997960632601866, 7);
});

test("all of it is at least as far out as its middle, nothing as far as infinity", () => {
  expect([twoSidedTail(0, 5), twoSidedTail(Number.POSITIVE_INFINITY, 5)]).toEqual([1, 0]);
});
