import { finished } from "node:stream/promises";
import { type Client, DatabaseError, escapeIdentifier } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { StartRefusal } from "../start-refusal.ts";
import type { BackupTable, Batch } from "./backup-file.ts";
import { listed } from "./catalogue.ts";

const NEWLINE = 10;
const BATCH_BYTES = 1024 * 1024;

/** The rows of a table in batches of about a megabyte. COPY writes a line feed at the end of a row and nowhere else. */
export async function* copyOut(client: Client, { name, columns }: BackupTable): AsyncGenerator<Batch> {
  // A partitioned table can be copied by a query alone.
  const rows = client.query(copyTo(`copy (select ${listed(columns)} from ${escapeIdentifier(name)}) to stdout`));
  rows.on("error", () => {}); // where the reader has left already nobody else would hear that the connection ended
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of rows) {
    pieces.push(chunk);
    size += chunk.length;
    if (size < BATCH_BYTES || !chunk.includes(NEWLINE)) continue;
    const gathered = Buffer.concat(pieces);
    const end = gathered.lastIndexOf(NEWLINE) + 1;
    yield batchOf(name, gathered.subarray(0, end));
    pieces = [gathered.subarray(end)];
    size = gathered.length - end;
  }
  if (size > 0) yield batchOf(name, Buffer.concat(pieces));
}

function batchOf(table: string, bytes: Buffer): Batch {
  let rows = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows += 1;
  return { table, rows, bytes };
}

/**
 * Loads a batch by a COPY of its own: PostgreSQL remembers every row of a COPY until its end to check the foreign keys,
 * so that one COPY for a large table would take memory by its size.
 */
export async function copyIn(client: Client, { name, columns }: BackupTable, batch: Batch): Promise<void> {
  const copy = client.query(copyFrom(`copy ${escapeIdentifier(name)} (${listed(columns)}) from stdin`));
  copy.end(batch.bytes);
  try {
    await finished(copy);
  } catch (error) {
    throw withoutValues(error, name);
  }
  if (copy.rowCount === batch.rows) return;
  throw new StartRefusal(`the backup has ${batch.rows} rows of ${name} where PostgreSQL found ${copy.rowCount}`);
}

/** PostgreSQL's own sentence about a row that it refuses repeats the row's values. */
function withoutValues(error: unknown, table: string): unknown {
  if (!(error instanceof DatabaseError) || !/^2[23]/.test(error.code ?? "")) return error;
  const constraint = error.constraint === undefined ? "" : `, constraint ${error.constraint}`;
  return new StartRefusal(`PostgreSQL refuses rows of ${table} (${error.code}${constraint}); nothing was restored`);
}
