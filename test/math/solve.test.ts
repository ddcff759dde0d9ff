import fc from "fast-check";
import { expect, test } from "vitest";
import { solve } from "../../src/math/solve.ts";

test("two equations have the solution that is found by hand", () => {
  const x = solve(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 1));

  expect([...x]).toEqual([0.5, 0]);
});

test("what is solved solves: A x is b", () => {
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 9, maxLength: 9 }),
      fc.array(value, { minLength: 3, maxLength: 3 }),
      (b, right) => {
        const at = (row: number, column: number): number => b[row * 3 + column] ?? 0;
        const places = [0, 1, 2];
        const matrix = Float64Array.from(
          places.flatMap((row) =>
            places.map((column) => places.reduce((sum, k) => sum + at(row, k) * at(column, k), row === column ? 1 : 0)),
          ),
        );

        const x = solve(matrix, Float64Array.from(right));

        for (const row of places) {
          const product = places.reduce((sum, column) => sum + (matrix[row * 3 + column] ?? 0) * (x[column] ?? 0), 0);
          expect(product).toBeCloseTo(right[row] ?? 0, 8);
        }
      },
    ),
  );
});
