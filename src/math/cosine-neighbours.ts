import { addRow, joinedRows, type SparseRow, type SparseRows, transposed } from "./sparse-rows.ts";
import { topPlaces } from "./top-places.ts";

/**
 * For each column of a matrix its most similar other columns by cosine, at most `most` of them, those with 0 left out:
 * cos(i, j) = sum_r x_ri x_rj / (|x_i| |x_j|). Row i of the result holds what column i says of those whose neighbour it is,
 * so that the score of j is a sum over its own neighbours. O(sum over rows of the square of their entries + columns^2);
 * never more than one dense row in memory. Sarwar et al. 2001, Item-based collaborative filtering recommendation algorithms.
 */
export function cosineNeighbours(matrix: SparseRows, columnCount: number, most: number): SparseRows {
  const turned = transposed(matrix, columnCount);
  const squares = columnSquares(matrix, columnCount);
  const likeness = new Float64Array(columnCount);
  const rows: SparseRow[] = [];
  for (let column = 0; column < columnCount; column++) {
    likeness.fill(0);
    const end = turned.starts[column + 1] ?? 0;
    for (let at = turned.starts[column] ?? 0; at < end; at++) {
      addRow(matrix, turned.columns[at] ?? 0, turned.values[at] ?? 0, likeness);
    }
    likeness[column] = 0;
    for (let other = 0; other < columnCount; other++) {
      const product = likeness[other] ?? 0;
      const length = Math.sqrt((squares[column] ?? 0) * (squares[other] ?? 0));
      likeness[other] = product > 0 ? product / length : Number.NEGATIVE_INFINITY;
    }
    const columns = Int32Array.from(topPlaces(likeness, most)).sort();
    rows.push({ columns, values: Float64Array.from(columns, (other) => likeness[other] ?? 0) });
  }
  return transposed(joinedRows(rows), columnCount);
}

/** The squared Euclidean length of each column. O(entries). */
export function columnSquares({ columns, values }: SparseRows, columnCount: number): Float64Array {
  const squares = new Float64Array(columnCount);
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] ?? 0;
    squares[column] = (squares[column] ?? 0) + (values[at] ?? 0) ** 2;
  }
  return squares;
}
