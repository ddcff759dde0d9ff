import { asyncBufferFromFile, type ColumnData, type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { cellReader, withRawDecimals } from "./parquet-cells.ts";
import { type Table, type TableRow, UnreadableTable } from "./table.ts";

/**
 * How much of a row group is read at once, in cells: columns times rows. hyparquet decodes a page as a whole and starts at
 * the front of the row group for each slice, so smaller slices don't save memory where pages are large and cost their
 * number in time. Online Retail II (one row group, one page a column, 525,461 rows of 8): 0.45 s and 200 MB in one slice,
 * 8.6 s in slices of 50,000 rows; with the map applied 3.3 s and 310 MB in all. Rows are made from the columns one at a time; all at once they took 0.73 s and 250 MB.
 */
const CELLS_AT_ONCE = 5_000_000;
const FEWEST_ROWS = 50_000;

type AsyncFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;

interface Slice {
  rowStart: number;
  rowEnd: number;
}

export async function readParquet(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await metadataOf(file);
  const total = Number(metadata.num_rows);
  let read = 0;
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const values of valuesOf(file, metadata)) yield { number: ++read, values };
  }
  return { rows: rows(), total, columns: topColumns(metadata), progress: () => (total === 0 ? 1 : read / total) };
}

async function metadataOf(file: AsyncFile): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (error) {
    throw new UnreadableTable(`not a Parquet file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The root's children; each stands before its own children in the flat list. */
function topColumns({ schema }: FileMetaData): string[] {
  const columns: string[] = [];
  let index = 1;
  while (index < schema.length) {
    columns.push(schema[index]?.name ?? "");
    index = afterSubtree(schema, index);
  }
  return columns;
}

function afterSubtree(schema: FileMetaData["schema"], index: number): number {
  let next = index + 1;
  for (let child = 0; child < (schema[index]?.num_children ?? 0); child++) next = afterSubtree(schema, next);
  return next;
}

async function* valuesOf(file: AsyncFile, metadata: FileMetaData): AsyncGenerator<Record<string, unknown>> {
  const columns = topColumns(metadata);
  const raw = { ...metadata, schema: withRawDecimals(metadata.schema) };
  const readers = new Map(metadata.schema.slice(1).map((element) => [element.name, cellReader(element)]));
  for (const slice of slicesOf(metadata, columns.length)) {
    const chunks = await readSlice(file, raw, slice);
    const cursors = columns.map((column) => ({
      column,
      cells: new ColumnCells(chunks.get(column) ?? []),
      read: readers.get(column),
    }));
    for (let row = slice.rowStart; row < slice.rowEnd; row++) {
      const values: Record<string, unknown> = {};
      for (const { column, cells, read } of cursors) values[column] = read ? read(cells.at(row)) : cells.at(row);
      yield values;
    }
  }
}

function* slicesOf(metadata: FileMetaData, columns: number): Generator<Slice> {
  const atOnce = Math.max(FEWEST_ROWS, Math.floor(CELLS_AT_ONCE / Math.max(1, columns)));
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = groupStart + Number(group.num_rows);
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += atOnce) {
      yield { rowStart, rowEnd: Math.min(groupEnd, rowStart + atOnce) };
    }
    groupStart = groupEnd;
  }
}

async function readSlice(file: AsyncFile, metadata: FileMetaData, slice: Slice): Promise<Map<string, ColumnData[]>> {
  const chunks = new Map<string, ColumnData[]>();
  const keep = (chunk: ColumnData) => chunks.set(chunk.columnName, [...(chunks.get(chunk.columnName) ?? []), chunk]);
  await parquetRead({ file, metadata, compressors, ...slice, onChunk: keep });
  return chunks;
}

/** The cells of one column, which come in pieces; rows are asked for in ascending order. */
class ColumnCells {
  private readonly chunks: readonly ColumnData[];
  private current = 0;

  constructor(chunks: readonly ColumnData[]) {
    this.chunks = chunks.toSorted((left, right) => left.rowStart - right.rowStart);
  }

  at(row: number): unknown {
    while ((this.chunks[this.current]?.rowEnd ?? Number.POSITIVE_INFINITY) <= row) this.current++;
    const chunk = this.chunks[this.current];
    return chunk?.columnData[row - chunk.rowStart] ?? null;
  }
}
