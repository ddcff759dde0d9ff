import { expect, test } from "vitest";
import { normalQuantile } from "../../src/math/normal-quantile.ts";

// R: qnorm(c(.5, .975, .025, .9, .001, 1e-10), digits 15).
test.each([
  [0.5, 0],
  [0.975, 1.95996398454005],
  [0.025, -1.95996398454005],
  [0.9, 1.2815515655446],
  [0.001, -3.09023230616781],
  [1e-10, -6.36134090240406],
])("a share %d of the normal distribution lies below %d", (share, value) => {
  expect(Math.abs(normalQuantile(share) - value)).toBeLessThanOrEqual(1.15e-9 * Math.abs(value));
});

test("nothing lies below minus infinity, all below infinity, and there are no other shares", () => {
  expect([0, 1, -0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});
