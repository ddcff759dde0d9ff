import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { allocateSymmetric, type SymmetricMatrix } from "../../src/math/inverse/symmetric-matrix.ts";

/** A matrix of the numbers that a function says, of which the lower triangle is written. */
export function symmetric(n: number, valueAt: (row: number, column: number) => number): SymmetricMatrix {
  const matrix = allocateSymmetric(n);
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      matrix.values[row * matrix.stride + column] = valueAt(row, column);
    }
  }
  return matrix;
}

/** Random and, because its diagonal outweighs its rows, positive definite. */
export function randomPositive(n: number, seed: number): SymmetricMatrix {
  const generator = xoroshiro128plus(seed);
  return symmetric(n, (row, column) => (row === column ? n / 2 + 1 : uniformFloat64(generator) - 0.5));
}

export function rowsOf({ n, stride, values }: SymmetricMatrix): number[][] {
  return Array.from({ length: n }, (_, row) => [...values.subarray(row * stride, row * stride + n)]);
}
