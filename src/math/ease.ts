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
  const diagonal = Float64Array.from({ length: n }, (_, j) => values[j * stride + j] ?? 0); // the strides miss every cache
  const row = new Float64Array(n);
  const largest = new Largest(n, keep);
  let length = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) row[j] = -(values[i * stride + j] ?? 0) / (diagonal[j] ?? 0);
    row[i] = 0;
    const end = length + largest.columnsOf(row, columns.subarray(length));
    for (; length < end; length += 1) weights[length] = row[columns[length] ?? 0] ?? 0;
    starts[i + 1] = length;
  }
  return { starts, columns: columns.slice(0, length), values: weights.slice(0, length) };
}

/** Finds the largest amounts of one row after the other, in memory of its own. */
class Largest {
  private readonly amounts: Float64Array;
  private readonly sorted: Float64Array;
  private readonly keep: number;

  constructor(length: number, keep: number) {
    this.amounts = new Float64Array(length);
    this.sorted = new Float64Array(length);
    this.keep = Math.min(keep, length);
  }

  /** Writes the columns of the largest amounts that are not zero, ascending, and says how many they are. */
  columnsOf(row: Float64Array, columns: Int32Array): number {
    for (let column = 0; column < row.length; column += 1) this.amounts[column] = Math.abs(row[column] ?? 0);
    const least = this.leastOfLargest();
    let ties = this.keep;
    for (let column = 0; column < row.length; column += 1) if ((this.amounts[column] ?? 0) > least) ties -= 1;
    let count = 0;
    for (let column = 0; column < row.length; column += 1) {
      const amount = this.amounts[column] ?? 0;
      if (amount < least || amount === 0) continue;
      if (amount === least) ties -= 1;
      if (amount === least && ties < 0) continue;
      columns[count] = column;
      count += 1;
    }
    return count;
  }

  private leastOfLargest(): number {
    this.sorted.set(this.amounts);
    return nthLargest(this.sorted, this.keep);
  }
}
