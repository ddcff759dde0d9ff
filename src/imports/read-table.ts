import { readCsv } from "./read-csv.ts";
import { readNdjson } from "./read-ndjson.ts";
import { readParquet } from "./read-parquet.ts";
import type { Table, TableOptions } from "./table.ts";

/** Opens a table file and streams its rows, with values as they come. */
export async function readTable(file: string, options: TableOptions = {}): Promise<Table> {
  const format = options.format ?? formatOf(file);
  if (format === "parquet") return readParquet(file);
  return format === "ndjson" ? readNdjson(file, options) : readCsv(file, options);
}

/** What has no telling name is text in columns: .csv, .tsv, .txt and whatever else exports are called. */
function formatOf(file: string): NonNullable<TableOptions["format"]> {
  const name = file.toLowerCase().replace(/\.gz$/, "");
  if (name.endsWith(".parquet")) return "parquet";
  return name.endsWith(".ndjson") || name.endsWith(".jsonl") ? "ndjson" : "csv";
}
