import { joinedRows, type SparseRow, type SparseRows, transposed } from "./sparse-rows.ts";

interface Kept {
  /** Pairs that stand together in fewer rows are left out: a lift of a pair met once is as large as both are rare. */
  readonly leastTogether: number;
  /** Of each column so many others at most. */
  readonly most: number;
}

interface Companion {
  readonly column: number;
  readonly lift: number;
  readonly together: number;
}

/**
 * How much more often two columns of a matrix stand in one row than they would by chance: n_ab * N / (n_a * n_b), N rows, of
 * which n_a have a, n_b have b and n_ab both; the values do not count. Row a of the result has the columns whose lift is above
 * 1, the best first: by lift, then by n_ab, then by place; so its columns do not ascend. O(sum of the squares of the rows'
 * lengths + entries of the result * log). Brin, Motwani, Ullman, Tsur 1997, Dynamic itemset counting, where it is called interest.
 */
export function lifts(rows: SparseRows, columnCount: number, { leastTogether, most }: Kept): SparseRows {
  const turned = transposed(rows, columnCount);
  const rowCount = rows.starts.length - 1;
  const timesOf = (column: number): number => (turned.starts[column + 1] ?? 0) - (turned.starts[column] ?? 0);
  const counts = new Int32Array(columnCount);
  return inOrder(
    Array.from({ length: columnCount }, (_, column): Companion[] => {
      return companionsIn(rows, turned, column, counts)
        .map((other) => ({ column: other, together: takeCount(counts, other) }))
        .map(({ column: other, together }) => ({
          column: other,
          together,
          lift: (together * rowCount) / (timesOf(column) * timesOf(other)),
        }))
        .filter(({ column: other, together, lift }) => other !== column && together >= leastTogether && lift > 1)
        .sort((left, right) => right.lift - left.lift || right.together - left.together || left.column - right.column)
        .slice(0, most);
    }),
  );
}

/** The columns of the rows that have a column, itself among them; how many of the rows each stands in is counted. */
function companionsIn(rows: SparseRows, turned: SparseRows, column: number, counts: Int32Array): number[] {
  const met: number[] = [];
  const end = turned.starts[column + 1] ?? 0;
  for (let at = turned.starts[column] ?? 0; at < end; at++) {
    const row = turned.columns[at] ?? 0;
    const rowEnd = rows.starts[row + 1] ?? 0;
    for (let entry = rows.starts[row] ?? 0; entry < rowEnd; entry++) {
      const other = rows.columns[entry] ?? 0;
      if (counts[other] === 0) met.push(other);
      counts[other] = (counts[other] ?? 0) + 1;
    }
  }
  return met;
}

/** A count, which begins anew for the next column. */
function takeCount(counts: Int32Array, column: number): number {
  const count = counts[column] ?? 0;
  counts[column] = 0;
  return count;
}

const inOrder = (rows: readonly (readonly Companion[])[]): SparseRows =>
  joinedRows(
    rows.map(
      (row): SparseRow => ({
        columns: Int32Array.from(row, ({ column }) => column),
        values: Float64Array.from(row, ({ lift }) => lift),
      }),
    ),
  );
