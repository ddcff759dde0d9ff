/**
 * The lower triangle L with L Lt = A of a symmetric matrix without negative eigenvalues, row by row. Where a pivot is zero
 * but for rounding its column is zero, so that matrices without an inverse have a factor too. O(n^3 / 3).
 * Golub and Van Loan 2013, Matrix Computations, 4.2.
 */
export function choleskyFactor(matrix: readonly Float64Array[]): Float64Array[] {
  const factor = matrix.map(() => new Float64Array(matrix.length));
  for (const [row, values] of matrix.entries()) {
    const own = factor[row] ?? new Float64Array();
    for (let column = 0; column <= row; column++) {
      const other = factor[column] ?? own;
      let rest = values[column] ?? 0;
      for (let at = 0; at < column; at++) rest -= (own[at] ?? 0) * (other[at] ?? 0);
      if (column < row) own[column] = (other[column] ?? 0) > 0 ? rest / (other[column] ?? 1) : 0;
      else own[column] = rest > ROUNDING * (values[column] ?? 0) ? Math.sqrt(rest) : 0;
    }
  }
  return factor;
}

const ROUNDING = 1e-13;
