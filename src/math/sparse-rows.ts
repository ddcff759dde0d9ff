/** A matrix of which most is zero: the columns of row i, ascending, and their values lie from starts[i] to starts[i + 1]. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}
