import { addRow, type Entry, type SparseRows, sparseRows, transposed } from "./sparse-rows.ts";
import { topPlaces } from "./top-places.ts";

/**
 * For each column of a matrix its most similar other columns by cosine, at most `most` of them, those with 0 left out:
 * cos(i, j) = sum_r x_ri x_rj / (|x_i| |x_j|). Row i of the result holds what column i says of those whose neighbour it is,
 * so that the score of j is a sum over its own neighbours. O(sum over rows of the square of their entries + columns^2);
 * never more than one dense row in memory. Sarwar et al. 2001, Item-based collaborative filtering recommendation algorithms.
 */
export function cosineNeighbours(matrix: SparseRows, columnCount: number, most: number): SparseRows {
  const turned = transposed(matrix, columnCount);
  const lengths = new Float64Array(columnCount);
  for (const [entry, column] of matrix.columns.entries()) {
    lengths[column] = (lengths[column] ?? 0) + (matrix.values[entry] ?? 0) ** 2;
  }
  const likeness = new Float64Array(columnCount);
  const rows = Array.from(lengths, (_, column) => {
    likeness.fill(0);
    for (let at = turned.starts[column] ?? 0; at < (turned.starts[column + 1] ?? 0); at++) {
      addRow(matrix, turned.columns[at] ?? 0, turned.values[at] ?? 0, likeness);
    }
    likeness[column] = 0;
    for (let other = 0; other < columnCount; other++) {
      const product = likeness[other] ?? 0;
      if (product > 0) likeness[other] = product / Math.sqrt((lengths[column] ?? 0) * (lengths[other] ?? 0));
    }
    return topPlaces(likeness, most).flatMap((other): Entry[] =>
      (likeness[other] ?? 0) > 0 ? [[other, likeness[other] ?? 0]] : [],
    );
  });
  return transposed(sparseRows(rows), columnCount);
}
