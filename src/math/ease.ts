import type { SymmetricMatrix } from "./inverse/symmetric-matrix.ts";
import { nthLargest } from "./nth-largest.ts";
import type { SparseRows } from "./sparse-rows.ts";

/**
 * X'X + ridge I in the lower triangle of a matrix of zeros, X having a row a customer and a column a product. O(sum of
 * the squares of the rows' lengths).
 */
export function fillGram({ n, stride, values }: SymmetricMatrix, interactions: SparseRows, ridge: number): void {
  const { starts, columns, values: amounts } = interactions;
  for (let customer = 0; customer + 1 < starts.length; customer += 1) {
    const first = starts[customer] ?? 0;
    const end = starts[customer + 1] ?? 0;
    for (let one = first; one < end; one += 1) {
      const row = (columns[one] ?? 0) * stride;
      const amount = amounts[one] ?? 0;
      for (let other = first; other <= one; other += 1) {
        const place = row + (columns[other] ?? 0);
        values[place] = (values[place] ?? 0) + amount * (amounts[other] ?? 0);
      }
    }
  }
  for (let row = 0; row < n; row += 1) {
    values[row * stride + row] = (values[row * stride + row] ?? 0) + ridge;
  }
}

/**
 * The weights of EASE from P = (X'X + ridge I)^-1: B_ij = -P_ij / P_jj and B_jj = 0, the linear model that foretells each
 * product from the others. Row i is what product i says of every other: the scores of a basket are the sums of its rows.
 * Of each row the `keep` largest by amount, of equal ones those of the lower columns; zeros are left out. O(n^2) on the
 * average. Steck 2019, Embarrassingly Shallow Autoencoders for Sparse Data.
 */
export function easeWeights({ n, stride, values }: SymmetricMatrix, keep: number): SparseRows {
  const starts = new Int32Array(n + 1);
  const columns = new Int32Array(n * Math.min(keep, n));
  const weights = new Float32Array(columns.length);
  const row = new Float64Array(n);
  let length = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) row[j] = -(values[i * stride + j] ?? 0) / (values[j * stride + j] ?? 0);
    row[i] = 0;
    for (const column of largestOf(row, keep)) {
      columns[length] = column;
      weights[length] = row[column] ?? 0;
      length += 1;
    }
    starts[i + 1] = length;
  }
  return { starts, columns: columns.slice(0, length), values: weights.slice(0, length) };
}

/** The columns of the largest amounts, ascending. */
function largestOf(row: Float64Array, keep: number): number[] {
  const amounts = row.map(Math.abs);
  const least = keep < row.length ? nthLargest(amounts.slice(), keep) : 0;
  const above = amounts.reduce((count, amount) => (amount > least ? count + 1 : count), 0);
  let ties = keep - above;
  const kept: number[] = [];
  for (const [column, amount] of amounts.entries()) {
    if (amount === 0 || amount < least) continue;
    if (amount === least) ties -= 1;
    if (amount > least || ties >= 0) kept.push(column);
  }
  return kept;
}
