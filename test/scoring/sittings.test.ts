import fc from "fast-check";
import { expect, test } from "vitest";
import type { Touches } from "../../src/scoring/recommendations/history.ts";
import { DAY } from "../../src/scoring/recommendations/likings.ts";
import { sittingsOf } from "../../src/scoring/recommendations/regression/sittings.ts";

const MINUTE = 60_000;

/** Views of products by their places, each at so many milliseconds. */
const touchesAt = (touches: readonly (readonly [product: number, at: number])[]): Touches => ({
  product: Int32Array.from(touches, ([product]) => product),
  signal: new Uint8Array(touches.length),
  at: Float64Array.from(touches, ([, at]) => at),
  price: new Float64Array(touches.length).fill(Number.NaN),
  channel: new Uint8Array(touches.length),
});

test("touches with half an hour of silence at most between them are one sitting, and a product counts once in it", () => {
  const touches = touchesAt([
    [0, 0],
    [1, 10 * MINUTE],
    [0, 40 * MINUTE],
    [0, 71 * MINUTE],
  ]);

  const { total, byProduct } = sittingsOf(touches, 71 * MINUTE);

  // The third touch is 30 minutes after the second: the same sitting. The fourth is 31 after it: another. Product 0 itself was
  // silent for 40 minutes in the first, and so is met anew there.
  expect(total).toBeCloseTo(2, 3);
  expect(byProduct.get(0)).toBeCloseTo(3, 3);
  expect(byProduct.get(1)).toBeCloseTo(1, 3);
});

test("a sitting of 180 days ago counts half, and one of 360 days ago a quarter", () => {
  const touches = touchesAt([
    [0, 0],
    [1, 180 * DAY],
    [0, 360 * DAY],
  ]);

  const { total, byProduct } = sittingsOf(touches, 360 * DAY);

  expect(total).toBe(1.75);
  expect([...byProduct]).toEqual([
    [0, 1.25],
    [1, 0.5],
  ]);
});

test("whoever never came has no sittings", () => {
  expect(sittingsOf(touchesAt([]), 0)).toEqual({ total: 0, byProduct: new Map() });
});

test("a sitting more is never less, and a touch counts once at most for its product", () => {
  const touch = fc.tuple(fc.nat(4), fc.nat(300 * 24 * 60));
  fc.assert(
    fc.property(fc.array(touch, { maxLength: 40 }), (drawn) => {
      const ordered = [...drawn].sort(([, left], [, right]) => left - right);
      const all = ordered.map(([product, minute]) => [product, minute * MINUTE] as const);
      const now = 301 * DAY;

      const { total, byProduct } = sittingsOf(touchesAt(all), now);
      const before = sittingsOf(touchesAt(all.slice(0, -1)), now);

      expect(total).toBeGreaterThanOrEqual(before.total);
      expect(total).toBeLessThanOrEqual(all.length);
      for (const [product, count] of byProduct) {
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(all.filter(([other]) => other === product).length);
        expect(count).toBeGreaterThanOrEqual(before.byProduct.get(product) ?? 0);
      }
    }),
  );
});
