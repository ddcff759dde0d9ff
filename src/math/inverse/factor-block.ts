/**
 * The Cholesky factor L of a symmetric positive definite block, A = L Lt, and from it L^-1, which replaces what is in
 * `block` (row by row, `size` numbers a row; the lower triangle is read and written). Answers the first row whose pivot
 * is not a number above zero, or undefined. Row-oriented, sums from the first column on; 2/3 size^3 operations.
 * Golub and Van Loan, Matrix Computations, 4.2.5 and 3.1.
 */
export function invertedFactor(block: Float64Array, size: number): number | undefined {
  for (let row = 0; row < size; row += 1) {
    const pivot = factorRow(block, size, row);
    if (!(pivot > 0 && pivot < Infinity)) return row;
  }
  invertLower(block, size);
  return undefined;
}

/** One row of L from the rows above it; answers the pivot, of which the diagonal is the root. */
function factorRow(block: Float64Array, size: number, row: number): number {
  const own = row * size;
  for (let column = 0; column < row; column += 1) {
    const other = column * size;
    const rest = (block[own + column] ?? 0) - dot(block, own, other, column);
    block[own + column] = rest / (block[other + column] ?? 0);
  }
  const pivot = (block[own + row] ?? 0) - dot(block, own, own, row);
  block[own + row] = Math.sqrt(pivot);
  return pivot;
}

function dot(block: Float64Array, left: number, right: number, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at += 1) sum += (block[left + at] ?? 0) * (block[right + at] ?? 0);
  return sum;
}

/** Row i of L^-1 is -(the rows above it, weighted with row i of L) / L_ii, and 1 / L_ii on the diagonal. */
function invertLower(block: Float64Array, size: number): void {
  const sums = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    const own = row * size;
    sums.fill(0, 0, row);
    for (let above = 0; above < row; above += 1) {
      const weight = block[own + above] ?? 0;
      for (let column = 0; column <= above; column += 1) {
        sums[column] = (sums[column] ?? 0) + weight * (block[above * size + column] ?? 0);
      }
    }
    const diagonal = block[own + row] ?? 0;
    for (let column = 0; column < row; column += 1) block[own + column] = -(sums[column] ?? 0) / diagonal;
    block[own + row] = 1 / diagonal;
  }
}
