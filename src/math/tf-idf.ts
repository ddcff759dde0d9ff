import { type Entry, type SparseRows, sparseRows } from "./sparse-rows.ts";

/** How often each term stands in a document. */
export type TermCounts = ReadonlyMap<string, number>;

export interface TermVectors {
  /** The term of each column, in the order in which they first come. */
  readonly terms: readonly string[];
  /** By column how much a term counts for being rare: ln((1 + n) / (1 + df)) + 1. */
  readonly idf: Float64Array;
  /** A row a document, of length 1, or empty for a document without terms. */
  readonly rows: SparseRows;
}

/**
 * Documents as vectors of terms: (1 + ln tf) * (ln((1 + n) / (1 + df)) + 1), then each divided by its length, where tf is
 * how often the term stands in the document and df in how many of the n documents it stands. Documents without any term are
 * not counted in n, as they know nothing of the matter. This is the variant with sublinear tf and smoothed idf of
 * scikit-learn's TfidfVectorizer; see Manning, Raghavan, Schütze, Introduction to Information Retrieval, 6.2 to 6.4.
 * Terms that stand in more than `maximumShare` of the documents are left out. O(terms of all documents).
 */
export function tfIdf(documents: readonly TermCounts[], maximumShare = 1): TermVectors {
  const frequencies = documentFrequencies(documents);
  const n = documents.reduce((sum, document) => sum + (document.size > 0 ? 1 : 0), 0);
  const terms = [...frequencies.keys()].filter((term) => (frequencies.get(term) ?? 0) <= maximumShare * n);
  const columns = new Map(terms.map((term, column) => [term, column]));
  const idf = Float64Array.from(terms, (term) => Math.log((1 + n) / (1 + (frequencies.get(term) ?? 0))) + 1);
  return { terms, idf, rows: sparseRows(documents.map((document) => tfIdfVector(document, columns, idf))) };
}

/** One document as such a vector, by the columns and weights of others; terms that have no column are left out. */
export function tfIdfVector(
  document: TermCounts,
  columns: ReadonlyMap<string, number>,
  idf: ArrayLike<number>,
): Entry[] {
  const entries = [...document].flatMap(([term, count]): Entry[] => {
    const column = columns.get(term);
    return column === undefined ? [] : [[column, (1 + Math.log(count)) * (idf[column] ?? 0)]];
  });
  return ofLengthOne(entries);
}

/** A vector divided by its length; an empty one stays empty. */
export function ofLengthOne(entries: readonly Entry[]): Entry[] {
  const length = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0));
  return length > 0 ? entries.map(([column, value]) => [column, value / length]) : [];
}

function documentFrequencies(documents: readonly TermCounts[]): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const document of documents) {
    for (const term of document.keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  }
  return frequencies;
}
