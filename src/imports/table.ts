/**
 * One row of a table file. `number` is what a person looks for: the line of a text file (the header is line 1), the
 * position in a Parquet file (from 1). `fault` says that the row itself is broken (too few columns, not JSON).
 */
export interface TableRow {
  number: number;
  values: Record<string, unknown>;
  fault?: string;
}

export interface Table {
  rows: AsyncIterable<TableRow>;
  /** Share of the input read so far, 0..1. */
  progress(): number;
  /** Rows in the file, where the format knows. */
  total?: number;
  /** Where the format fixes them for all rows; NDJSON doesn't. */
  columns?: readonly string[];
}

export const TABLE_FORMATS = ["csv", "ndjson", "parquet"] as const;
export const ENCODINGS = ["utf-8", "windows-1252", "utf-16le"] as const;

export interface TableOptions {
  /** Default: by the file's name. */
  format?: (typeof TABLE_FORMATS)[number];
  /** One character; default: the one of , ; and tab that the first line has most of. */
  delimiter?: string;
  encoding?: (typeof ENCODINGS)[number];
}

/** The file as a whole can't be read on: said in words for the person who runs the import. */
export class UnreadableTable extends Error {
  override name = "UnreadableTable";
}
