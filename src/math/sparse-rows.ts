/**
 * A matrix of which most is zero (compressed sparse rows): the values of row i and their columns are those from starts[i]
 * up to, not including, starts[i + 1].
 */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array | Float32Array;
}

export type Entry = readonly [column: number, value: number];

export interface SparseRow {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** The matrix that has these rows. O(entries). */
export function sparseRows(rows: readonly (readonly Entry[])[]): SparseRows {
  return joinedRows(
    rows.map((row) => ({
      columns: Int32Array.from(row, ([column]) => column),
      values: Float64Array.from(row, ([, value]) => value),
    })),
  );
}

/** The same of rows that are columns already. */
export function joinedRows(rows: readonly SparseRow[]): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, { columns }] of rows.entries()) starts[row + 1] = (starts[row] ?? 0) + columns.length;
  const entries = starts.at(-1) ?? 0;
  const matrix = { starts, columns: new Int32Array(entries), values: new Float64Array(entries) };
  for (const [row, { columns, values }] of rows.entries()) {
    matrix.columns.set(columns, starts[row]);
    matrix.values.set(values, starts[row]);
  }
  return matrix;
}

export function entriesOf(matrix: SparseRows, row: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = matrix.starts[row] ?? 0; at < (matrix.starts[row + 1] ?? 0); at++) {
    entries.push([matrix.columns[at] ?? 0, matrix.values[at] ?? 0]);
  }
  return entries;
}

/** Rows become columns; within each new row the old rows come in order. A counting sort, O(entries + columns). */
export function transposed({ starts, columns, values }: SparseRows, columnCount: number): SparseRows {
  const next = new Int32Array(columnCount + 1);
  for (const column of columns) next[column + 1] = (next[column + 1] ?? 0) + 1;
  for (let column = 0; column < columnCount; column++) next[column + 1] = (next[column + 1] ?? 0) + (next[column] ?? 0);
  const turned = {
    starts: next.slice(),
    columns: new Int32Array(columns.length),
    values: new Float64Array(columns.length),
  };
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const column = columns[at] ?? 0;
      const to = next[column] ?? 0;
      next[column] = to + 1;
      turned.columns[to] = row;
      turned.values[to] = values[at] ?? 0;
    }
  }
  return turned;
}

/** One value; 0 where there is none. Columns ascend within a row. O(log entries of the row). */
export function valueAt({ starts, columns, values }: SparseRows, row: number, column: number): number {
  let [low, high] = [starts[row] ?? 0, starts[row + 1] ?? 0];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns[middle] ?? 0) < column) low = middle + 1;
    else high = middle;
  }
  return low < (starts[row + 1] ?? 0) && columns[low] === column ? (values[low] ?? 0) : 0;
}

/** Adds a row, times a factor, to a dense vector. O(entries of the row). */
export function addRow({ starts, columns, values }: SparseRows, row: number, factor: number, sum: Float64Array): void {
  const [from, end] = [starts[row] ?? 0, starts[row + 1] ?? 0];
  if (values instanceof Float64Array) addDoubles(columns, values, from, end, factor, sum);
  else addFloats(columns, values, from, end, factor, sum);
}

/** A loop that has met both kinds of array is compiled for either at each step, and takes three times as long: each has its own. */
function addDoubles(
  columns: Int32Array,
  values: Float64Array,
  from: number,
  end: number,
  factor: number,
  sum: Float64Array,
): void {
  for (let at = from; at < end; at++) {
    const column = columns[at] ?? 0;
    sum[column] = (sum[column] ?? 0) + factor * (values[at] ?? 0);
  }
}

function addFloats(
  columns: Int32Array,
  values: Float32Array,
  from: number,
  end: number,
  factor: number,
  sum: Float64Array,
): void {
  for (let at = from; at < end; at++) {
    const column = columns[at] ?? 0;
    sum[column] = (sum[column] ?? 0) + factor * (values[at] ?? 0);
  }
}

/** The inner product of a row with a dense vector. O(entries of the row). */
export function rowTimes({ starts, columns, values }: SparseRows, row: number, vector: Float64Array): number {
  const end = starts[row + 1] ?? 0;
  let sum = 0;
  for (let at = starts[row] ?? 0; at < end; at++) sum += (values[at] ?? 0) * (vector[columns[at] ?? 0] ?? 0);
  return sum;
}
