/**
 * The x of A x = b for a small positive definite A, given row by row, by Gauss's elimination without exchanges, which such a
 * matrix does not need (Golub and Van Loan, Matrix Computations, 4.2). O(n^3).
 */
export function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const [a, x, size] = [matrix.slice(), right.slice(), right.length];
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = (a[row * size + pivot] ?? 0) / (a[pivot * size + pivot] ?? 0);
      for (let column = pivot; column < size; column++) {
        a[row * size + column] = (a[row * size + column] ?? 0) - factor * (a[pivot * size + column] ?? 0);
      }
      x[row] = (x[row] ?? 0) - factor * (x[pivot] ?? 0);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = x[row] ?? 0;
    for (let column = row + 1; column < size; column++) rest -= (a[row * size + column] ?? 0) * (x[column] ?? 0);
    x[row] = rest / (a[row * size + row] ?? 0);
  }
  return x;
}
