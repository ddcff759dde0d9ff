import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { openText } from "./input.ts";
import { type Table, type TableOptions, type TableRow, UnreadableTable } from "./table.ts";

const DELIMITERS = [",", ";", "\t"];
/** A quote that is never closed would make the rest of the file one cell. */
const LARGEST_RECORD = 1_000_000;

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

/** Comma separated values with a header; quoted cells may hold delimiters and line ends. */
export async function readCsv(file: string, options: TableOptions): Promise<Table> {
  const input = await openText(file, options);
  const { head, text } = await peeked(input.text);
  const records = parsed(text, options.delimiter ?? sniffed(head))[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done) throw new UnreadableTable("the file is empty: the first line has to name the columns");
  const columns = first.value.record.map((name) => name.trim());
  return { rows: rowsOf(records, columns, first.value.info.lines), columns, progress: input.progress };
}

/** The first piece of the text (TextDecoder has taken the byte order mark away), and all of it again. */
async function peeked(text: AsyncIterable<string>): Promise<{ head: string; text: AsyncIterable<string> }> {
  const chunks = text[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head = first.done ? "" : first.value;
  async function* again() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return { head, text: again() };
}

/** The delimiter that stands most often in the header, outside of quotes. */
export function sniffed(head: string): string {
  const header = head.replace(/"[^"]*"/g, "").split(/\r?\n/, 1)[0] ?? "";
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

async function* parsed(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_RECORD,
  });
  const source = Readable.from(text, { objectMode: true });
  source.on("error", (error) => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser)) yield record as CsvRecord;
  } catch (error) {
    throw isCsvError(error) ? new UnreadableTable(`line ${error.lines}: ${error.message}`) : error;
  } finally {
    source.destroy();
  }
}

function isCsvError(error: unknown): error is Error & { lines: number } {
  return error instanceof Error && "lines" in error && typeof error.lines === "number";
}

async function* rowsOf(
  records: AsyncIterator<CsvRecord>,
  columns: string[],
  headerLines: number,
): AsyncGenerator<TableRow> {
  let line = headerLines + 1;
  for await (const { record, info } of { [Symbol.asyncIterator]: () => records }) {
    const values = Object.fromEntries(columns.map((column, index) => [column, record[index] ?? null]));
    const fault = `the row has ${record.length} cells, the header ${columns.length}`;
    yield record.length === columns.length ? { number: line, values } : { number: line, values, fault };
    line = info.lines + 1;
  }
}
